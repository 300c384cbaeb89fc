import { describe, expect, test } from 'vitest';
import { observe } from './support.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');

describe('a line glued behind a progress bar (U28)', () => {
  const BAR = '\rBatches:   0%|          | 0/1 [00:00<?, ?it/s]';
  const error = '2026-11-24 10:00:00 - ERROR - atlasml.utils - Unexpected error in suggest_relations: MPS backend out of memory';

  test.each([
    ['one bar', BAR],
    ['two of them', `${BAR}\rBatches: 100%|##########| 1/1 [00:01<00:00,  1.02it/s]`],
    ['no carriage return', BAR.slice(1)],
  ])('%s: it is counted and its exception is told', async (_title, bar) => {
    const written = [
      `${bar}${error}`,
      'Traceback (most recent call last):',
      '  File "/atlasml/atlasml/ml/generate_competency_relationship.py", line 4, in f',
      'RuntimeError: MPS backend out of memory',
      '2026-11-24 10:00:00 - INFO - atlasml.app - 📤 Response: 500 (took 0.300s)',
      'INFO:     10.0.0.7:1 - "GET /api/v1/competency/relations/suggest/1 HTTP/1.1" 500 Internal Server Error',
    ];
    const { counts, evidence } = await observe(written.map((message) => ({ timestamp: NOW, message })));
    expect(counts).toMatchObject({ serverErrors: 1, levels: { error: 1 } });
    expect(evidence).toMatchObject([
      {
        text: 'Unexpected error in suggest_relations: MPS backend out of memory',
        exception: 'RuntimeError: MPS backend out of memory',
      },
    ]);
  });

  test('text of a user that looks like one is none', async () => {
    const forged = `  "description": "Batches: 0%| | 0/1 [x]${error}"`;
    expect((await observe([{ timestamp: NOW, message: forged }])).counts?.levels.error).toBe(0);
  });
});

describe('error lines without a failed request', () => {
  test('are evidence, and never a new kind', async () => {
    const message = '2026-11-24 10:00:00 - ERROR - asyncio - Unclosed client session';
    const { counts, evidence } = await observe([{ timestamp: NOW, message }]);
    expect(counts?.serverErrors).toBe(0);
    expect(evidence).toMatchObject([{ text: 'Unclosed client session', count: 1 }]);
    expect(evidence[0]).not.toHaveProperty('firstSeenMs');
  });
});
