import { describe, expect, test } from 'vitest';
import { startContext } from '../../../functions/check-logs/context.ts';
import { endingOf } from '../../../functions/check-logs/ending.ts';
import { recorded } from '../../support/corpus.ts';
import { observe } from './support.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const lines = (...messages: string[]) => messages.map((message, i) => ({ atMs: NOW + i, message }));
const START = '2026-11-24 10:00:00 - INFO - atlasml.config - Loading settings from environment';
const UP = 'INFO:     Application startup complete.';
const STOP = ['INFO:     Shutting down', 'INFO:     Application shutdown complete.', 'INFO:     Finished server process [1]'];
const SEGFAULT = [
  'Fatal Python error: Segmentation fault',
  'Current thread 0x00007f1 (most recent call first):',
  '  File "/x/site-packages/torch/nn/functional.py", line 2 in linear',
];

describe('how the log ends', () => {
  test('with a stop in order, and no start since', () => {
    expect(endingOf(lines(START, UP, ...STOP))).toEqual({
      ended: { atMs: NOW + 4, orderly: true, words: STOP },
    });
  });

  test('a start after the stop is no end', () => {
    expect(endingOf(lines(...STOP, START))).toEqual({});
  });

  test.each([
    'Fatal Python error: Segmentation fault',
    'Segmentation fault (core dumped)',
    'Killed',
    'free(): invalid pointer',
    'Illegal instruction',
    'double free or corruption (!prev)',
    "terminate called after throwing an instance of 'std::bad_alloc'",
    'terminate called without an active exception',
    'Aborted (core dumped)',
    'Bus error (core dumped)',
    'Floating point exception (core dumped)',
    'malloc(): corrupted top size',
    'munmap_chunk(): invalid pointer',
    'corrupted size vs. prev_size',
    '*** stack smashing detected ***: terminated',
    "*** Error in `python': free(): invalid pointer: 0x00007f ***",
    'Fatal Python error: Aborted',
    '/entrypoint.sh: line 3:   12 Killed                  uvicorn atlasml.app:app',
    '/entrypoint.sh: line 3:    12 Segmentation fault      (core dumped) uvicorn atlasml.app:app',
    'bash: line 1: 7 Illegal instruction     (core dumped) python -m uvicorn atlasml.app:app',
  ])('with a crash: %s', (line) => {
    expect(endingOf(lines(START, UP, line))).toEqual({
      crash: { line, atMs: NOW + 2 },
      ended: { atMs: NOW + 2, orderly: false, words: [START, UP, line] },
    });
  });

  test('behind an open progress bar, in colours and with a carriage return', async () => {
    const bar = '\rBatches:   0%|          | 0/1 [00:00<?, ?it/s]';
    const events = [START, UP, `${bar}\x1b[31mFatal Python error: Segmentation fault\x1b[0m\r`].map((message) => ({
      timestamp: NOW,
      message,
    }));
    const { crash, ended } = await observe(events, { startMs: NOW - 240_000, endMs: NOW + 60_000 });
    expect(crash?.line).toBe('Fatal Python error: Segmentation fault');
    expect(ended).toMatchObject({ orderly: false });
  });

  test('with the dump of its threads behind it, which is no word of AtlasML', async () => {
    const dump = [
      ...SEGFAULT,
      'Extension modules: torch._C (total: 1)',
      '/entrypoint.sh: line 3:    12 Segmentation fault      (core dumped) uvicorn',
    ];
    const events = [START, UP, ...dump].map((message) => ({ timestamp: NOW, message }));
    const { counts, crash, ended } = await observe(events, { startMs: NOW - 240_000, endMs: NOW + 60_000 });
    expect(crash?.line).toBe('Fatal Python error: Segmentation fault');
    expect(ended?.words.at(-1)).toMatch(/Segmentation fault/);
    expect(counts?.unrecognisedLines).toBe(0);
  });

  test.each([
    'Killed by a user story',
    'Aborted by the user',
    'Error in line 3: Killed by x',
    'a Segmentation fault in an exercise',
    '2026-11-24 10:00:00 - INFO - atlasml.app - Killed',
  ])('not with text that only speaks of one: %s', (line) => expect(endingOf(lines(START, UP, line))).toEqual({}));

  test('is seen by check-logs, also when it lies before the window', async () => {
    const stopped = recorded('docker/logs/h_graceful_stop_idle');
    const end = (stopped.at(-1)?.timestamp ?? 0) + 30_000;
    for (const later of [0, 600_000]) {
      const { ended } = await observe(stopped, { startMs: end + later - 300_000, endMs: end + later });
      expect(ended).toMatchObject({ orderly: true });
      expect(ended?.words.at(-1)).toMatch(/Finished server process/);
    }
  });
});

describe('a crash in native code before a start (U30)', () => {
  test('is the last word', () => {
    const { crash, lastWords } = startContext(lines(START, UP, ...SEGFAULT, START));
    expect(crash?.line).toBe('Fatal Python error: Segmentation fault');
    expect(lastWords?.at(-1)).toBe('Fatal Python error: Segmentation fault');
  });

  test('is observed in a loop', async () => {
    const life = [START, UP, ...SEGFAULT];
    const events = [0, 1, 2, 3].flatMap((n) => life.map((message) => ({ timestamp: NOW + n * 12_000, message })));
    expect(await observe(events)).toMatchObject({
      crash: { line: 'Fatal Python error: Segmentation fault' },
      counts: { starts: 4 },
    });
  });
});

describe('when AtlasML said that it is up', () => {
  test('is told to the begin of the bin', async () => {
    const events = [
      { timestamp: NOW, message: START },
      { timestamp: NOW + 7000, message: UP },
      { timestamp: NOW + 20_000, message: '2026-11-24 10:00:20 - INFO - atlasml.app - 📤 Response: 200 (took 0.010s)' },
    ];
    expect((await observe(events)).upSinceMs).toBe(NOW + 5000);
    expect((await observe(events.slice(0, 1))).upSinceMs).toBeUndefined();
  });
});
