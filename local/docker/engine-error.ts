/**
 * What kept the Engine from answering. denied: its socket may not be opened. absent: nobody listens there. no-container: it knows none
 * of that name. no-log: the container's log driver gives nothing back. refused: another HTTP error. garbled: what came is no answer of
 * an Engine, or breaks off. late: no answer in time.
 */
export type EngineFault =
  | 'address'
  | 'denied'
  | 'absent'
  | 'version'
  | 'no-container'
  | 'no-log'
  | 'refused'
  | 'garbled'
  | 'late';

/** Why something of Docker is not known: one sentence for a person, with what to do. */
export class EngineError extends Error {
  override name = 'EngineError';
  readonly fault: EngineFault;

  constructor(fault: EngineFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

const UNASKED: ReadonlySet<EngineFault> = new Set(['address', 'denied', 'absent', 'version', 'no-container']);

/** Nothing at all can be known of the container: the Engine cannot be asked, or knows none of that name. */
export const isUnasked = ({ fault }: EngineError): boolean => UNASKED.has(fault);

const ASKED_WRONG: ReadonlySet<EngineFault> = new Set(['address', 'no-container', 'no-log']);

/** Something else must be asked for: another address, or a container that is there and has a log. */
export const isAskedWrong = ({ fault }: EngineError): boolean => ASKED_WRONG.has(fault);

const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTSOCK']);
const LATE = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** What an error of the connection means. @param where the address, as DOCKER_HOST names it. */
export function connectionError(error: unknown, where: string): EngineError {
  if (error instanceof EngineError) return error;
  const { code = '', name, message } = error as NodeJS.ErrnoException;
  const cause = { cause: error };
  if (code === 'EACCES' || code === 'EPERM')
    return new EngineError(
      'denied',
      `${where} may not be opened: add the user of the monitor to the group of the socket (\`usermod -aG docker USER\`), then log in again`,
      cause,
    );
  if (ABSENT.has(code))
    return new EngineError(
      'absent',
      `no Docker Engine answers at ${where} (${code}): see whether Docker runs (\`systemctl status docker\`), and whether DOCKER_HOST is right`,
      cause,
    );
  if (LATE.has(code) || name === 'TimeoutError')
    return new EngineError(
      'late',
      `the Docker Engine at ${where} did not answer in time: see whether \`docker ps\` hangs, too`,
      cause,
    );
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || /CERT|SELF_SIGNED|UNABLE_TO/.test(code))
    return new EngineError(
      'denied',
      `the Docker Engine at ${where} and the monitor do not trust each other (${code}): see ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH`,
      cause,
    );
  return new EngineError(
    'garbled',
    `what answers at ${where} broke off or is no Docker Engine (${code || message}): see the log of Docker (\`journalctl -u docker\`)`,
    cause,
  );
}

const NO_LOG = /does not support reading/i;

/** What an answer other than 200 means. */
export function answerError(status: number, body: string): EngineError {
  const words = messageOf(body);
  if (NO_LOG.test(words)) {
    const other =
      'name its log elsewhere (--log-file, `logs` in the configuration), or give it a driver that can be read (json-file, local)';
    return new EngineError('no-log', `the log driver of the container gives nothing back to read: ${other}`);
  }
  if (/client version .* is too (?:new|old)/.test(words))
    return new EngineError('version', `Docker answers HTTP ${status}: ${words}`);
  const next = status >= 500 ? '; see the log of Docker (`journalctl -u docker`)' : '';
  const fault = /no such container/i.test(words) ? 'no-container' : 'refused';
  return new EngineError(fault, `Docker answers HTTP ${status}: ${words}${next}`);
}

const MOST_WORDS = 200;

function messageOf(text: string): string {
  let words = text;
  try {
    words = String((JSON.parse(text) as { message?: unknown } | null)?.message ?? text);
  } catch {
    // A proxy before it answers in words of its own.
  }
  return words.trim().slice(0, MOST_WORDS) || 'without a word';
}
