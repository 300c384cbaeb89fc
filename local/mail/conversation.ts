import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Mail } from '../../functions/shared/delivery/mail/mail-receivers.ts';
import type { MailServer } from './server.ts';

/** How far a conversation came. */
export type Step = 'connect' | 'password' | 'login' | 'message';

type SystemError = Error & { responseCode?: number; response?: string; originalCode?: unknown; code?: unknown };

/** A conversation that broke off or in which the server refused something. */
export class ConversationError extends Error {
  override name = 'ConversationError';
  readonly step: Step;
  /** The server's three digits, when it gave any. */
  readonly code: number | undefined;
  /** The server's own words, as they came. */
  readonly reply: string;
  /** The name of a system's or TLS's error, such as ECONNREFUSED. */
  readonly system: string;
  /** True once the whole message was handed over: then it may have arrived. */
  readonly left: boolean;
  readonly isTimeUp: boolean;

  constructor(step: Step, cause: unknown, { left, isTimeUp }: { left: boolean; isTimeUp: boolean }) {
    const { message, responseCode, response, originalCode, code } = cause as SystemError;
    super(message, { cause });
    this.step = step;
    this.code = responseCode;
    this.reply = response ?? '';
    this.system = [originalCode, code].find((name): name is string => typeof name === 'string') ?? '';
    this.left = left;
    this.isTimeUp = isTimeUp || this.system === 'ETIMEDOUT' || this.system === 'SOCKET_TIMEOUT';
  }
}

/**
 * Speaks with a mail server: connects, protects the connection, signs in, and sends the mail if there is one. It always
 * ends, and the connection with it.
 * @param signal ends it before its time.
 * @throws ConversationError
 */
export async function converse(server: MailServer, mail: Mail | undefined, signal?: AbortSignal): Promise<void> {
  const timeUp = AbortSignal.timeout(server.limits.totalMs);
  const over = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
  const connection = new SMTPConnection(optionsFor(server));
  let step: Step = 'connect';
  let left = false;
  let secrets: string[] = [];
  try {
    await endingWith(over, connection, async (ask) => {
      await ask((done) => connection.connect(done));
      if (server.user !== undefined) {
        step = 'password';
        const credentials = { user: server.user, pass: await server.password() };
        secrets = formsOf(credentials);
        step = 'login';
        await ask((done) => connection.login({ credentials }, done));
      }
      if (!mail) return;
      step = 'message';
      const { from, to, bytes } = mail;
      const handedOver = () => {
        left = true;
      };
      await ask((done) => connection.send({ from, to, size: bytes.byteLength }, streamOf(bytes, handedOver), done));
    });
  } catch (error) {
    connection.close();
    throw new ConversationError(step, without(secrets, error), { left, isTimeUp: over.aborted });
  }
  // What the server took is taken, whether or not it says goodbye.
  connection.quit();
  setTimeout(() => connection.close(), GOODBYE_MS).unref();
}

const GOODBYE_MS = 1_000;

/** Shorter passwords would take letters out of words. */
const SHORTEST = 4;

/** A password as it goes over the wire, RFC 4954 and 4616: a server may repeat in its answer what it was sent. */
function formsOf({ user, pass }: { user: string; pass: string }): string[] {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const forms = [encoded(`\0${user}\0${pass}`), encoded(pass), pass];
  return forms.filter((form) => form.length >= SHORTEST);
}

/** The same error, whose texts no longer hold the secrets. */
function without(secrets: string[], error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  for (const key of ['message', 'stack', 'response', 'command'] as const) {
    const fields = error as unknown as Record<string, unknown>;
    const before = fields[key];
    if (typeof before === 'string' && clean(before) !== before) fields[key] = clean(before);
  }
  return error;
}

function optionsFor({ host, port, security, limits, tls }: MailServer) {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    dnsTimeout: limits.connectMs,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    maxResponseSize: 64 * 1024,
    tls: { ...tls },
  };
}

type Done = (error?: Error | null) => void;
type Ask = (start: (done: Done) => void) => Promise<void>;

/** Runs a conversation until it ends, its connection breaks, or its time is over. */
function endingWith(over: AbortSignal, connection: SMTPConnection, work: (ask: Ask) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('the connection was closed')));
    const abort = () => reject(over.reason as Error);
    if (over.aborted) abort();
    over.addEventListener('abort', abort, { once: true });
    const ask: Ask = (start) =>
      new Promise((answered, failed) => {
        start((error) => (error ? failed(error) : answered()));
      });
    work(ask)
      .then(resolve, reject)
      .finally(() => over.removeEventListener('abort', abort));
  });
}

/** The message as a stream that says when its last byte was asked for. It is asked for only when the server said "go on". */
function streamOf(bytes: Uint8Array, handedOver: () => void): Readable {
  return Readable.from(
    (function* () {
      yield bytes;
      handedOver();
    })(),
    { objectMode: false },
  );
}
