import { expect, test } from 'vitest';
import { showOutcome } from '../../../cli/screen.ts';
import { statusCommand } from '../../../cli/status/command.ts';
import { viewHere } from '../../../cli/status/here.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import type { Clock } from '../../../functions/shared/ports.ts';
import { keptScreen } from '../../secrets/ways-out.ts';
import { TurningClock } from '../../support/turning-clock.ts';
import { folder, switched, watched } from './support.ts';

const DIGESTS = { daily: false, weekly: false, monthly: false };

async function statusOf(input: MonitorConfigInput, directory: string, clock: Pick<Clock, 'now'>, options = {}) {
  const { screen, said } = keptScreen();
  const { json, ...outcome } = await statusCommand({ data: directory, ...options }, [resolveConfig(input)], {
    screen,
    clock: { now: clock.now, sleep: async () => {} },
    signal: new AbortController().signal,
    here: (data, config) => viewHere(data, config, clock.now),
    deployed: () => Promise.reject(new Error('AWS is not asked')),
  });
  showOutcome(screen, outcome);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are taken away.
  return { code: outcome.code, json, text: said().replace(/\x1b\[\d+m/g, '') };
}

test('a folder that is watched and well; the same folder when nobody watches any more', async () => {
  const endpoints = await switched(() => true);
  const input = { environment: 'test', endpoints, digests: DIGESTS };
  const directory = folder();
  const clock = new TurningClock(20);
  const isAllOk = (lines: string[]) => lines.some((line) => line.includes('alarms: INSUFFICIENT_DATA -> OK'));
  const { code, text } = await watched(input, { directory, clock }, isAllOk, () => statusOf(input, directory, clock));
  expect(text.split('\n')[0]).toMatch(/^AtlasML test is well: 1 endpoint up, \d+ alarms OK, no incident\.$/);
  expect(text).toContain(`Watched by process ${process.pid}`);
  expect(text).toMatch(/health +up +HTTP 200/);
  expect(code).toBe(0);

  const later = { now: () => clock.now() + 2 * 3_600_000 };
  const left = await statusOf(input, directory, later);
  expect(left.text).toMatch(/^UNKNOWN: nobody watches AtlasML test; what stands below is 2 h old\./);
  expect(left.text).toContain('Not watched: no monitor runs on');
  expect(left.text).toMatch(/health +unknown +It was last looked at 2 h ago: then up\./);
  expect(left.code).toBe(3);
});

test('an incident: its cause and since when, and nothing that is wider than the screen', async () => {
  let isWell = true;
  const endpoints = await switched(() => isWell);
  const input = { environment: 'test', endpoints, digests: DIGESTS };
  const directory = folder();
  const clock = new TurningClock(20);
  const isTold = (lines: string[]) => {
    if (lines.some((line) => line.includes('-> OK'))) isWell = false;
    return lines.some((line) => line.includes('[DOWN]'));
  };
  const asked = () => Promise.all([statusOf(input, directory, clock), statusOf(input, directory, clock, { json: true })]);
  const [{ code, text }, json] = await watched(input, { directory, clock }, isTold, asked);
  expect(text).toMatch(/^AtlasML test is NOT WELL since 10:0\d UTC \(\d+ (?:s|min)\): /);
  expect(text).toMatch(/\nIncident\n {2}DOWN {2}/);
  expect(text).toMatch(/health +down +The proxy in front does not reach AtlasML: it answers\n {25}HTTP 502\./);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(code).toBe(1);
  expect(json.json).toMatchObject({ verdict: 'not well', incident: { standing: 'DOWN' }, endpoints: [{ verdict: 'down' }] });
  expect(json.code).toBe(1);
});

test('where no monitor ever wrote, it is said how to start one', async () => {
  const endpoints = [{ name: 'health', url: 'http://127.0.0.1:1/' }];
  const directory = folder();
  const { code, text } = await statusOf({ environment: 'test', endpoints }, directory, { now: () => 0 });
  expect(text).toContain(`Start one with: npx atlasml-monitor watch --data ${directory}`);
  expect(code).toBe(3);
});
