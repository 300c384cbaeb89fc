import { appendFileSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { KeptScans, scanKey } from '../../../local/replay/kept-scans.ts';
import { PastError } from '../../../local/replay/past.ts';
import { pastOfFiles } from '../../../local/replay/past-of-files.ts';
import { scanFiles } from '../../../local/replay/read-past.ts';
import { pastConfig } from '../../../local/replay/replay.ts';
import { scan } from '../../../local/replay/scan.ts';
import { recorded, recordedPath } from '../../support/corpus.ts';
import { logOf, piece } from './sick-lines.ts';

const config = pastConfig({});
const folder = () => mkdtempSync(join(tmpdir(), 'past-'));
const NAME = 'docker/logs/d_openai_hang_bounded';

const jsonl = (events: object[]) => events.map((e) => `${JSON.stringify(e)}\n`).join('');
/** Files with the lines of a recording, each with its share of them. */
function filesOf(shares: object[][], isPacked = false): string[] {
  const at = folder();
  return shares.map((events, i) => {
    const path = join(at, `${i}.jsonl${isPacked ? '.gz' : ''}`);
    writeFileSync(path, isPacked ? gzipSync(jsonl(events)) : jsonl(events));
    return path;
  });
}

describe('log files are read once, piece by piece', () => {
  const events = recorded(NAME);
  const half = events.length >> 1;

  test('as the log is seen that is whole in memory', async () => {
    const [file, whole] = await Promise.all([
      scanFiles([recordedPath(NAME)], config),
      scan({ events, series: undefined }, config),
    ]);
    expect(file).toEqual(whole);
    expect(file.events).toBe(events.length);
  });

  test.each([
    ['split at a point, named in any order, packed', [events.slice(half), events.slice(0, half)], true],
    [
      'two containers that wrote at the same time',
      [events.filter((_, i) => i % 2 === 0), events.filter((_, i) => i % 2 === 1)],
      false,
    ],
  ])('%s: what the checks saw is the same', async (_, shares, isPacked) => {
    const [parts, whole] = await Promise.all([
      scanFiles(filesOf(shares, isPacked), config),
      scan({ events, series: undefined }, config),
    ]);
    expect(parts.runs.map((r) => countsOf(r.observation))).toEqual(whole.runs.map((r) => countsOf(r.observation)));
    expect(parts.health).toEqual(whole.health);
  });

  test('what is no log of AtlasML is refused by its name', async () => {
    const path = join(folder(), 'notes.txt');
    writeFileSync(path, 'milk\nbread\n');
    await expect(scanFiles([path], config)).rejects.toThrow(PastError);
    await expect(scanFiles([path], config)).rejects.toThrow(`${path} holds no line in a form that AtlasML writes`);
  });
});

function countsOf(observation: { check: string; counts?: object }): unknown {
  return observation.check === 'logs' ? observation.counts : observation;
}

describe('kept scans', () => {
  const { events } = logOf(Date.parse('2026-11-25T10:00:00Z'), [[100, piece('docker/logs/d_weaviate_down', 5, 105)]]);

  test('are read as they were written, by their owner alone; what is damaged is not there', async () => {
    const at = join(folder(), 'kept');
    const kept = new KeptScans(at);
    const scanned = await scan({ events, series: undefined }, config);
    expect(kept.read('a')).toBeUndefined();
    kept.write('a', scanned);
    expect(kept.read('a')).toEqual(scanned);
    expect(statSync(at).mode & 0o777).toBe(0o700);
    expect(statSync(join(at, 'a.scan')).mode & 0o777).toBe(0o600);
    writeFileSync(join(at, 'a.scan'), readFileSync(join(at, 'a.scan')).subarray(0, 100));
    expect(kept.read('a')).toBeUndefined();
  });

  test('hold nothing that must not leave', async () => {
    const secret = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEF';
    const leaking = events.map((e) => ({
      ...e,
      message: e.message.replace('Failed to ', `Failed with ${secret} and anna@example.org to `),
    }));
    const at = folder();
    new KeptScans(at).write('a', await scan({ events: leaking, series: undefined }, config));
    const text = JSON.stringify(new KeptScans(at).read('a'));
    expect(leaking.some((e) => e.message.includes(secret))).toBe(true);
    expect(text).toContain('Failed with ');
    expect(text).not.toContain(secret);
    expect(text).not.toContain('anna@example.org');
  });

  test('are of these files, this configuration and these options', () => {
    const [path = ''] = filesOf([events]);
    const key = (timezone?: string, other = config) => scanKey(pastOfFiles([path], { timezone }).identity() ?? '', other);
    const before = key();
    expect(key()).toBe(before);
    expect(key(undefined, { ...config, thresholds: { ...config.thresholds, serverErrors: 20 } })).toBe(before);
    expect(key(undefined, { ...config, confirm: { ...config.confirm, attempts: 5 } })).not.toBe(before);
    expect(key('Europe/Berlin')).not.toBe(before);
    appendFileSync(path, 'x');
    expect(key()).not.toBe(before);
  });

  test('the oldest are dropped', () => {
    const at = folder();
    const kept = new KeptScans(at);
    const none = { startMs: 0, untilMs: 0, runs: [], failed: [], health: { series: [] }, events: 0 };
    for (let i = 0; i < 35; i++) kept.write(`k${i}`, none);
    expect(readdirSync(at)).toHaveLength(30);
  });
});
