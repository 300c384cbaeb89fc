import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PIECE_BYTES, PIECE_CHARACTERS, wholeLines } from '../../../../functions/shared/atlasml/pieces.ts';
import type { LogLine } from '../../../../functions/shared/ports.ts';
import type { LogEvent } from '../../../../insights/index.ts';
import { recorded } from '../../../support/corpus.ts';
import { count, lines, observe } from '../../check-logs/support.ts';

const AT = Date.parse('2026-11-24T10:00:00Z');
const PREFIX = '2026-11-24 10:00:00 - ERROR - atlasml.utils - ';

/** Cuts as a driver does: at so many bytes, and where `within` is false never within a character. */
function cut(text: string, size: number, within: boolean): string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + size);
    while (!within && end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--;
    pieces.push(bytes.subarray(at, end).toString('utf8'));
    at = end;
  }
  return pieces;
}

const events = (messages: string[]): LogEvent[] => messages.map((message) => ({ timestamp: AT, message }));
const logLines = (messages: string[], stream?: string): LogLine[] =>
  messages.map((message) => ({ atMs: AT, message, ...(stream && { stream }) }));

describe.each([...PIECE_BYTES])('cut at %i bytes', (size) => {
  const long = PREFIX + '0.123, '.repeat(Math.ceil((2.5 * size) / 7));

  test('a line is one line, of one level, and recognised', async () => {
    const pieces = cut(long, size, true);
    expect(pieces).toHaveLength(3);
    expect(await count(events(pieces))).toMatchObject({ lines: 1, unrecognisedLines: 0, levels: { error: 1, info: 0 } });
  });

  test('is put together again', () => {
    expect(wholeLines(logLines(cut(long, size, true)))).toEqual(logLines([long]));
  });

  test('also with letters beyond ASCII, cut between them', () => {
    const text = `${PREFIX}${'Übung größer '.repeat(Math.ceil(size / 10))}`;
    const pieces = cut(text, size, false);
    expect(pieces.length).toBeGreaterThan(1);
    expect(wholeLines(logLines(pieces))).toEqual(logLines([text]));
  });

  test('cut within a letter, it is one line all the same', () => {
    const text = `${PREFIX}${'ü'.repeat(size)}`;
    expect(wholeLines(logLines(cut(text, size, true)))).toHaveLength(1);
  });

  test('a line of the other pipe in between stays one', () => {
    const access = 'INFO:     10.0.0.7:1 - "GET /api/v1/x HTTP/1.1" 200 OK';
    const [first = '', ...rest] = cut(long, size, true);
    expect(wholeLines(logLines([first, access, ...rest])).map(({ message }) => message)).toEqual([long, access]);
  });
});

describe('pieces', () => {
  const long = PREFIX + 'x'.repeat(40_000);
  test('belong to their own stream', () => {
    const [a = '', b = '', c = ''] = cut(long, 16_384, true);
    const mixed = [...logLines([a], 'one'), ...logLines([a], 'two'), ...logLines([b, c], 'one'), ...logLines([b, c], 'two')];
    expect(wholeLines(mixed)).toEqual([...logLines([long], 'one'), ...logLines([long], 'two')]);
  });

  test('of a line that is just as long as a piece take no other line with them', () => {
    const full = PREFIX.padEnd(16_384, 'x');
    expect(wholeLines(logLines([full, `${PREFIX}next`]))).toEqual(logLines([full, `${PREFIX}next`]));
  });

  test('an event of several lines is taken apart', () => {
    const text = `${PREFIX}failed\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x`;
    expect(wholeLines(logLines([text])).map(({ message }) => message)).toEqual(text.split('\n'));
  });

  test('a long error shows its end, which is in the last piece, and its exception', async () => {
    const text = `Unexpected error in save_competencies: ${'0.123, '.repeat(5_000)}read-only file system`;
    const traceback = [
      'Traceback (most recent call last):',
      '  File "/atlasml/atlasml/a.py", line 1, in f',
      'OSError: read-only',
    ];
    const { evidence } = await observe(events([...cut(PREFIX + text, 16_384, true), ...traceback]));
    expect(evidence).toMatchObject([{ text: expect.stringMatching(/read-only file system$/), exception: 'OSError: read-only' }]);
  });
});

describe('any split', () => {
  const recording = recorded('logs/openai-failing');
  const isLong = ({ message }: LogEvent) => / - INFO - atlasml\.clients| - ERROR - /.test(message);
  const endsLikePiece = (length: number) =>
    length >= PIECE_CHARACTERS[0].least &&
    (length + 16_384 - PIECE_CHARACTERS[0].least) % 16_384 <= PIECE_CHARACTERS[0].most - PIECE_CHARACTERS[0].least;
  /** Fills lines of AtlasML's own up, so that there is something to cut. */
  const filled = (fill: (i: number) => number) =>
    recording.map((event, i) => (isLong(event) ? { ...event, message: `${event.message} ${'0.5, '.repeat(fill(i))}` } : event));

  test('at 16 KiB of lines of any length gives the same counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12_000), { minLength: 8, maxLength: 8 }), async (lengths) => {
        const whole = filled((i) => lengths[i % lengths.length] ?? 0);
        // An end that is as long as a full piece cannot be told from one: the count of lines misses it.
        fc.pre(!whole.some(({ message }) => endsLikePiece(message.length)));
        const split = whole.flatMap((event) => cut(event.message, 16_384, true).map((message) => ({ ...event, message })));
        const { unrecognisedLines: before, ...expected } = await count(whole);
        const { unrecognisedLines, ...found } = await count(split);
        expect(found).toEqual(expected);
        expect(unrecognisedLines).toBeLessThanOrEqual(before);
      }),
      { numRuns: 6 },
    );
  });

  test('at any other place behind the begin gives the same requests, levels and server errors', async () => {
    const whole = filled(() => 2_000);
    const { lines: _, unrecognisedLines: __, ...expected } = await count(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 400, max: 9_000 }), { minLength: 4, maxLength: 4 }), async (sizes) => {
        const split = whole.flatMap((event, i) =>
          cut(event.message, sizes[i % sizes.length] ?? 400, false).map((message) => ({ ...event, message })),
        );
        const { lines: _l, unrecognisedLines: _u, ...found } = await count(split);
        expect(found).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });
});

test('a line of vectors of nearly 16 KiB is a line', async () => {
  const text = `2026-11-24 10:00:00 - INFO - atlasml.ml.pipeline_workflows - ${'0.123, '.repeat(2_300)}`;
  expect(await count(lines(text))).toMatchObject({ lines: 1 });
});
