import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeliveryError } from '../../../../functions/shared/delivery/delivery-error.ts';
import type { DeliveryOptions } from '../../../../functions/shared/ports.ts';
import { StillClock } from '../../../support/fakes.ts';
import { closedPort, serve, serveRaw } from '../../../support/servers.ts';
import { type Answer, serviceStandIn } from '../../../support/service-stand-in.ts';
import { SERVICES } from '../../../support/services.ts';
import { exampleMessage } from '../../../support/slack-message.ts';

const story = { incident: 'i1', step: '1.opened' };

describe.each(Object.entries(SERVICES))('the contract of receivers: %s', (channel, { name, taken, secrets, receiver }) => {
  async function deliverTo(origin: string, clock = new StillClock(), options: DeliveryOptions = {}) {
    return receiver(secrets(origin), clock, origin).deliver(exampleMessage({ story }), undefined, options);
  }
  async function refusedBy(...answers: Answer[]) {
    const service = await serviceStandIn(taken, ...answers);
    const clock = new StillClock();
    const error = await deliverTo(service.origin, clock).then(
      () => undefined,
      (e: DeliveryError) => e,
    );
    return { ...service, clock, error };
  }

  test('it has the name of its key, and a message is delivered by one request of JSON', async () => {
    const { got, origin } = await serviceStandIn(taken);
    await deliverTo(origin);
    expect(receiver({}, new StillClock(), origin).name).toBe(channel);
    expect(got.map(({ method }) => method)).toEqual(['POST']);
    expect(got[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(got[0]?.body).toContain('Weaviate does not answer.');
  });

  test('429 with a short Retry-After is waited out, once', async () => {
    const { error, clock, got } = await refusedBy([429, 'slow down', { 'retry-after': '2' }]);
    expect({ error, slept: clock.slept, requests: got.length }).toEqual({ error: undefined, slept: [2000], requests: 2 });
  });

  test.each<[string, Answer, object]>([
    [
      '429 with a long Retry-After',
      [429, '', { 'retry-after': '300' }],
      { fault: 'retry', retryAfterMs: 300_000, ambiguous: false },
    ],
    ['429 without one', [429, 'planted0secret'], { fault: 'retry', retryAfterMs: undefined, ambiguous: false }],
    ['408', [408], { fault: 'retry', ambiguous: false }],
    ['500', [500, '<h1>planted0secret</h1>'], { fault: 'retry', ambiguous: true }],
    ['503', [503], { fault: 'retry', ambiguous: false }],
    ['504', [504], { fault: 'retry', ambiguous: true }],
    ['401', [401, '{"error":"planted0secret"}'], { fault: 'permanent-config', ambiguous: false }],
    ['403', [403], { fault: 'permanent-config', ambiguous: false }],
    ['404', [404], { fault: 'permanent-config', ambiguous: false }],
    ['a redirect', [302, '', { location: 'https://login.example/' }], { fault: 'permanent-config', ambiguous: false }],
  ])('%s is classified, and is sent no second time', async (_title, answer, expected) => {
    const { error, got } = await refusedBy(answer);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject(expected);
    expect(error?.message.startsWith(`${name} answered HTTP ${answer[0]}`)).toBe(true);
    expect(got).toHaveLength(1);
  });

  test('what it refuses for what is in it is told as that', async () => {
    const { error, got } = await refusedBy([413, ''], [413, '']);
    expect(error).toMatchObject({ fault: 'permanent-payload', message: expect.stringMatching(`^${name} answered HTTP 413`) });
    expect(got).toHaveLength(channel === 'webhook' ? 1 : 2);
  });

  // A webhook of one's own has one form, and says by any 2xx that it has it.
  if (channel !== 'webhook') {
    test('then the barest form goes out, once', async () => {
      const { error, sent } = await refusedBy([413]);
      expect(error).toBeUndefined();
      const [full, bare] = sent().map((payload) => JSON.stringify(payload));
      expect(bare?.length).toBeLessThan(full?.length ?? 0);
      expect(bare).toContain('Weaviate unreachable');
    });

    test("a proxy's page is no delivery", async () => {
      const { error } = await refusedBy([200, '<html>Log in planted0secret</html>']);
      expect(error).toMatchObject({ fault: 'retry', ambiguous: true });
      expect(error?.message).toMatch(/a proxy or another service answers in its place/);
    });
  }

  test('it was sent, and the connection broke', async () => {
    const origin = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    await expect(deliverTo(origin)).rejects.toMatchObject({ fault: 'retry', ambiguous: true });
  });

  test('garbage in place of HTTP', async () => {
    const origin = await serveRaw((socket) => socket.once('data', () => socket.end('\x00\xff planted0secret\r\n\r\n')));
    await expect(deliverTo(origin)).rejects.toMatchObject({ fault: 'retry', ambiguous: true });
  });

  test('nothing listens', async () => {
    await expect(deliverTo(`http://127.0.0.1:${await closedPort()}`)).rejects.toMatchObject({
      message: `${name} cannot be reached (ECONNREFUSED)`,
      ambiguous: false,
    });
  });

  test('it is slow, and five seconds went by', async () => {
    const time = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
    onTestFinished(() => timeout.mockRestore());
    const origin = await serve(() => time.abort());
    await expect(deliverTo(origin)).rejects.toMatchObject({ message: `${name} did not answer within 5 s`, ambiguous: true });
  });

  test('it is slow, and the run had no more time', async () => {
    const stop = new AbortController();
    const origin = await serve(() => stop.abort());
    await expect(deliverTo(origin, new StillClock(), { signal: stop.signal })).rejects.toMatchObject({
      message: `${name} did not answer before the time of this run was over`,
      ambiguous: true,
    });
  });

  test.each(Object.keys(secrets('http://127.0.0.1:1')))('a parameter that is missing is named: %s', async (parameter) => {
    const { [parameter]: _, ...others } = secrets('http://127.0.0.1:1');
    const sending = receiver(others, new StillClock(), 'http://127.0.0.1:1').deliver(exampleMessage());
    await expect(sending).rejects.toMatchObject({
      fault: 'permanent-config',
      message: expect.stringMatching(
        `^${name}: the parameter ${parameter} cannot be read; create it as a SecureString that holds `,
      ),
    });
  });

  test.each(Object.keys(secrets('http://127.0.0.1:1')))(
    'one that holds nothing of use says what to store: %s',
    async (parameter) => {
      if (parameter === '/token') return;
      const all = { ...secrets('http://127.0.0.1:1'), [parameter]: 'planted0secret' };
      const error = await receiver(all, new StillClock(), 'http://127.0.0.1:1')
        .deliver(exampleMessage())
        .catch((e: Error) => e);
      expect(error).toMatchObject({
        fault: 'permanent-config',
        message: expect.stringMatching(`^${name}: the parameter ${parameter} holds `),
      });
      expect((error as Error).message).not.toContain('planted');
    },
  );

  test('no error holds a secret, whatever comes back', async () => {
    const echoes = Object.values(secrets('http://127.0.0.1:1')).join(' ');
    const body = JSON.stringify({
      status: 'invalid event',
      message: echoes,
      errors: [echoes],
      error: { code: echoes },
      code: echoes,
      id: 1,
    });
    for (const status of [200, 202, 302, 400, 401, 404, 413, 429, 500]) {
      const { error } = await refusedBy([status, body, { location: echoes }], [status, body]);
      const all = `${error?.stack} ${error?.message} ${JSON.stringify(error)} ${String(error?.cause)}`;
      expect(all, String(status)).not.toMatch(/planted|p1anted|whsec_/);
    }
  });
});
