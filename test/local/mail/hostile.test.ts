import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redact } from '../../../functions/shared/text/redact.ts';
import { formsOf, SECRET } from '../../secrets/forms.ts';
import { FORBIDDEN } from '../../support/arbitrary-text.ts';
import { header, mailServer, partOf, reach } from '../../support/mail-server.ts';
import { failure, message, receiver } from './support.ts';

const PASSWORD = `${SECRET}x9`;
const partsIn = (text: string) =>
  Array.from({ length: SECRET.length - 7 }, (_, i) => SECRET.slice(i, i + 8)).filter((part) => text.includes(part));

describe('a message with hostile texts', () => {
  const EVIL =
    'x\r\nBcc: evil@example.net\r\n\r\n--b\r\n<script>alert(1)</script><img src=x onerror=y> "\' \x1b]52;c;AA\x07 \u202e \ud83d';
  const hostile = {
    ...message,
    subject: EVIL,
    short: EVIL,
    headline: EVIL,
    cause: EVIL,
    news: [EVIL],
    also: [EVIL],
    seen: [{ when: EVIL, what: EVIL, fact: EVIL }],
    errors: [{ when: EVIL, level: EVIL, logger: EVIL, text: EVIL, count: 2, age: 'new' as const, trace: [EVIL] }],
    timeline: [{ when: EVIL, what: EVIL }],
    todo: { text: EVIL, runbook: EVIL },
    links: [{ label: EVIL, url: `javascript:alert(1)//${EVIL}` }],
    notices: [EVIL],
    story: { incident: EVIL, step: EVIL },
  };

  test('adds no header and no tag, and holds nothing that a program obeys', async () => {
    const { port, taken } = await mailServer();
    await receiver(reach(port)).deliver(hostile, EVIL);
    const [mail] = taken;
    const head = mail?.text.slice(0, mail.text.indexOf('\r\n\r\n')) ?? '';
    const names = head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1]?.toLowerCase() ?? []);
    expect(mail?.to).toEqual(['ops@example.org']);
    expect(names).not.toContain('bcc');
    expect(new Set(names).size).toBe(names.length);
    expect(header(mail?.text ?? '', 'Message-ID')).toMatch(/^<[\w.-]+@example\.org>$/);
    const html = partOf(mail?.text ?? '', 'text/html');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|<img|href="javascript:/i);
    for (const text of [html, partOf(mail?.text ?? '', 'text/plain'), head]) {
      expect(text.replaceAll('\r\n', '\n')).not.toMatch(FORBIDDEN);
      expect(text).not.toContain('\ufffd\ufffd');
    }
  });
});

/** A server that says whatever it is told to, line by line. */
async function saying(answer: (line: string) => string, greeting = '220 hi'): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(`${greeting}\r\n`);
    let waiting = '';
    socket.on('data', (data) => {
      waiting += data.toString('latin1');
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        socket.write(`${answer(waiting.slice(0, end))}\r\n`);
        waiting = waiting.slice(end + 2);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

const hello = (line: string) => (/^EHLO/i.test(line) ? '250-localhost\r\n250 AUTH PLAIN' : undefined);

describe('a hostile mail server', () => {
  test('that repeats who signed in, plain and encoded: nothing of the password is in the error', async () => {
    const encoded = Buffer.from(`\0monitor\0${PASSWORD}`).toString('base64');
    const port = await saying((line) => hello(line) ?? `535 5.7.8 refused: ${line} ${PASSWORD} \x1b]0;t\x07`);
    const error = await failure(reach(port, { user: 'monitor', password: async () => PASSWORD }));
    expect(error?.message).toContain('does not let the user in');
    const causes = [error, error?.cause as Error, (error?.cause as Error | undefined)?.cause as Error];
    for (const each of causes) {
      const all = `${each?.message} ${each?.stack} ${JSON.stringify(each)}`;
      expect(partsIn(all)).toEqual([]);
      expect(all).not.toContain(encoded.slice(4, 20));
    }
  });

  test('whose answer is long: what is cut out of it was redacted before', async () => {
    let answer = '';
    const port = await saying((line) => hello(line) ?? answer);
    const { headers = [], assignments = [] } = formsOf(SECRET);
    for (const form of [...headers, ...assignments].filter((text) => !text.includes('\n'))) {
      answer = `550 ${'no '.repeat(36)}${form}`;
      const error = await failure(reach(port));
      expect(error?.message).toContain('refused the mail');
      expect(partsIn(redact(error?.message ?? '')), form).toEqual([]);
    }
  });

  test('that speaks another language or too much: an error, and no end of the process', async () => {
    for (const greeting of [
      '\x1b[2J',
      '220',
      '999 x',
      `220 ${'x'.repeat(70_000)}`,
      '554 \u202eno',
      '-1',
      '220-a\r\n220-b\r\n221 c',
    ]) {
      const port = await saying(() => '999 \x00\xff', greeting);
      const error = await failure(reach(port, { limits: { connectMs: 300, greetingMs: 300, silenceMs: 300, totalMs: 900 } }));
      expect(error?.name).toBe('DeliveryError');
      expect(error?.message.length).toBeLessThan(400);
      expect(error?.message).not.toMatch(FORBIDDEN);
    }
  });
});
