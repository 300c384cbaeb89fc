import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CoverageAsked, coverageCommand } from '../../cli/coverage/command.ts';
import { knownSicknesses } from '../../local/coverage/sicknesses.ts';
import userConfig from '../../monitor.config.ts';
import { logOf, probes } from '../local/replay/sick-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
const all = knownSicknesses();
const NAMES = [
  'Weaviate is away, and nobody is awake',
  'a client sends bad requests',
  'nginx does not reach AtlasML',
  'memory fills up within ten minutes',
];
const known = { ...all, sicknesses: all.sicknesses.filter((s) => NAMES.includes(s.name)) };
const run = (asked: Partial<CoverageAsked> = {}, some = known) =>
  coverageCommand(
    { files: [], ...asked },
    userConfig,
    { screen: { redraw: () => {}, complain: () => {}, isDrawn: false }, environment: { XDG_CACHE_HOME: folder } },
    some,
  );

test('says what is told, and why not what is not', async () => {
  const { text, json, code } = await run({ failUnder: 70 });
  expect(text).toMatch(
    /^2 of 3 sicknesses told, median \d+ s, 1 not seen\.\nEach was injected into the healthy log that comes with the package\.\n/,
  );
  expect(text).toContain('memory fills up within ten minutes: no memory source configured');
  expect(text).toContain('a client sends bad requests (nobody has to be told)');
  expect(code).toBe(1);
  expect(json).toMatchObject({
    sicknesses: [
      {
        name: NAMES[0],
        told: true,
        seconds: expect.any(Number),
        cause: expect.stringContaining('Weaviate'),
        isRight: true,
        whyNot: null,
      },
      { name: NAMES[2], told: true, seconds: expect.any(Number), cause: expect.stringContaining('nginx'), isRight: true },
      { name: NAMES[3], told: false, seconds: null, cause: null, whyNot: 'no memory source configured' },
    ],
    told: 2,
    of: 3,
    medianSeconds: expect.any(Number),
    quiet: [{ name: NAMES[1], isPaged: false }],
  });
});

test('in quiet minutes of a log of your own, by another threshold', async () => {
  const file = join(folder, 'quiet.jsonl');
  const { events } = logOf(Date.parse('2026-11-24T10:00:00Z'), [[1_000, probes(1_000)]]);
  writeFileSync(file, events.map((e) => `${JSON.stringify(e)}\n`).join(''));
  const one = { ...all, sicknesses: all.sicknesses.filter((s) => s.name === 'OpenAI answers 500') };
  const dear = ['thresholds.serverErrors=1000', 'thresholds.serverErrorPercent=100'];
  const { text, code } = await run({ files: [file], set: dear, failUnder: 100 }, one);
  // The new kind of error is told all the same.
  expect(text).toMatch(/^1 of 1 sicknesses told, median \d+ s\.\nEach was injected into the log from 2026-11-24 10:0\d UTC\./);
  expect(code).toBe(0);
});
