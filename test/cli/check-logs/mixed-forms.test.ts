import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-logs-'));

async function check(title: string, content: string | Buffer) {
  const path = join(folder, `${title.replace(/\W+/g, '-')}.log`);
  writeFileSync(path, content);
  return main(['check', 'logs', path]);
}

const WELL = Array.from({ length: 8 }, (_, i) => [
  `2026-11-24 10:00:0${i} - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest`,
  `2026-11-24 10:00:0${i} - INFO - atlasml.app - 📤 Response: 200 (took 0.300s)`,
  'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 200 OK',
]).flat();
const FAILED = [
  '2026-11-24 10:00:09 - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest',
  '2026-11-24 10:00:09 - INFO - atlasml.app - 📤 Response: 500 (took 0.300s)',
  'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error',
];
const text = (lines: string[], end = '\n') => lines.map((line) => line + end).join('');
const compose = (lines: string[]) => lines.map((line) => `atlasml-1  | ${line}`);
const stamped = (lines: string[]) => lines.map((line) => `2026-11-24T10:00:09.123456789Z ${line}`);
const cri = (lines: string[]) => lines.map((line) => `2026-11-24T10:00:09.123456789Z stdout F ${line}`);
const json = (lines: string[]) =>
  lines.map((log) => JSON.stringify({ log: `${log}\n`, stream: 'stderr', time: '2026-11-24T10:00:09.1Z' }));
const blank = (lines: string[]) => lines.map((line) => ` ${line}`);

describe('failures in another form than the rest are no zero', () => {
  test.each<[string, string[]]>([
    ['compose behind plain', [...WELL, ...compose(FAILED)]],
    ['plain behind compose', [...compose(WELL), ...FAILED]],
    ['plain before compose', [...FAILED, ...compose(WELL)]],
    ['stamped behind plain', [...WELL, ...stamped(FAILED)]],
    ['plain behind json-file', [...json(WELL), ...FAILED]],
    ['json-file behind plain', [...WELL, ...json(FAILED)]],
    ['plain behind CRI', [...cri(WELL), ...FAILED]],
    ['blanks behind plain', [...WELL, ...blank(FAILED)]],
  ])('%s', async (title, lines) => {
    const { text: told, code } = await check(title, text(lines));
    expect(told).toMatch(/^verdict {10}unknown\. 3 lines of .* are in another form than the rest/);
    expect(code).toBe(3);
  });

  // `>` of cmd and `>>` of PowerShell 5.1 write one file in two encodings.
  test('UTF-16 behind UTF-8', async () => {
    const mixed = Buffer.concat([Buffer.from(text(WELL)), Buffer.from(text(FAILED, '\r\n'), 'utf16le')]);
    expect(await check('encodings', mixed)).toMatchObject({ code: 3, text: expect.stringContaining('in another form') });
  });

  test('lines that are ended by carriage returns alone', async () => {
    expect(await check('returns', text([...WELL, ...FAILED], '\r'))).toMatchObject({ code: 3 });
  });
});

describe('what is read all the same', () => {
  // A writer that does not append goes on where it was when its file is cut to nothing.
  test('zeros before the first line', async () => {
    expect(await check('zeros', Buffer.concat([Buffer.alloc(5_000), Buffer.from(text(FAILED))]))).toMatchObject({
      code: 1,
      text: expect.stringContaining('3: 0 debug, 3 info, 0 warning, 0 error, 0 critical; 0 not recognised'),
    });
  });

  test('byte order marks within, of files behind one another', async () => {
    const { text: told } = await check('marks', `\ufeff\ufeff${text(WELL)}\ufeff${text(FAILED)}`);
    expect(told).toContain('server errors    1\n');
    expect(told).toContain('27: 0 debug, 27 info, 0 warning, 0 error, 0 critical; 0 not recognised');
  });

  test.each(['\r', '\r\r'])('a progress bar before a line, %j behind it, is no second line', async (end) => {
    const bar = `\rBatches: 100%|██████| 1/1 [00:00<00:00,  2.1it/s]${end}${FAILED[0]}`;
    const { text: told } = await check('bar', text([...WELL, bar, ...FAILED.slice(1)]));
    expect(told).toContain('server errors    1\n');
    expect(told).not.toContain('another form');
  });
});
