import { expect, test } from 'vitest';
import type { AttemptOptions } from '../../../functions/check-health/attempt.ts';
import { runHealth } from '../../../functions/check-health/run.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { HealthObservation } from '../../../functions/shared/observation.ts';
import type { Metric } from '../../../functions/shared/signals/metrics.ts';
import { pastAttempts } from '../../../local/replay/past-attempt.ts';
import type { PastProbe } from '../../../local/replay/seen.ts';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';
import { secretsOf } from '../../support/fakes.ts';

const WAYS: Record<string, ReturnType<PastProbe>> = {
  well: { status: 200, headers: {}, body: '{"status":"ok","components":{}}', tookMs: 80 },
  refuses: { error: 'ECONNREFUSED', connected: false, tookMs: 1 },
  hangs: { error: 'timeout', connected: true, tookMs: 0 },
  lost: { error: 'ENOTFOUND', connected: false, tookMs: 1 },
};

/** What a run publishes of endpoints named as they behave, and after how many seconds. */
async function published(names: string[], fails = () => false) {
  const clock = new SimulatedClock(0);
  const calls: { atSeconds: number; known: string[]; up: Record<string, number>; kept: number }[] = [];
  const publish = async (seen: HealthObservation, metrics: Metric[], kept: Metric[]) => {
    const ups = metrics.filter(({ key }) => key === 'up').map((m) => [m.dimensions.Endpoint, m.value]);
    calls.push({
      atSeconds: Math.round(clock.now() / 1000),
      known: seen.endpoints.map(({ endpoint }) => endpoint),
      up: Object.fromEntries(ups),
      kept: kept.filter(({ key }) => key === 'up').length,
    });
    if (fails()) throw new Error('away');
    return seen;
  };
  const config = resolveConfig({ endpoints: names.map((name) => ({ name, url: `http://${name}.example.org/` })) });
  const attempt = (options: AttemptOptions) => {
    const [name = ''] = new URL(options.endpoint.url).hostname.split('.');
    return pastAttempts(() => WAYS[name] ?? { unseen: 'nobody' }, clock)(options);
  };
  const run = runHealth(config, { clock, secrets: secretsOf({}), attempt, publish }, Promise.resolve({}), undefined);
  await clock.runUntil(120_000);
  await run;
  return calls;
}

test('one that hangs does not delay the news of the others, and nothing is put twice', async () => {
  expect(await published(['hangs', 'well', 'refuses'])).toEqual([
    { atSeconds: 15, known: ['well', 'refuses'], up: { well: 1, refuses: 0 }, kept: 0 },
    { atSeconds: 30, known: ['hangs', 'well', 'refuses'], up: { hangs: 0 }, kept: 2 },
  ]);
});

test('what is well, or known together, is one call', async () => {
  expect(await published(['well', 'refuses'])).toMatchObject([{ atSeconds: 14, up: { well: 1, refuses: 0 } }]);
  expect(await published(['well', 'hangs'])).toMatchObject([{ atSeconds: 30, up: { well: 1, hangs: 0 } }]);
});

test('while no endpoint gave a sign it waits: the network may be the monitor’s own', async () => {
  expect(await published(['lost', 'hangs'])).toMatchObject([{ atSeconds: 30, up: { lost: 0, hangs: 0 } }]);
});

test('what could not be published early is published at the end', async () => {
  let calls = 0;
  expect(await published(['hangs', 'refuses'], () => calls++ === 0)).toMatchObject([
    { atSeconds: 15, up: { refuses: 0 } },
    { atSeconds: 30, up: { hangs: 0, refuses: 0 }, kept: 0 },
  ]);
});
