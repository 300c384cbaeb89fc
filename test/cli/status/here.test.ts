import { expect, test } from 'vitest';
import { showOutcome } from '../../../cli/screen.ts';
import { statusCommand } from '../../../cli/status/command.ts';
import { viewHere } from '../../../cli/status/here.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import type { Clock } from '../../../functions/shared/ports.ts';
import { machineFolder, openMachineStore } from '../../../local/watch/open-machine-store.ts';
import { noteWatched } from '../../../local/watch/watched-folder.ts';
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
  expect(text).toMatch(/^AtlasML test is NOT WELL since 10:0\d UTC, for \d+ (?:s|min): /);
  expect(text).toMatch(/\nIncident\n {2}DOWN {2}/);
  expect(text).toMatch(/health +down +The proxy in front does not reach AtlasML: it answers\n {25}HTTP 502\./);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(code).toBe(1);
  expect(json.json).toMatchObject({ verdict: 'not well', incident: { standing: 'DOWN' }, endpoints: [{ verdict: 'down' }] });
  expect(json.code).toBe(1);
});

test('what the store dropped or could not write in the last day stands there, and whose folder it is', async () => {
  const input = { environment: 'test', endpoints: [{ name: 'health', url: 'http://127.0.0.1:1/' }] };
  const directory = folder();
  const nowMs = Date.parse('2026-11-26T10:00:00Z');
  const store = openMachineStore(
    'test',
    directory,
    () => nowMs,
    () => undefined,
  );
  store.notices.add('dropped', 'The oldest log events were dropped: the folder is full.', nowMs - 3_600_000);
  store.notices.add('dropped', 'This was long ago.', nowMs - 3 * 86_400_000);
  store.close();
  noteWatched(machineFolder(directory, 'test'), {
    service: 'AtlasML',
    environment: 'test',
    urls: [],
    configuration: '/srv/a.ts',
    sinceMs: 0,
  });
  const { text, json } = await statusOf(input, directory, { now: () => nowMs });
  expect(text).toMatch(/\nWhat the monitor keeps\n {2}09:00 UTC {2}The oldest log events were dropped: the folder is full\.\n/);
  expect(text).not.toContain('long ago');
  expect(text.replace(/\s+/g, ' ')).toContain('(AtlasML test, by /srv/a.ts)');
  expect(json).toBeUndefined();
  const other = { ...input, service: 'Other', slug: 'test' };
  expect((await statusOf(other, directory, { now: () => nowMs })).text).toMatch(
    /is of AtlasML test, by .*, and not of Other test/s,
  );
});

test('where no monitor ever wrote, it is said how to start one', async () => {
  const endpoints = [{ name: 'health', url: 'http://127.0.0.1:1/' }];
  const directory = folder();
  const { code, text } = await statusOf({ environment: 'test', endpoints }, directory, { now: () => 0 });
  expect(text).toContain(`Start one with: npx atlasml-monitor watch --data ${directory}`);
  expect(code).toBe(3);
});
