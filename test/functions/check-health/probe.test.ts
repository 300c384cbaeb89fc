import { describe, expect, test } from 'vitest';
import { healthMetrics } from '../../../functions/check-health/metrics.ts';
import type { HealthObservation } from '../../../functions/shared/observation.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort, serve, serveRaw } from '../../support/servers.ts';
import { probe } from './support.ts';

describe('faults below HTTP', () => {
  test('nothing listens: the connection is refused', async () => {
    const seen = await probe({ url: `http://127.0.0.1:${await closedPort()}/` });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'connection-refused' });
    expect(seen.sentence).toBe('127.0.0.1 refused the connection: nothing listens on that port.');
  });

  test('a host name that does not exist is named', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    expect((await probe({ url: 'http://atlas.invalid/' }, { resolve })).sentence).toContain('atlas.invalid does not exist (DNS)');
  });

  test('another failure of DNS is told with its code', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' }));
    expect((await probe({ url: 'http://atlas.test/' }, { resolve })).sentence).toBe(
      'The DNS look-up of atlas.test failed (EAI_AGAIN).',
    );
  });

  test('a connection closed without an answer is a reset', async () => {
    const origin = await serveRaw((socket) => socket.once('data', () => socket.end()));
    expect(await probe({ url: origin })).toMatchObject({ verdict: 'down', fault: 'connection-reset' });
  });

  test('no answer in time names the phase and hints at the event loop', async () => {
    const origin = await serve(() => {});
    const seen = await probe({ url: origin, timeoutSeconds: 0.3 });
    expect(seen.sentence).toMatch(
      /^No answer within 300 ms: timeout in the phase "wait for the answer"\. AtlasML answers on one event loop/,
    );
  });

  test('a name look-up that hangs times out in its phase', async () => {
    const seen = await probe({ url: 'http://atlas.test/', timeoutSeconds: 0.2 }, { resolve: () => new Promise(() => {}) });
    expect(seen.sentence).toContain('timeout in the phase "name look-up"');
  });

  test('plain HTTP behind an https URL fails in the TLS handshake', async () => {
    const origin = await serve((_request, response) => response.end('{}'));
    const seen = await probe({ url: origin.replace('http:', 'https:') });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'tls-failed' });
    expect(seen.sentence).toContain('does not speak TLS on that port: is it one for http?');
  });

  test('an error of our own is unknown, never down', async () => {
    const seen = await probe({ url: 'http://atlas.test/' }, { resolve: () => Promise.reject(new TypeError('a bug')) });
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'probe-failed', sentence: 'The probe itself failed: a bug.' });
  });
});

describe('confirmation within a run', () => {
  test('a failure is confirmed by three attempts, seven seconds from begin to begin', async () => {
    const clock = new StillClock();
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.writeHead(500).end();
    });
    const seen = await probe({ url: origin }, { attempts: 3, clock });
    expect(seen.sentence).toBe('HTTP 500; expected 200. (3 of 3 attempts)');
    expect(asked).toBe(3);
    expect(clock.slept).toEqual([7_000, 7_000]);
  });

  test('a first success asks once', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.end('{"status":"ok"}');
    });
    await probe({ url: origin }, { attempts: 3, leastAttempts: 1 });
    expect(asked).toBe(1);
  });

  /** Answers of a proxy with two backends, one of them dead: what a run of it sees, and what is published of it. */
  test.each([
    ['a success is asked once more', [200, 200], 'up', 2, 0],
    ['a failure after a success is seen', [200, 502], 'up', 2, 50],
    ['a failure before a success', [502, 200], 'up', 2, 50],
    ['two failures before it', [502, 502, 200], 'up', 3, 200 / 3],
    ['failures alone are the business of another alarm', [502, 502, 502], 'down', 3, undefined],
  ] as const)('%s', async (_title, statuses, verdict, attempts, percent) => {
    let asked = 0;
    const origin = await serve((_request, response) => response.writeHead(statuses[asked++] ?? 500).end('{"status":"ok"}'));
    const seen = await probe({ url: origin }, { attempts: 3 });
    expect(seen).toMatchObject({ verdict, attempts });
    expect(asked).toBe(attempts);
    const published = healthMetrics({ check: 'health', atMs: 0, endpoints: [seen] }, []);
    expect(published.find((m) => m.key === 'failedAttemptPercent')?.value).toEqual(percent);
  });

  test('every attempt has a connection of its own', async () => {
    const ports = new Set<number | undefined>();
    const origin = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(500).end();
    });
    await probe({ url: origin }, { attempts: 3 });
    expect(ports.size).toBe(3);
  });
});

describe('targets that are refused', () => {
  test('a name that points into the private network is unknown, and nothing is connected to', async () => {
    let connected = false;
    const origin = await serveRaw(() => {
      connected = true;
    });
    const url = origin.replace('127.0.0.1', 'atlas.test');
    const seen = await probe({ url }, { allowPrivate: false, resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'target-refused' });
    expect(seen.sentence).toContain('Set network.allowPrivateTargets');
    expect(connected).toBe(false);
  });

  test('one private address among public ones refuses them all', async () => {
    const resolve = async () => [
      { address: '203.0.113.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    expect(await probe({ url: 'http://atlas.test/' }, { allowPrivate: false, resolve })).toMatchObject({
      fault: 'target-refused',
    });
  });

  test('rebinding gains nothing: the name is looked up once, and that address is the one connected to', async () => {
    const answers = ['127.0.0.1', '127.0.0.2'];
    let lookUps = 0;
    const origin = await serve((_request, response) => response.end('{"status":"ok"}'));
    const resolve = async () => [{ address: answers[lookUps++] as string, family: 4 }];
    const seen = await probe({ url: origin.replace('127.0.0.1', 'atlas.test') }, { resolve });
    expect(seen.verdict).toBe('up');
    expect(lookUps).toBe(1);
  });
});

describe('headers with secrets', () => {
  test('a parameter is read and sent, and stands nowhere in the observation', async () => {
    let got: string | undefined;
    const origin = await serve((request, response) => {
      got = request.headers.authorization;
      response.end('{"status":"ok"}');
    });
    const endpoint = { url: origin, headers: { Authorization: { parameter: '/atlas/key' } } };
    const seen = await probe(endpoint, { secrets: secretsOf({ '/atlas/key': 'planted-secret' }) });
    expect(got).toBe('planted-secret');
    expect(JSON.stringify(seen)).not.toContain('planted-secret');
  });

  test('a parameter that cannot be read makes the endpoint unknown and says which', async () => {
    const seen = await probe({ url: 'http://127.0.0.1:1/', headers: { Authorization: { parameter: '/atlas/key' } } });
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'secret-missing' });
    expect(seen.sentence).toContain('/atlas/key');
  });
});

describe('metrics of an observation', () => {
  test('up publishes 1, each component and the response time; down publishes 0; unknown publishes no Up at all; absent is not down, and has no time', async () => {
    const base = { attempts: 1, timings: { totalMs: 41 }, components: [], earlierFaults: [], sentence: '' };
    const observation: HealthObservation = {
      check: 'health',
      atMs: 0,
      endpoints: [
        {
          ...base,
          endpoint: 'a',
          verdict: 'up',
          httpStatus: 200,
          components: [
            { component: 'weaviate', up: true },
            { component: 'somebody-elses', up: true },
          ],
          certificateDaysLeft: 30,
        },
        { ...base, endpoint: 'b', verdict: 'down', httpStatus: 503, components: [{ component: 'weaviate', up: false }] },
        { ...base, endpoint: 'c', verdict: 'unknown' },
        { ...base, endpoint: 'd', verdict: 'absent', httpStatus: 404 },
      ],
    };
    const metrics = healthMetrics(observation, ['weaviate']);
    const told = metrics.map(({ key, value, dimensions }) => `${key} ${Object.values(dimensions).join()} ${value}`);
    expect(told).toEqual([
      'observationUnknown health 1',
      'up a 1',
      'failedAttemptPercent a 0',
      'responseTime a 0.041',
      'certificateDaysLeft a 30',
      'up b 0',
      'responseTime b 0.041',
      'up d 1',
      'componentUp weaviate 0',
    ]);
  });
});
