import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { logOf, probes, well } from '../local/replay/sick-lines.ts';
import { SICKNESSES } from '../local/replay/sicknesses.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-incidents-'));
const log = join(folder, 'atlasml.jsonl');
const START = Date.parse('2026-11-24T22:10:00Z');
const failing = (seconds: number) => SICKNESSES.find((s) => s.title === 'OpenAI answers 500')?.log(seconds) ?? [];
/** OpenAI fails for some seconds, and others are served all the time. */
const sick = (seconds: number, ofSeconds: number, others: number) => {
  const served = Array.from({ length: others }, () => well(ofSeconds)).flat();
  return [...failing(seconds), ...served].sort(([a], [b]) => a - b);
};
const run = (...more: string[]) => main(['replay', log, ...more], { environment: { XDG_CACHE_HOME: join(folder, 'cache') } });
const fileOf = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const incidents = fileOf(
  'incidents.yaml',
  `incidents:
  - { id: INC-1, from: 2026-11-24T22:12:00Z, to: 2026-11-24T22:16:00Z, title: OpenAI failed }
  - { id: INC-2, from: 2026-11-24T22:30:00Z, to: 2026-11-24T22:32:00Z, title: Some students saw errors }
  - { id: INC-0, from: 2026-11-01T00:00:00Z, title: Long ago }
  - { id: DRILL, from: 2026-11-24T22:40:00Z, to: 2026-11-24T22:50:00Z, title: A drill, real: false }
`,
);

beforeAll(() => {
  const { events } = logOf(START, [
    [120, probes(120)],
    [100, sick(100, 100, 1)],
    [980, probes(980)],
    [200, sick(20, 200, 8)],
    [520, probes(520)],
    [100, sick(100, 100, 1)],
    [240, probes(240)],
  ]);
  writeFileSync(log, events.map((e) => `${JSON.stringify(e)}\n`).join(''));
});

test('says what was caught and missed, what woke people for nothing, and which threshold would have caught it', async () => {
  const { text, code } = await run('--incidents', incidents);
  expect(code).toBe(0);
  await expect(`${text}\n`).toMatchFileSnapshot('../golden/replay-incidents.txt');
});

test('as a table, beside the configuration that is changed, and what was proposed is true', async () => {
  const set = ['--set', 'thresholds.serverErrors=1'];
  const { text } = await run('--incidents', incidents, ...set, '--markdown');
  await expect(`${text}\n`).toMatchFileSnapshot('../golden/replay-incidents.md');
});

test('--json', async () => {
  const json = JSON.parse((await run('--incidents', incidents, '--json')).text);
  await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot('../golden/replay-incidents.json');
});

test.each([
  [['--suggest'], 'leave out --suggest'],
  [['--fail-on-change'], 'leave out --fail-on-change'],
  [['--check', '--data', 'nowhere'], '--check looks at what was told'],
])('with %j it is refused', async (more, sentence) => {
  const { text, code } = await run('--incidents', incidents, ...more);
  expect([code, text]).toEqual([2, expect.stringContaining(sentence)]);
});

test.each([
  ['a: b: c', 'is neither YAML nor JSON: '],
  ['', 'holds no list of incidents; write incidents: [] where there was none'],
  ['- { id: a, from: today }', 'a: from is a time with its zone, such as 2026-11-25T10:31:00Z, not "today"'],
])('%j is told to be wrong', async (content, sentence) => {
  const { text, code } = await run('--incidents', fileOf('wrong.yaml', content));
  expect([code, text]).toEqual([2, expect.stringContaining(`wrong.yaml ${sentence}`)]);
});
