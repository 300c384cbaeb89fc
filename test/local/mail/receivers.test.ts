import { describe, expect, test } from 'vitest';
import type { DeliveryError } from '../../../functions/shared/delivery/delivery-error.ts';
import type { Message } from '../../../functions/shared/message/message.ts';
import { testMessage } from '../../../functions/shared/message/test-message.ts';
import { mailReceivers } from '../../../local/mail/receivers.ts';
import type { MailServer } from '../../../local/mail/server.ts';
import { StillClock } from '../../support/fakes.ts';
import { header, mailServer, partOf, reach, SHORT } from '../../support/mail-server.ts';
import { certificateFor, closedPort, serveRaw } from '../../support/servers.ts';

const clock = new StillClock('2026-11-25T10:00:00Z');
const config = { service: 'AtlasML', smtp: { host: 'localhost', from: 'monitor@example.org', security: 'none' as const } };
const to = (addresses: string[], server: MailServer) =>
  mailReceivers(config, addresses, { server, clock, newId: () => 'new-id' });
const receiver = (server: MailServer) => {
  const [one] = to(['ops@example.org'], server);
  if (!one) throw new Error('there is no receiver');
  return one;
};
const message: Message = {
  ...testMessage({ service: 'AtlasML', environment: 'test' }, clock.now()),
  story: { incident: 'a-1', step: '1.opened' },
};
const failure = (server: MailServer) =>
  receiver(server)
    .deliver(message)
    .then(
      () => undefined,
      (error: DeliveryError) => error,
    );
const portOf = (url: string) => Number(new URL(url).port);

/** A server that speaks by hand: an answer for each line that begins with a word; `drop` closes, `hang` says nothing. */
function byHand(answers: Record<string, string>): Promise<string> {
  return serveRaw((socket) => {
    const say = (answer: string | undefined) => {
      if (answer === 'drop') socket.destroy();
      else if (answer !== 'hang') socket.write(`${answer ?? '250 ok'}\r\n`);
    };
    let isData = false;
    say(answers.greeting ?? '220 localhost');
    socket.on('data', (bytes) => {
      const text = bytes.toString();
      if (isData) {
        if (!text.endsWith('\r\n.\r\n') && text !== '.\r\n') return;
        isData = false;
        say(answers.dot);
        return;
      }
      const word = text.slice(0, 4).trim();
      isData = word === 'DATA' && answers.DATA === undefined;
      say(word === 'DATA' ? (answers.DATA ?? '354 go on') : answers[word]);
    });
  });
}

test('a mail goes out over STARTTLS, by a user, with a text and an HTML part', async () => {
  const { port, taken, cert } = await mailServer();
  await receiver(reach(port, { security: 'starttls', user: 'monitor', tls: { ca: cert } })).deliver(message);
  expect(taken).toHaveLength(1);
  const [mail] = taken;
  expect(mail).toMatchObject({ from: 'monitor@example.org', to: ['ops@example.org'], isProtected: true, user: 'monitor' });
  expect(header(mail?.text ?? '', 'Subject')).toBe(message.subject);
  expect(header(mail?.text ?? '', 'From')).toBe('AtlasML Monitor <monitor@example.org>');
  expect(header(mail?.text ?? '', 'Date')).toBe('Wed, 25 Nov 2026 10:00:00 +0000');
  expect(header(mail?.text ?? '', 'Auto-Submitted')).toBe('auto-generated');
  expect(mail?.text).toContain('Content-Type: text/plain');
  expect(mail?.text).toContain('Content-Type: text/html');
});

test('the same over TLS from the first byte', async () => {
  const { port, taken, cert } = await mailServer({ secure: true });
  await receiver(reach(port, { security: 'tls', tls: { ca: cert } })).deliver(message);
  expect(taken[0]).toMatchObject({ isProtected: true });
});

describe('the mails of one incident are one thread', () => {
  test('the first returns its id, and those after it name it and the incident', async () => {
    const { port, taken } = await mailServer();
    const one = receiver(reach(port));
    const thread = await one.deliver(message);
    await one.deliver({ ...message, story: { incident: 'a-1', step: '2.resolved' } }, thread as string);
    const [first, second] = taken.map((m) => m.text);
    expect(header(first ?? '', 'Message-ID')).toBe('<a-1.1.opened@example.org>');
    expect(header(first ?? '', 'In-Reply-To')).toBeUndefined();
    expect(header(second ?? '', 'Message-ID')).toBe('<a-1.2.resolved@example.org>');
    expect(header(second ?? '', 'In-Reply-To')).toBe('<a-1.1.opened@example.org>');
    expect(header(second ?? '', 'References')).toBe('<a-1@example.org> <a-1.1.opened@example.org>');
  });

  test('a copy has the id of the first, and a process that forgot the first mail still names the incident', async () => {
    const { port, taken } = await mailServer();
    await receiver(reach(port)).deliver(message);
    await receiver(reach(port)).deliver(message);
    expect(header(taken[0]?.text ?? '', 'Message-ID')).toBe(header(taken[1]?.text ?? '', 'Message-ID'));
    expect(header(taken[1]?.text ?? '', 'References')).toBe('<a-1@example.org>');
  });

  test('what is no incident’s is in no thread', async () => {
    const { port, taken } = await mailServer();
    const { story: _, ...digest } = message;
    await receiver(reach(port)).deliver(digest);
    expect(header(taken[0]?.text ?? '', 'Message-ID')).toBe('<new-id@example.org>');
    expect(header(taken[0]?.text ?? '', 'References')).toBeUndefined();
  });
});

test('one address that is refused keeps nothing from the others, and is named so that it can be read', async () => {
  const { port, taken } = await mailServer({}, (address) => (address.startsWith('gone') ? '550 5.1.1 No such user' : undefined));
  const addresses = ['gone@example.org', 'ops@example.org', 'more@example.org', 'last@example.org', 'fifth@example.org'];
  const results = await Promise.allSettled(to(addresses, reach(port)).map((r) => r.deliver(message)));
  expect(taken.flatMap((m) => m.to).sort()).toEqual(addresses.slice(1).sort());
  expect(results.map((r) => r.status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect((results[0] as PromiseRejectedResult).reason).toMatchObject({
    message: 'e-mail: localhost refused the mail for gone at example.org (550 5.1.1 No such user)',
    fault: 'permanent-payload',
    ambiguous: false,
    retryAfterMs: 600_000,
  });
});

test('a server that greylists takes the mail the next time', async () => {
  let asked = 0;
  const { port, taken } = await mailServer({}, () => (++asked === 1 ? '451 4.7.1 Greylisted' : undefined));
  expect(await failure(reach(port))).toMatchObject({
    message: 'e-mail: localhost refused the mail for ops at example.org for now (451 4.7.1 Greylisted)',
    fault: 'retry',
    ambiguous: false,
    retryAfterMs: 60_000,
  });
  expect(await failure(reach(port))).toBeUndefined();
  expect(taken).toHaveLength(1);
});

describe('what becomes of a mail by how the conversation ended', () => {
  test.each([
    [
      'refused after the dot',
      { dot: '554 5.7.1 Spam' },
      'permanent-payload',
      false,
      'refused the mail for ops at example.org (554 5.7.1 Spam)',
    ],
    ['put off after the dot', { dot: '452 4.3.1 Disk full' }, 'retry', false, 'for now (452 4.3.1 Disk full)'],
    ['dropped after the dot', { dot: 'drop' }, 'retry', true, 'the mail may have arrived'],
    ['dropped at DATA', { DATA: 'drop' }, 'retry', false, 'localhost broke off'],
    ['dropped at RCPT', { RCPT: 'drop' }, 'retry', false, 'localhost broke off'],
    ['dropped at MAIL', { MAIL: 'drop' }, 'retry', false, 'localhost broke off'],
    ['dropped at EHLO', { EHLO: 'drop' }, 'retry', false, 'cannot be reached'],
    ['dropped at once', { greeting: 'drop' }, 'retry', false, 'cannot be reached'],
    ['turned away', { greeting: '554 no service' }, 'permanent-config', false, 'refused the mail (554 no service)'],
    ['turned away for now', { greeting: '421 too busy' }, 'retry', false, 'for now (421 too busy)'],
    ['the sender refused', { MAIL: '550 not yours' }, 'permanent-payload', false, '(550 not yours)'],
  ] as const)('%s', async (_, answers, fault, ambiguous, words) => {
    const port = portOf(await byHand(answers));
    const error = await failure(reach(port));
    expect(error).toMatchObject({ name: 'DeliveryError', fault, ambiguous });
    expect(error?.message).toContain(words);
  });

  test.each([
    ['the greeting', { greeting: 'hang' }, false],
    ['EHLO', { EHLO: 'hang' }, false],
    ['MAIL', { MAIL: 'hang' }, false],
    ['RCPT', { RCPT: 'hang' }, false],
    ['DATA', { DATA: 'hang' }, false],
    ['the dot', { dot: 'hang' }, true],
  ] as const)('a server that hangs at %s', async (_, answers, ambiguous) => {
    const port = portOf(await byHand(answers));
    const limits = { ...SHORT, greetingMs: 200, silenceMs: 200 };
    const error = await failure(reach(port, { limits }));
    expect(error).toMatchObject({ name: 'DeliveryError', fault: 'retry', ambiguous });
    expect(error?.message).toContain('did not answer in time');
  });

  test('a server that says a little again and again ends by the time of the whole', async () => {
    const port = portOf(
      await serveRaw((socket) => {
        const timer = setInterval(() => socket.write('220-wait\r\n'), 20);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    const error = await failure(reach(port, { limits: { ...SHORT, greetingMs: 60_000, totalMs: 300 } }));
    expect(error).toMatchObject({ fault: 'retry', ambiguous: false });
    expect(error?.message).toContain('did not answer in time');
  });

  test('nobody listens', async () => {
    const error = await failure(reach(await closedPort()));
    expect(error).toMatchObject({ fault: 'retry', ambiguous: false });
    expect(error?.message).toContain('ECONNREFUSED');
  });

  test('the run that ends stops the mail', async () => {
    const port = portOf(await byHand({ dot: 'hang' }));
    const over = new AbortController();
    const sending = receiver(reach(port)).deliver(message, undefined, { signal: over.signal });
    over.abort();
    await expect(sending).rejects.toMatchObject({ name: 'DeliveryError', fault: 'retry' });
  });
});

describe('nothing is sent unprotected or to a stranger', () => {
  test('no STARTTLS is offered', async () => {
    const { port, taken } = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const error = await failure(reach(port, { security: 'starttls', user: 'monitor' }));
    expect(error).toMatchObject({ fault: 'permanent-config' });
    expect(taken).toEqual([]);
  });

  test.each(['starttls', 'tls'] as const)('a certificate of nobody that is known, by %s', async (security) => {
    const { port, taken } = await mailServer({ secure: security === 'tls' });
    const error = await failure(reach(port, { security }));
    expect(error).toMatchObject({ fault: 'permanent-config', ambiguous: false });
    expect(error?.message).toMatch(/the certificate of localhost is not trusted \(.*SELF_SIGNED.*\)/);
    expect(taken).toEqual([]);
  });

  test('a certificate of another host', async () => {
    const other = await certificateFor('other.example.org', -1, 30, Date.now());
    const { port } = await mailServer({ secure: true, ...other });
    const error = await failure(reach(port, { security: 'tls', tls: { ca: other.cert } }));
    expect(error?.message).toContain('is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)');
  });

  test('a wrong password, which no error repeats', async () => {
    const { port, taken, cert } = await mailServer();
    const server = reach(port, {
      security: 'starttls',
      user: 'monitor',
      tls: { ca: cert },
      password: async () => 'hunter2-wrong',
    });
    const error = await failure(server);
    expect(error).toMatchObject({ fault: 'permanent-config', ambiguous: false, retryAfterMs: 600_000 });
    expect(error?.message).toContain('localhost does not let the user in');
    expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)}`).not.toContain('hunter2');
    expect(taken).toEqual([]);
  });

  test('a password that cannot be read is named with how to give it', async () => {
    const { port, cert } = await mailServer();
    const password = () => Promise.reject(new Error('set ATLASML_SMTP_PASSWORD'));
    const error = await failure(reach(port, { security: 'starttls', user: 'monitor', tls: { ca: cert }, password }));
    expect(error?.message).toBe('e-mail: the password is missing: set ATLASML_SMTP_PASSWORD');
  });
});

test('texts of others change neither the headers nor the HTML', async () => {
  const { port, taken } = await mailServer();
  const hostile = '</td><script>alert(1)</script>\r\nBcc: all@example.org\r\n.\r\nQUIT <img src=http://x.example/p.png>';
  await receiver(reach(port)).deliver({
    ...message,
    subject: `[DOWN] ${hostile}`,
    cause: hostile,
    seen: [{ when: '10:00', what: 'health', fact: hostile }],
    links: [{ label: hostile, url: 'javascript:alert(1)' }],
  });
  expect(taken).toHaveLength(1);
  const text = taken[0]?.text ?? '';
  expect(header(text, 'Bcc')).toBeUndefined();
  expect(taken[0]?.to).toEqual(['ops@example.org']);
  const html = partOf(text, 'text/html');
  expect(html).toContain('&lt;script&gt;');
  const tags = new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, tag]) => tag));
  expect([...tags].sort()).toEqual([
    'b',
    'body',
    'br',
    'div',
    'h1',
    'h2',
    'head',
    'html',
    'meta',
    'p',
    'table',
    'td',
    'title',
    'tr',
  ]);
  expect(html).not.toContain('href=');
});
