import { appendFileSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KeptLines } from '../../../local/follow/kept-lines.ts';
import { LogFile } from '../../../local/follow/log-file.ts';
import { openStore } from '../../../local/store/open-store.ts';
import { recordedPath } from '../../support/corpus.ts';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const ALL = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
const folder = () => mkdtempSync(join(tmpdir(), 'kept-'));
const line = (second: number, text: string) => `2026-11-26 12:00:${String(second).padStart(2, '0')} - ${text}\n`;

const LOG = [
  line(0, 'INFO - atlasml.config - Loading settings from environment'),
  'INFO:     Application startup complete.\n',
  line(1, 'INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest'),
  'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 200 OK\n',
  line(2, 'WARNING - atlasml.app - slow, with Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345'),
  'goes on\n',
  line(3, 'INFO - atlasml.app - 📤 Response: 200 (took 0.342s)'),
  'does not go on\n',
  line(4, 'ERROR - atlasml.utils - Unexpected error in suggest_competencies: boom'),
  'Traceback (most recent call last):\n',
  '  File "/app/atlasml/utils.py", line 12, in suggest\n',
  '    raise ValueError("boom")\n',
  'ValueError: boom\n',
  'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error\n',
  'INFO:     10.0.0.7:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK\n',
];
const KEPT = [0, 1, 4, 5, 8, 9, 10, 11, 12, 13].map((i) => (LOG[i] as string).trimEnd().slice(-20));

function followInto(directory: string, path: string, timezone?: string) {
  const notices: string[] = [];
  const store = openStore({ directory, environment: 'test', now: () => NOON, onNotice: (text) => notices.push(text) });
  const file = new LogFile(path, new KeptLines(store), timezone);
  const close = () => {
    file.close();
    store.close();
  };
  return { store, file, close, texts: () => store.logs.read(ALL).map((e) => e.message.slice(-20)) };
}

test('warnings and worse with what is behind them, starts, and answers of 400 and above are kept, redacted', () => {
  const path = join(folder(), 'a.log');
  writeFileSync(path, LOG.join(''));
  const { store, file, texts, close } = followInto(folder(), path, 'UTC');
  file.look(NOON + 10_000);
  const [warning] = store.logs.read(ALL).filter((e) => e.message.includes('slow'));
  expect(warning?.message).not.toContain('abcdefghijkl');
  expect(texts().map((t, i) => (i === 2 ? KEPT[2] : t))).toEqual(KEPT);
  close();
});

test('what was kept is not kept again after a restart, and what came meanwhile is', () => {
  const [path, directory] = [join(folder(), 'a.log'), folder()];
  for (let cut = 1; cut <= LOG.length; cut++) {
    writeFileSync(path, LOG.slice(0, cut).join(''));
    const { file, close } = followInto(directory, path, 'UTC');
    file.look(NOON + cut * 1_000);
    close();
  }
  const { texts, close } = followInto(directory, path, 'UTC');
  expect(texts().filter((_, i) => i !== 2)).toEqual(KEPT.filter((_, i) => i !== 2));
  close();
});

test('a clock that is known later moves what was kept', () => {
  const path = join(folder(), 'a.log');
  writeFileSync(path, line(0, 'ERROR - atlasml.app - early'));
  const writtenSeconds = NOON / 1000 - 2 * 3_600 + 300;
  utimesSync(path, writtenSeconds, writtenSeconds);
  const { store, file, close } = followInto(folder(), path);
  // Two hours ahead of UTC, written long before the first look.
  file.look(NOON - 2 * 3_600_000 + 300_000);
  appendFileSync(path, line(59, 'ERROR - atlasml.app - late').replace('12:00', '12:09'));
  file.look(NOON - 2 * 3_600_000 + 9 * 60_000 + 60_000);
  expect(store.logs.read(ALL).map((e) => e.timestamp)).toEqual([NOON - 2 * 3_600_000, NOON - 2 * 3_600_000 + 599_000]);
  close();
});

test('of a storm the first lines of a minute are kept, and that is said once', () => {
  const path = join(folder(), 'a.log');
  writeFileSync(path, line(0, 'ERROR - atlasml.app - boom').repeat(5_000));
  const { store, file, close } = followInto(folder(), path, 'UTC');
  file.look(NOON);
  file.look(NOON + 1_000);
  expect(store.logs.read(ALL)).toHaveLength(2_000);
  expect(store.notices.list(0).map(({ what, text }) => [what, text])).toEqual([
    ['dropped', expect.stringMatching(/^More than 2,000 log events of one minute were worth keeping/)],
  ]);
  close();
});

test('of a recorded outage every error line is kept', () => {
  const path = recordedPath('docker/logs/d_weaviate_down');
  const { store, file, close } = followInto(folder(), path);
  file.look(NOON);
  const errors = readFileSync(path, 'utf8').match(/ - (?:ERROR|WARNING) - /g) ?? [];
  const kept = store.logs.read(ALL).filter(({ message }) => / - (?:ERROR|WARNING) - /.test(message));
  expect(errors.length).toBeGreaterThan(5);
  expect(kept).toHaveLength(errors.length);
  close();
});
