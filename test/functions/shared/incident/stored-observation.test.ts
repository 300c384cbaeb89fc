import { expect, test } from 'vitest';
import { healthMetrics } from '../../../../functions/check-health/metrics.ts';
import { readObservation, storedObservation } from '../../../../functions/shared/incident/stored-observation.ts';
import type { HealthObservation } from '../../../../functions/shared/observation.ts';

/** What 200 endpoints say that all fail, each in other words, with a long answer of a proxy. */
function failing(count: number): HealthObservation {
  const endpoints = Array.from({ length: count }, (_, i) => ({
    endpoint: `endpoint-${i}`.padEnd(31, 'x'),
    verdict: 'down' as const,
    sentence: `HTTP 502 from the proxy, attempt at ${i}.example.org: ${'bad gateway '.repeat(20)}(3 of 3 attempts)`,
    fault: 'proxy-no-upstream',
    httpStatus: 502,
    attempts: 3,
    timings: { dnsMs: 1 + i / 7, connectMs: 2 + i / 11, tlsMs: 20 + i / 13, firstByteMs: 4 + i / 17, totalMs: 27 + i / 19 },
    components: [],
    certificateDaysLeft: i,
    earlierFaults: Array(2).fill(`HTTP 502 from the proxy: ${'bad gateway '.repeat(20)}${i}`),
    answeredBy: { isAtlasML: false, proxy: 'nginx', server: 'nginx/1.27.1', body: '<html>'.repeat(30) },
  }));
  const observation: HealthObservation = { check: 'health', atMs: 1_764_067_984_000, endpoints };
  return { ...observation, published: healthMetrics(observation, []) };
}

test('of 200 endpoints that all fail it fits into an item of 400 KB many times, and reads as it was', () => {
  const observation = failing(200);
  expect(JSON.stringify(observation).length).toBeGreaterThan(250_000);
  const stored = storedObservation(observation);
  expect(stored.length).toBeLessThan(60_000);
  expect(readObservation(stored)).toEqual(observation);
});

test('of a few it is plain, as it always was', () => {
  const observation = failing(2);
  expect(storedObservation(observation)).toBe(JSON.stringify(observation));
});

test.each(['', '{', '{"packed":"no"}', '{"packed":"////"}'])('%j is none, and nothing throws', (stored) => {
  expect(readObservation(stored)).toBeUndefined();
});
