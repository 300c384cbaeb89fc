import { describe, expect, test } from 'vitest';
import { checkHealth } from '../../../functions/check-health/check.ts';
import { independentOf, withIndependentTarget } from '../../../functions/check-health/independent.ts';
import { healthMetrics } from '../../../functions/check-health/metrics.ts';
import { independentTargetOf } from '../../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { HealthObservation, IndependentTarget } from '../../../functions/shared/observation.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort, serve, serveRaw } from '../../support/servers.ts';
import { swallowingPort } from '../../support/swallowing-port.ts';

const START = Date.parse('2026-11-25T10:00:00Z');
const HOUR_MS = 3_600_000;
const WELL = '{"status":"ok"}';
const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

interface Setting {
  endpoints: string[];
  target: string | undefined;
  before?: Partial<IndependentTarget>;
  resolve?: (host: string) => Promise<{ address: string; family: number }[]>;
  vpc?: object;
  timeoutSeconds?: number;
}

/** One run of the check with real sockets. */
async function run({ endpoints, target, before, resolve, vpc, timeoutSeconds = 2 }: Setting): Promise<HealthObservation> {
  const config = resolveConfig({
    endpoints: endpoints.map((url, i) => ({ name: `e${i}`, url, timeoutSeconds })),
    confirm: { attempts: 1, leastAttempts: 1 },
    network: { allowPrivateTargets: true, ...(vpc && { vpc }) },
  });
  const ports = { clock: new StillClock(START), secrets: secretsOf({}), ...(resolve && { resolve }) };
  const known = before && {
    url: target ?? '',
    place: 'no VPC',
    askedMs: START - 60_000,
    answers: true,
    noneAnswered: false,
    answeredMs: START - HOUR_MS / 2,
    ...before,
  };
  return withIndependentTarget(await checkHealth(config, ports), config, ports, target, known);
}

/** A host that counts how often it is asked. */
async function other(status = 200) {
  const counted = { asked: 0, url: '' };
  counted.url = await serve((_request, response) => {
    counted.asked++;
    response.writeHead(status).end();
  });
  return counted;
}

describe('no endpoint gives a sign', () => {
  const NO_NAME = { endpoints: ['http://atlas.test/'], resolve: failing('EAI_AGAIN') };

  test('C15, C17: another host does not answer either, and did before: unknown, not down, whatever the count of endpoints', async () => {
    for (const endpoints of [['http://atlas.test/'], ['http://atlas.test/', 'http://atlas2.test/']]) {
      const seen = await run({ ...NO_NAME, endpoints, target: 'http://other.test/', before: {} });
      expect(seen.endpoints.map((e) => [e.verdict, e.fault])).toEqual(endpoints.map(() => ['unknown', 'monitor-network']));
      expect(seen.endpoints[0]?.sentence).toMatch(
        /^The monitor's own network fails: other\.test does not answer either, but did at 2026-11-25 09:30 UTC\. It is not known whether AtlasML is well\. About the endpoint: The DNS look-up/,
      );
      expect(seen.independent).toMatchObject({
        answers: false,
        noneAnswered: true,
        askedMs: START,
        answeredMs: START - HOUR_MS / 2,
      });
      const metrics = healthMetrics(seen, []).map(({ key, value }) => `${key} ${value}`);
      expect(metrics).toEqual(['observationUnknown 1']);
    }
  });

  test('both swallow packets', async () => {
    const port = await closedPort();
    await swallowingPort('127.0.0.2', port);
    const url = `http://127.0.0.2:${port}/`;
    const seen = await run({ endpoints: [url], target: url, before: {}, timeoutSeconds: 0.3 });
    expect(seen.endpoints[0]).toMatchObject({ verdict: 'unknown', fault: 'monitor-network' });
  });

  test('another host answers: the outage is real, and the sentence says by what', async () => {
    const { url } = await other();
    const resolve = async (host: string) =>
      host === 'atlas.test' ? failing('ENOTFOUND')() : [{ address: '127.0.0.1', family: 4 }];
    const target = url.replace('127.0.0.1', 'other.test');
    const seen = await run({ endpoints: ['http://atlas.test/'], target, resolve, before: {} });
    expect(seen.endpoints[0]).toMatchObject({ verdict: 'down', fault: 'dns-not-found' });
    expect(seen.endpoints[0]?.sentence).toMatch(/ Another host \(other\.test\) answers from here\.$/);
    expect(seen.independent).toMatchObject({ answers: true, noneAnswered: true, answeredMs: START });
  });

  test.each([301, 403, 500, 503])('any answer of it will do, also %i', async (status) => {
    const { url } = await other(status);
    const seen = await run({ endpoints: ['http://atlas.test/'], target: url, resolve: failing('EAI_AGAIN'), before: {} });
    expect(seen.independent?.answers).toBe(true);
    expect(seen.endpoints[0]?.verdict).toBe('down');
  });

  test.each<[string, Partial<IndependentTarget> | undefined]>([
    ['nothing is remembered', undefined],
    ['it never answered from here', { answeredMs: undefined as never }],
    ['it answered from another place', { place: 'vpc-1 subnet-1 sg-1' }],
    ['it is another host than the one that answered', { url: 'http://another.test/' }],
    ['it answered more than a day ago', { answeredMs: START - 25 * HOUR_MS }],
  ])('a host that does not answer explains nothing when %s: down', async (_title, before) => {
    const seen = await run({ ...NO_NAME, target: 'http://other.test/', ...(before && { before }) });
    expect(seen.endpoints[0]).toMatchObject({ verdict: 'down', fault: 'dns-failed' });
    expect(seen.endpoints[0]?.sentence).not.toContain('own network');
  });

  test('the place is the way out: the same VPC counts, whatever the order of its subnets', async () => {
    const vpc = {
      id: 'vpc-01234567',
      subnetIds: ['subnet-0aaaaaaa', 'subnet-0bbbbbbb'],
      availabilityZones: ['a'],
      securityGroupId: 'sg-01234567',
    };
    const place = 'vpc-01234567 subnet-0aaaaaaa subnet-0bbbbbbb sg-01234567';
    const turned = { ...vpc, subnetIds: vpc.subnetIds.toReversed() };
    expect((await run({ ...NO_NAME, target: 'http://other.test/', vpc: turned, before: { place } })).endpoints[0]?.verdict).toBe(
      'unknown',
    );
  });
});

describe('when it is asked', () => {
  test.each<[string, Partial<IndependentTarget> | undefined, number]>([
    ['never asked before', undefined, 1],
    ['asked a minute ago', {}, 0],
    ['asked an hour ago', { askedMs: START - HOUR_MS }, 1],
    ['asked from another place', { place: 'elsewhere' }, 1],
  ])('all is well, and it was %s', async (_title, before, times) => {
    const host = await other();
    const endpoint = await serve((_request, response) => response.end(WELL));
    const seen = await run({ endpoints: [endpoint], target: host.url, ...(before && { before: { url: host.url, ...before } }) });
    expect(host.asked).toBe(times);
    expect(seen.endpoints[0]?.verdict).toBe('up');
    expect(seen.independent).toMatchObject({ noneAnswered: false, answeredMs: times ? START : START - HOUR_MS / 2 });
  });

  test('one that does not answer while endpoints do is no witness from here: what it did before is forgotten', async () => {
    const endpoint = await serve((_request, response) => response.end(WELL));
    const target = `http://127.0.0.1:${await closedPort()}/`;
    const seen = await run({ endpoints: [endpoint], target, before: { askedMs: START - HOUR_MS } });
    expect(seen.independent).toEqual({ url: target, place: 'no VPC', askedMs: START, answers: false, noneAnswered: false });
  });

  test.each<[string, () => Promise<string>]>([
    ['refuses', async () => `http://127.0.0.1:${await closedPort()}/`],
    ['answers 502', async () => serve((_request, response) => response.writeHead(502).end())],
    ['takes the connection and is silent', async () => serve(() => {})],
  ])('an endpoint that %s is reached: nobody else is asked', async (_title, endpoint) => {
    const host = await other();
    const seen = await run({ endpoints: [await endpoint()], target: host.url, before: {}, timeoutSeconds: 0.3 });
    expect(host.asked).toBe(0);
    expect(seen.endpoints[0]?.verdict).toBe('down');
  });

  test('one endpoint of two answers: nobody else is asked', async () => {
    const host = await other();
    const well = await serve((_request, response) => response.end(WELL));
    await run({ endpoints: ['http://atlas.invalid/', well], target: host.url, before: {}, resolve: failing('ENOTFOUND') });
    expect(host.asked).toBe(0);
  });

  test('a TLS handshake in silence is no sign', async () => {
    const host = await other();
    const silent = await serveRaw(() => {});
    const seen = await run({
      endpoints: [silent.replace('http:', 'https:')],
      target: host.url,
      before: {},
      timeoutSeconds: 0.3,
    });
    expect(seen.endpoints[0]).toMatchObject({ verdict: 'down', fault: 'timeout' });
    expect(host.asked).toBe(1);
  });

  test('switched off: nobody is asked, and nothing is remembered', async () => {
    const seen = await run({ endpoints: ['http://atlas.test/'], target: undefined, resolve: failing('EAI_AGAIN') });
    expect(seen).not.toHaveProperty('independent');
    expect(seen.endpoints[0]?.verdict).toBe('down');
  });

  test('a target that may not be probed is not asked', async () => {
    const seen = await run({
      endpoints: ['http://atlas.test/'],
      target: 'http://169.254.169.254/',
      resolve: failing('EAI_AGAIN'),
      before: {},
    });
    expect(seen.independent?.answers).toBe(false);
  });
});

test('who is asked: the default in AWS, another one, or nobody', () => {
  const endpoints = [{ name: 'a', url: 'https://atlas.test/' }];
  expect(independentTargetOf(resolveConfig({ endpoints }))).toBe('https://checkip.amazonaws.com/');
  expect(independentTargetOf(resolveConfig({ endpoints, network: { independentTarget: 'https://example.org/' } }))).toBe(
    'https://example.org/',
  );
  expect(independentTargetOf(resolveConfig({ endpoints, network: { independentTarget: false } }))).toBeUndefined();
});

test('the first run of a process remembers by the newest stored observation', () => {
  const independent = { url: 'https://o.test/', place: 'no VPC', askedMs: 1, answers: true, noneAnswered: false, answeredMs: 1 };
  expect(
    independentOf([
      { check: 'delivery', atMs: 1, channels: [] },
      { check: 'health', atMs: 1, endpoints: [], independent },
    ]),
  ).toEqual(independent);
  expect(independentOf([{ check: 'health', atMs: 1, endpoints: [] }])).toBeUndefined();
});
