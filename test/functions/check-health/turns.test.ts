import { expect, test } from 'vitest';
import { checkHealth } from '../../../functions/check-health/check.ts';
import { turns } from '../../../functions/check-health/turns.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { serve } from '../../support/servers.ts';

/** Something that is under way until it is ended. */
function work() {
  const begun: (() => void)[] = [];
  const run = () => new Promise<void>((resolve) => void begun.push(resolve));
  return { begun, run };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a few begin at once, the next when one ends, also one that fails', async () => {
  const turn = turns(2, 1_000_000);
  const { begun, run } = work();
  const all = [turn(run), turn(run), turn(run), turn(() => run().then(() => Promise.reject(new Error('failed')))), turn(run)];
  await settled();
  expect(begun).toHaveLength(2);
  begun[0]?.();
  begun[1]?.();
  await settled();
  expect(begun).toHaveLength(4);
  begun[3]?.();
  await expect(all[3]).rejects.toThrow('failed');
  await settled();
  expect(begun).toHaveLength(5);
  begun[2]?.();
  begun[4]?.();
  await Promise.all([all[0], all[1], all[2], all[4]]);
});

test('what hangs gives up its place, once, and goes on', async () => {
  const turn = turns(1, 1);
  const { begun, run } = work();
  const hangs = turn(run);
  const next = turn(run);
  const last = turn(run);
  while (begun.length < 3) await settled();
  for (const end of begun) end();
  await Promise.all([hangs, next, last]);
  // The place that was given up early is not given twice.
  const { begun: later, run: again } = work();
  const two = [turn(again), turn(again)];
  expect(later).toHaveLength(1);
  later[0]?.();
  while (later.length < 2) await settled();
  later[1]?.();
  await Promise.all(two);
});

test('the endpoints of a run take turns, and all are asked', async () => {
  const url = await serve((_request, response) => response.end('{"status":"ok","components":{}}'));
  const endpoints = Array.from({ length: 20 }, (_, i) => ({ name: `e-${i}`, url: `${url}/${i}` }));
  const config = resolveConfig({ endpoints, network: { allowPrivateTargets: true }, confirm: { leastAttempts: 1 } });
  const seen = await checkHealth(config, { clock: new StillClock(), secrets: secretsOf({}) });
  expect(seen.endpoints.map((e) => e.verdict)).toEqual(Array(20).fill('up'));
});
