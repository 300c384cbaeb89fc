import { describe, expect, test } from 'vitest';
import { lines, observe } from './support.ts';

const at = (second: number) => `2026-11-24 10:00:${String(second).padStart(2, '0')}`;
const START = `${at(0)} - INFO - atlasml.config - Loading settings from environment variables`;
const CONNECTING = `${at(1)} - ERROR - atlasml.clients.weaviate - ❌ Unexpected error connecting to Weaviate: refused`;
const UP = 'INFO:     Application startup complete.';
const BAR = '\rBatches:   0%|          | 0/1 [00:00<?, ?it/s]';
const begin = `${at(3)} - INFO - atlasml.app - 🔄 POST /api/v1/competency/save`;
const end = `${at(4)} - INFO - atlasml.app - 📤 Response: 200 (took 0.300s)`;
const access = 'INFO:     10.0.0.7:1 - "POST /api/v1/competency/save HTTP/1.1" 200 OK';

describe('errors of the process before requests', () => {
  test('are evidence and no server error while it comes up', async () => {
    const { counts, evidence } = await observe(lines(START, CONNECTING, UP, begin, end, access));
    expect(counts).toMatchObject({
      serverErrors: 0,
      failedStarts: 0,
      unfinished: 0,
      levels: { error: 1 },
      requests: { '2xx': 1 },
    });
    expect(evidence).toMatchObject([{ logger: 'atlasml.clients.weaviate', count: 1 }]);
  });

  test('are one server error when the start failed, however many lines it wrote, also behind bars', async () => {
    const failed = ['Traceback (most recent call last):', '  File "/atlasml/atlasml/app.py", line 1, in f', 'ValueError: x'];
    for (const bar of ['', BAR]) {
      const { counts } = await observe(
        lines(
          START,
          `${bar}${CONNECTING}`,
          `${bar}ERROR:    Traceback (most recent call last):`,
          ...failed.slice(1),
          `${bar}ERROR:    Application startup failed. Exiting.`,
        ),
      );
      expect(counts).toMatchObject({ serverErrors: 1, failedStarts: 1, starts: 1 });
    }
  });
});

describe('unfinished requests', () => {
  test.each([
    ['begun and ended', [begin, end, access], 0],
    ['begun alone', [begin], 1],
    ['begun behind a bar', [BAR + begin], 1],
    ['ended behind a bar', [begin, BAR + end, access], 0],
    ['left by an exception', [begin, 'ERROR:    Exception in ASGI application'], 0],
    ['left by an exception behind a bar', [begin, `${BAR}ERROR:    Exception in ASGI application`], 0],
    ['ended without a begin in the window', [end, access], 0],
    ['two begun, one ended', [begin, begin, end, access], 1],
  ])('%s', async (_name, written, unfinished) => {
    expect((await observe(lines(...written))).counts).toMatchObject({ unfinished });
  });
});
