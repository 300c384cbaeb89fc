import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder, storeIn, T0 } from './support.ts';

const all = { startMs: 0, endMs: T0 + 1e9 };

test('bodies of requests and secrets are not in the file, whether they come in one line or in many', () => {
  const folder = newFolder();
  const { store } = storeIn(folder);
  const texts = [
    '2026-11-25 10:00:00 - ERROR - atlasml.app - Request body was: {"text": "MYTHESIS',
    'MYTHESIS goes on',
    '2026-11-25 10:00:01 - INFO - atlasml.app - next',
    'Traceback (most recent call last):',
    '2026-11-25 10:00:02 - ERROR - atlasml.app - Validation details: [MYTHESIS',
  ];
  store.logs.add(texts.map((message, i) => ({ timestamp: T0 + i, message })));
  // The body goes on with the next call; another container's lines are not part of it.
  store.logs.add([
    { timestamp: T0 + 10, message: 'MYTHESIS again' },
    { timestamp: T0 + 11, message: 'other container', logStream: 'b' },
    { timestamp: T0 + 12, message: '\x1b[32mINFO\x1b[0m:     api_key=SECRET123456 is wrong' },
  ]);
  expect(store.logs.read(all).map((e) => e.message)).toEqual([
    '2026-11-25 10:00:00 - ERROR - atlasml.app - Request body was: [redacted]',
    '2026-11-25 10:00:01 - INFO - atlasml.app - next',
    'Traceback (most recent call last):',
    '2026-11-25 10:00:02 - ERROR - atlasml.app - Validation details: [redacted]',
    'other container',
    'INFO:     api_key=[redacted] is wrong',
  ]);
  store.close();
  const bytes = readFileSync(join(folder, 'logs.sqlite')).toString('latin1');
  expect(bytes).toContain('other container');
  expect(bytes).not.toMatch(/MYTHESIS|SECRET123456/);
});

test('what is read is in the order in which it was written, within the window', () => {
  const { store } = storeIn(newFolder());
  store.logs.add([2, 1, 1].map((at, i) => ({ timestamp: T0 + at, message: `INFO: ${i}`, logStream: 's' })));
  expect(store.logs.read({ startMs: T0 + 1, endMs: T0 + 1 })).toEqual([
    { timestamp: T0 + 1, message: 'INFO: 1', logStream: 's' },
    { timestamp: T0 + 1, message: 'INFO: 2', logStream: 's' },
  ]);
});
