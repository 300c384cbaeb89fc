import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import type { Suggestion } from '../../cli/replay/suggest.ts';
import { KeptScans } from '../../local/replay/kept-scans.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { logOf, probes, well } from '../local/replay/sick-lines.ts';
import { SICKNESSES } from '../local/replay/sicknesses.ts';
import { recordedPath } from '../support/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
const run = (...argv: string[]) => main(['replay', ...argv], { environment: { XDG_CACHE_HOME: folder } });
const log = join(folder, 'atlasml.jsonl');
copyFileSync(recordedPath('docker/logs/d_weaviate_down'), log);
const against = join(folder, 'other.config.ts');
writeFileSync(
  against,
  `export default {
  endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
  logs: { group: 'atlasml' },
  confirm: { attempts: 4, intervalSeconds: 20 },
};\n`,
);

describe('replay', () => {
  beforeAll(async () => {
    await run(log);
  });

  test('prints the incidents with cause, messages and pages, and what was inferred', async () => {
    const { text, code } = await run(log);
    expect(code).toBe(0);
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/replay.txt');
  });

  test('--json', async () => {
    const { incidents, inferred } = JSON.parse((await run(log, '--json')).text);
    expect(incidents[0]).toMatchObject({
      openedAt: '2026-11-25T17:46:14.020Z',
      resolvedAt: null,
      cause: expect.stringContaining('Weaviate'),
      certain: true,
      messages: [
        {
          at: '2026-11-25T17:46:20.020Z',
          receiver: 'email',
          kind: 'opened',
          subject: expect.stringMatching(/^\[DOWN\] AtlasML/),
        },
        ...Array(incidents[0].messages.length - 1).fill(expect.anything()),
      ],
    });
    expect(inferred[0]).toMatch(/^health: inferred from/);
  });

  test('what if: a threshold that changes nothing, and a configuration that tells later', async () => {
    const same = await run(log, '--set', 'thresholds.unrecognisedPercent=90', '--fail-on-change');
    expect(same.text).toContain('The same would have been told.');
    expect(same.code).toBe(0);
    const other = await run(log, '--against', against, '--fail-on-change');
    expect(other.code).toBe(1);
    await expect(`${other.text}\n`).toMatchFileSnapshot('../golden/replay-difference.txt');
    const { text } = await run(log, '--against', against, '--markdown');
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/replay-difference.md');
    const { difference, changed } = JSON.parse((await run(log, '--against', against, '--json')).text);
    expect(difference.isChanged).toBe(true);
    expect(difference.later[0].laterSeconds).toBeGreaterThan(0);
    expect(changed.length).toBeGreaterThan(0);
  });

  test('a second run decides on what was kept of the first; --fresh and a log that grew are read', async () => {
    const own = join(folder, 'own');
    const ask = (...more: string[]) => main(['replay', log, ...more], { environment: { XDG_CACHE_HOME: own } });
    const kept = join(own, 'atlasml-monitor', 'replay');
    await ask();
    const [name = ''] = readdirSync(kept);
    const scanned = deserialize(zstdDecompressSync(readFileSync(join(kept, name)))) as Scanned;
    new KeptScans(kept).write(name.replace('.scan', ''), { ...scanned, events: 12_345 });
    expect((await ask()).text).toContain('12,345 log events');
    expect((await ask('--fresh')).text).not.toContain('12,345 log events');
    const before = (await ask()).text;
    appendFileSync(log, `${JSON.stringify({ timestamp: Date.parse('2026-11-25T17:51:00Z'), message: 'INFO:     one more' })}\n`);
    expect((await ask()).text).not.toBe(before);
    expect(readdirSync(kept)).toHaveLength(2);
  });
});

test('--suggest says what higher thresholds would have saved and cost, and that is what --set says', async () => {
  const sick = join(folder, 'errors.jsonl');
  const failing = SICKNESSES.find((s) => s.title === 'OpenAI answers 500')?.log(200) ?? [];
  const served = Array.from({ length: 4 }, () => well(200)).flat();
  const { events } = logOf(Date.parse('2026-11-24T23:00:00Z'), [
    [60, probes(60)],
    [200, [...failing, ...served].sort(([a], [b]) => a - b)],
    [400, probes(400)],
  ]);
  writeFileSync(sick, events.map((e) => `${JSON.stringify(e)}\n`).join(''));
  const { suggestions, pages } = JSON.parse((await run(sick, '--suggest', '--json')).text) as {
    suggestions: Suggestion[];
    pages: number;
  };
  const [first] = suggestions;
  expect(first?.thresholds.map((t) => t.key)).toEqual(['serverErrors', 'serverErrorPercent']);
  const set = first?.thresholds.flatMap(({ key, to }) => ['--set', `thresholds.${key}=${to}`]) ?? [];
  const { difference } = JSON.parse((await run(sick, '--json', ...set)).text);
  expect(difference.pages).toEqual({ before: pages, after: pages - (first?.pagesSaved ?? 0) });
  expect(difference.pagesAtNight.before).toBe(pages);
  expect((await run(sick, '--suggest')).text).toContain(`thresholds.serverErrors=${first?.thresholds[0]?.to} (now 10) and `);
});

test.each([
  [[], 'name at least one log file'],
  [['nowhere.log'], 'nowhere.log cannot be read: it is not there'],
  [[folder], 'is not a file; name the log files themselves'],
  [[log, '--set', 'thresholds'], '--set takes KEY=VALUE such as thresholds.serverErrors=20, not thresholds'],
  [[log, '--set', 'thresholds.serverErors=3'], 'unknown key; did you mean serverErrors?'],
  [[log, '--set', 'thresholds.serverErrors=many'], '--set thresholds.serverErrors: '],
  [[recordedPath('logs/openai-failing')], 'less than a minute of log, in which no check would have run'],
  [[log, '--suggest', '--set', 'environment=x'], '--suggest tries thresholds by itself'],
  [[log, '--fail-on-change'], '--fail-on-change works only with --against or --set'],
  [[log, '--against', 'nowhere.ts'], 'nowhere.ts cannot be loaded: there is no such file'],
  [[log, '--timezone', 'Mars'], '--timezone takes a time zone such as Europe/Berlin, not Mars'],
  [[against], 'holds no line in a form that AtlasML writes'],
  [[log, '--series', against], 'is not a series'],
])('%j: told what is wrong', async (argv, sentence) => {
  const { text, code } = await run(...argv);
  expect(code).toBe(2);
  expect(text).toContain(sentence);
});

test('the same file twice, also by a link, is refused: its lines would be counted twice', async () => {
  const link = join(folder, 'link.jsonl');
  symlinkSync(log, link);
  for (const again of [log, link])
    expect(await run(log, again)).toMatchObject({
      code: 2,
      text: expect.stringContaining(`${again} is named twice: leave one out`),
    });
});

test('a log of some seconds: what follows the last check is said not to be counted', async () => {
  const { text } = await run(recordedPath('docker/logs/d_server_errors'));
  expect(text).toContain('  short: the checks run at each full minute, so what was logged after 17:52:00 was not counted\n');
});
