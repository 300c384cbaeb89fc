import { mkdtempSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLogLines } from '../../../../local/lines/read-lines.ts';
import { UnfitError } from '../../../../local/replay/pieces/moments.ts';
import { type PlainFile, piecesOf, plainFile } from '../../../../local/replay/pieces/plain-file.ts';
import { scanPlainFiles } from '../../../../local/replay/pieces/scan-plain-files.ts';
import { scanFiles } from '../../../../local/replay/read-past.ts';
import { pastConfig } from '../../../../local/replay/replay.ts';
import { type Scanned, scan } from '../../../../local/replay/scan.ts';
import { recorded } from '../../../support/corpus.ts';

const config = pastConfig({});
const folder = mkdtempSync(join(tmpdir(), 'pieces-'));
let files = 0;

function fileOf(lines: readonly string[]): string {
  const path = join(folder, `${files++}.log`);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

const linesOf = (name: string) => recorded(name).flatMap(({ message }) => message.split('\n'));

/** The same log, whole in memory. */
function whole(lines: readonly string[], options: { timezone?: string; writtenMs?: number } = {}): Promise<Scanned> {
  return scan({ events: readLogLines(lines, options).events, series: undefined }, config);
}

function plain(path: string, timezone?: string): PlainFile {
  const file = plainFile(path, timezone);
  if (!file) throw new Error(`${path} is not told to be plain`);
  return file;
}

describe('a replay that is split at any point and joined equals the whole', () => {
  test.each(['docker/logs/d_openai_hang_bounded', 'docker/logs/f_crash_kill9_loop'])('%s', async (name) => {
    const lines = linesOf(name);
    const file = plain(fileOf(lines));
    const expected = await whole(lines);
    expect(expected.runs.length).toBeGreaterThan(1);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 30_000 }), async (pieceBytes) => {
        expect(await scanPlainFiles([file], config, { pieceBytes })).toEqual(expected);
      }),
      { numRuns: 2, examples: [[1]] },
    );
  });

  test('in several threads, and of two files', async () => {
    const lines = linesOf('docker/logs/d_weaviate_down');
    const at = lines.findIndex((line, i) => i > lines.length / 2 && /^\d{4}-/.test(line));
    const two = [lines.slice(0, at), lines.slice(at)].map((part) => plain(fileOf(part)));
    expect(await scanPlainFiles(two, config, { pieceBytes: 5_000, threads: 2 })).toEqual(await whole(lines));
  });

  test('pieces are all of a file, and begin with a time', () => {
    const path = fileOf(linesOf('docker/logs/d_weaviate_down'));
    const pieces = [...piecesOf(plain(path), 0, 3_000)];
    expect(pieces.length).toBeGreaterThan(3);
    expect([pieces[0]?.from, pieces.at(-1)?.to]).toEqual([0, statSync(path).size]);
    pieces.slice(1).forEach(({ from }, i) => void expect(from).toBe(pieces[i]?.to));
  });
});

describe('what a piece alone does not tell', () => {
  const own = (stamp: string, text = 'INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest') => `${stamp} - ${text}`;
  /** An hour and a half around the hour that autumn repeats in Berlin, a line each ten seconds, by a clock on the wall. */
  const autumn = Array.from({ length: 900 }, (_, i) => {
    const ms = Date.parse('2026-10-24T23:30:00Z') + i * 10_000;
    const aheadMs = ms < Date.parse('2026-10-25T01:00:00Z') ? 7_200_000 : 3_600_000;
    return [
      own(new Date(ms + aheadMs).toISOString().slice(0, 19).replace('T', ' ')),
      `INFO:     10.0.0.7:${40_000 + i} - "GET /api/v1/health/ HTTP/1.1" 200 OK`,
    ];
  }).flat();

  test('the hour that autumn repeats, in a zone that is configured', async () => {
    const timezone = 'Europe/Berlin';
    const path = fileOf(autumn);
    expect(await scanPlainFiles([plain(path, timezone)], config, { pieceBytes: 4_000 })).toEqual(
      await whole(autumn, { timezone }),
    );
  });

  test('and in none: the log is read from its begin to its end', async () => {
    const path = fileOf(autumn);
    await expect(scanPlainFiles([plain(path)], config)).rejects.toThrow(UnfitError);
    expect(await scanFiles([path], config)).toEqual(await whole(autumn));
  });

  test('how far its clock is off, by when the file was written', async () => {
    const lines = autumn.slice(0, 600);
    const path = fileOf(lines);
    const writtenMs = Date.parse('2026-10-24T23:30:00Z') + 299 * 10_000;
    utimesSync(path, writtenMs / 1000, writtenMs / 1000);
    const expected = await whole(lines, { writtenMs });
    expect(expected.startMs).toBe(Date.parse('2026-10-24T23:30:00Z'));
    expect(await scanPlainFiles([plain(path)], config, { pieceBytes: 4_000 })).toEqual(expected);
  });

  test('a log without times at its begin, with long, empty and damaged lines and without an end', async () => {
    const [first = '', ...more] = linesOf('docker/logs/d_weaviate_down');
    const odd = [
      '',
      'x'.repeat(16_384),
      'goes on',
      '\u0000\u0000',
      'half a\rline',
      '2026-11-25 99:99:99 - INFO - atlasml.app - no time',
    ];
    const lines = ['before all', ...odd, first, ...more.flatMap((line, i) => (i % 50 === 0 ? [...odd, line] : [line]))];
    const path = join(folder, 'odd.log');
    writeFileSync(path, lines.join('\n'));
    expect(await scanPlainFiles([plain(path)], config, { pieceBytes: 7_000 })).toEqual(await whole(lines));
  });

  test.each([
    ['compressed', Buffer.from([0x1f, 0x8b, 8, 0])],
    [
      'of another tool',
      Buffer.from(
        '{"log":"2026-11-25 10:00:00 - INFO - atlasml.app - x\\n","stream":"stdout","time":"2026-11-25T10:00:00Z"}\n'.repeat(9),
      ),
    ],
    ['in UTF-16', Buffer.from(`\ufeff${autumn.join('\n')}`, 'utf16le')],
    ['without a time', Buffer.from('milk\nbread\n')],
  ])('%s: it is none that can be cut', (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    expect(plainFile(path)).toBeUndefined();
  });
});
