import { describe, expect, test } from 'vitest';
import { checkHealth } from '../../../functions/check-health/check.ts';
import type { EndpointObservation } from '../../../functions/shared/observation.ts';
import { pastAttempts } from '../../../local/replay/past-attempt.ts';
import { pastConfig } from '../../../local/replay/replay.ts';
import { readSeries, seriesProbe } from '../../../local/replay/series.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';

const config = pastConfig({ events: [], series: undefined });
const START = Date.parse('2026-11-26T10:00:00Z');
const WELL = { status: 200, headers: { 'content-type': 'application/json' }, body: recordedAnswer('health-ok').body, tookMs: 20 };

/** The real check at the first moment of a series with a sample each ten seconds. */
async function check(...health: object[]): Promise<EndpointObservation> {
  const lines = health.map((h, i) => JSON.stringify({ at: new Date(START + i * 10_000).toISOString(), health: h }));
  const clock = new StillClock(START);
  const secrets = { read: () => Promise.reject(new Error('none')) };
  const seen = await checkHealth(config, {
    clock,
    secrets,
    attempt: pastAttempts(seriesProbe(readSeries(lines.join('\n'))), clock),
  });
  return seen.endpoints[0] as EndpointObservation;
}

describe('the real check over a series', () => {
  test('an answer is judged as it was', async () => {
    expect(await check(WELL)).toMatchObject({ verdict: 'up', httpStatus: 200, attempts: 2, timings: { totalMs: 20 } });
  });

  test('a failure is confirmed by the samples that follow', async () => {
    const bad = { status: 502, headers: {}, body: 'Bad Gateway', tookMs: 3 };
    expect(await check(bad, bad, bad)).toMatchObject({ verdict: 'down', attempts: 3, fault: 'proxy-no-upstream' });
    expect(await check(bad, WELL, bad)).toMatchObject({
      verdict: 'up',
      attempts: 2,
      earlierFaults: ['The proxy in front (Traefik) does not reach AtlasML: it answers HTTP 502.'],
    });
  });

  test.each([
    ['ECONNRESET', 'connection-reset', true],
    ['ECONNREFUSED', 'connection-refused', false],
    ['ENOTFOUND', 'dns-not-found', false],
    ['timeout', 'timeout', true],
    ['ETIMEDOUT', 'timeout', false],
  ])('%s is the fault %s', async (error, fault, connected) => {
    const failed = { error, tookMs: 2 };
    const seen = await check(failed, failed, failed, failed, failed, failed);
    expect(seen).toMatchObject({ verdict: 'down', fault, attempts: 3 });
    expect(seen.timings.connectMs !== undefined).toBe(connected);
  });

  test('an answer that took longer than a probe waits is no answer in time', async () => {
    const slow = { ...WELL, tookMs: 12_000 };
    expect(await check(slow, slow, slow, slow, slow, slow)).toMatchObject({ verdict: 'down', fault: 'timeout' });
  });

  test('where nobody looked it is unknown, not down', async () => {
    expect(await check()).toMatchObject({ verdict: 'unknown' });
  });
});
