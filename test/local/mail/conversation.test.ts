import { describe, expect, test } from 'vitest';
import { mailServer, reach, SHORT } from '../../support/mail-server.ts';
import { certificateFor, closedPort, serveRaw } from '../../support/servers.ts';
import { failure, message, receiver } from './support.ts';

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
