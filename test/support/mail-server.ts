import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { MailLimits, MailServer } from '../../local/mail/server.ts';
import { certificateFor, type TestCertificate } from './servers.ts';

export { header } from './mail-headers.ts';

/** One mail as the server took it. */
export interface TakenMail {
  from: string;
  to: string[];
  isProtected: boolean;
  user: string | undefined;
  text: string;
}

export const SHORT: MailLimits = { connectMs: 2_000, greetingMs: 2_000, silenceMs: 2_000, totalMs: 5_000 };

let certificate: Promise<TestCertificate> | undefined;
/** One certificate of localhost for all tests: to make one takes a while. */
export const localhostCertificate = () => (certificate ??= certificateFor('localhost', -1, 30, Date.now()));

/** A real mail server on a free port, which ends with the test. */
export async function mailServer(options: SMTPServerOptions = {}, refuse: (to: string) => string | undefined = () => undefined) {
  const { cert, key } = await localhostCertificate();
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'monitor' && password === 'right'
        ? done(null, { user: username })
        : done(new Error('Invalid user or password')),
    onRcptTo({ address }, _session, done) {
      const answer = refuse(address);
      done(answer === undefined ? null : Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) }));
    },
    async onData(stream, { envelope, secure, user }, done) {
      const text = (await buffer(stream)).toString();
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      taken.push({
        from,
        to: envelope.rcptTo.map((r) => r.address),
        isProtected: secure,
        user: user as string | undefined,
        text,
      });
      done(null);
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  const port = (server.server.address() as AddressInfo).port;
  return { port, taken, cert };
}

/** How a test reaches a server on this machine. */
export function reach(port: number, more: Partial<MailServer> = {}): MailServer {
  return { host: 'localhost', port, security: 'none', password: async () => 'right', limits: SHORT, ...more };
}

/** A part of a mail by its type, out of its transfer encoding. */
export function partOf(mail: string, type: 'text/plain' | 'text/html'): string {
  const [, head = '', body = ''] = new RegExp(`Content-Type: ${type}([^]*?)\r\n\r\n([^]*?)\r\n----`, 'i').exec(mail) ?? [];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
