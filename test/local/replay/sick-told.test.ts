import { expect, test } from 'vitest';
import { replay } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import type { Sample } from '../../../local/replay/series.ts';
import { logOf, START, well } from './sick-lines.ts';
import { SICKNESSES } from './sicknesses.ts';

const START_MS = Date.parse('2026-11-26T10:00:00Z');
const WELL_BEFORE = 180;
const WELL_AFTER = 120;
const well200 = {
  status: 200,
  headers: { 'content-type': 'application/json', server: 'uvicorn' },
  body: JSON.stringify({
    status: 'ok',
    components: {
      api: { status: 'ok' },
      weaviate: {
        status: 'ok',
        collections: { Exercise: { status: 'ok' }, Competency: { status: 'ok' }, SemanticCluster: { status: 'ok' } },
      },
    },
  }),
  tookMs: 20,
};

test.each(SICKNESSES)('$title', async ({ log, seconds = 200, restarts = false, outside, told, not }) => {
  const { events, begins } = logOf(START_MS, [
    [WELL_BEFORE, [...START, ...well(WELL_BEFORE).filter(([at]) => at > 5)]],
    [seconds, log(seconds)],
    [WELL_AFTER, [...(restarts ? START : []), ...well(WELL_AFTER).filter(([at]) => !restarts || at > 5)]],
  ]);
  const [, beganMs = 0, endedMs = 0, untilMs = 0] = begins;
  const series: Sample[] = [];
  for (let atMs = START_MS; outside && atMs < untilMs; atMs += 10_000)
    series.push({ atMs, health: atMs >= beganMs && atMs < endedMs ? outside : well200 });
  const messages: ToldMessage[] = [];
  const failed: string[] = [];
  const listener = {
    told: (m: ToldMessage) => messages.push(m),
    failed: (what: string, e: Error) => failed.push(`${what}: ${e.message}`),
  };
  await replay({ events, series: outside && series }, listener, { untilMs });
  expect(failed).toEqual([]);
  const subjects = messages.map(({ atMs, subject }) => `${Math.round((atMs - beganMs) / 1000)} s ${subject}`);
  if (told === null) expect(subjects).toEqual([]);
  else expect(subjects.join('\n')).toMatch(told);
  if (not) expect(messages.map(({ cause }) => cause).join('\n')).not.toMatch(not);
});
