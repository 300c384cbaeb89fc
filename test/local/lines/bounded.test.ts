import { expect, test } from 'vitest';
import { LineReader } from '../../../local/lines/line-reader.ts';
import { readStream } from '../../../local/lines/read-stream.ts';

const VECTOR = `2026-11-24 10:00:00 - INFO - atlasml.app - ${'0.123456, '.repeat(100_000)}\n`;

test('long lines wait for the end of a file only so far as they fit into the memory', async () => {
  let given = 0;
  let givenBeforeTheEnd = 0;
  async function* bytes() {
    for (let i = 0; i < 90; i++) yield Buffer.from(VECTOR);
    givenBeforeTheEnd = given;
  }
  const take = (events: unknown[]) => {
    given += events.length;
  };
  await readStream(bytes(), take, { writtenMs: Date.UTC(2026, 10, 24, 10) });
  expect(given).toBe(90);
  expect(givenBeforeTheEnd).toBeGreaterThan(60);
});

test('a text without line ends is not kept until its form is known', () => {
  const reader = new LineReader();
  const piece = 'x'.repeat(4 << 20);
  const given = Array.from({ length: 20 }, () => reader.push([piece]).length);
  expect(given.reduce((sum, n) => sum + n)).toBeGreaterThan(10);
  expect(reader.how).toMatchObject({ recognised: 0, form: undefined });
});

test('a line whose pieces never end is given in parts', () => {
  const reader = new LineReader();
  const line = (tag: string, text: string) => `2026-11-24T10:00:00.1Z stdout ${tag} ${text}`;
  const head = Array.from({ length: 5 }, () => line('F', '2026-11-24 10:00:00 - INFO - atlasml.app - x'));
  expect(reader.push(head)).toHaveLength(5);
  const given = Array.from({ length: 600 }, () => reader.push([line('P', 'y'.repeat(16_384))]).length);
  expect(given.reduce((sum, n) => sum + n)).toBe(2);
});
