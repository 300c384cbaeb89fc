import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodingOf, TextDecoding } from '../../../local/lines/encoding.ts';
import { LineCutter } from '../../../local/lines/line-cutter.ts';
import { LineReader } from '../../../local/lines/line-reader.ts';
import { readLogLines } from '../../../local/lines/read-lines.ts';
import { readStream } from '../../../local/lines/read-stream.ts';
import { recorded } from '../../support/corpus.ts';
import { ENCODINGS, TOOLS } from '../../support/tool-formats.ts';

const EVENTS = recorded('logs/tricky-bodies').slice(0, 120);
const expected = readLogLines(EVENTS.map((e) => JSON.stringify(e))).events.map((e) => e.message);

/** The pieces of bytes cut at places anywhere. */
function* cutAt(bytes: Buffer, places: number[]): Generator<Buffer> {
  const cuts = [0, ...places.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < cuts.length; i++) yield bytes.subarray(cuts[i - 1], cuts[i]);
}

async function* later(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('wherever the bytes are cut, the log is the same', () => {
  test.each(TOOLS)('as printed by $name', async ({ print }) => {
    const bytes = Buffer.from(print(EVENTS));
    await fc.assert(
      fc.asyncProperty(places, async (cuts) => {
        const found: string[] = [];
        await readStream(later(cutAt(bytes, cuts)), (events) => found.push(...events.map((e) => e.message)));
        expect(found).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });

  test.each(ENCODINGS)('written in %s', async (_title, encode) => {
    const bytes = encode(TOOLS[0]?.print(EVENTS) ?? '');
    await fc.assert(
      fc.asyncProperty(places, async (cuts) => {
        const found: string[] = [];
        await readStream(later(cutAt(bytes, cuts)), (events) => found.push(...events.map((e) => e.message)));
        expect(found).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });

  test('and in whatever portions a file that grows is read', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TOOLS.filter((t) => !/document|filter-log|get-log/.test(t.name))), places, (tool, cuts) => {
        const [reader, cutter, decoding] = [new LineReader(), new LineCutter(), new TextDecoding()];
        const found: string[] = [];
        for (const piece of cutAt(Buffer.from(tool.print(EVENTS)), cuts)) {
          const lines = reader.push(cutter.push(decoding.decode(piece) + decoding.flush()));
          found.push(...[...lines, ...reader.flush()].map((line) => line.text));
        }
        found.push(...reader.push(cutter.push(decoding.end())).map((line) => line.text));
        found.push(...reader.end().map((line) => line.text));
        // Until a line of AtlasML's came, its form was not known.
        expect(found.slice(-80)).toEqual(expected.slice(-80));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the form', () => {
  const OWN = '2026-11-24 10:00:00 - INFO - atlasml.app - x';

  test('a body that is a line of another form cannot outvote the log that it stands in', () => {
    const forged = Array.from({ length: 500 }, (_, i) => JSON.stringify({ timestamp: i, message: OWN }));
    const { events, how } = readLogLines([OWN, OWN, OWN, OWN, OWN, ...forged]);
    expect(how).toMatchObject({ form: 'plain lines', broken: 0, lines: 505 });
    expect(events[10]?.message).toBe(forged[5]);
  });

  test('words of docker compose itself are no lines of the log', () => {
    const { how } = readLogLines(['Attaching to atlasml-1', `atlasml-1  | ${OWN}`, 'atlasml-1 exited with code 137']);
    expect(how).toMatchObject({ form: 'docker compose logs', lines: 1, broken: 2 });
  });

  test('a service that comes late is found, with the lines before its first of AtlasML', () => {
    const lines = [`a-1  | ${OWN}`, ...Array(30).fill('db-1  | ready'), 'b-1  | a warning', `b-1  | ${OWN}`];
    expect(readLogLines(lines)).toMatchObject({ how: { chosen: ['a-1', 'b-1'], others: ['db-1'], lines: 3 } });
  });

  test('another service with uvicorn is left out where one writes AtlasML lines', () => {
    const lines = ['athena-1  | INFO:     Started server process [1]', `atlasml-1  | ${OWN}`];
    expect(readLogLines(lines).how).toMatchObject({ chosen: ['atlasml-1'], others: ['athena-1'] });
  });

  test('before the form is known lines are plain, and from then on they are what they are', () => {
    const reader = new LineReader();
    expect([...reader.push(['db-1  | ready']), ...reader.flush()].map((l) => l.text)).toEqual(['db-1  | ready']);
    expect([...reader.push([`atlasml-1  | ${OWN}`]), ...reader.flush()].map((l) => l.text)).toEqual([OWN]);
  });
});

describe('pieces', () => {
  const long = `2026-11-24 10:00:00 - ERROR - atlasml.app - ${'x'.repeat(20_000)} end`;
  const event = (message: string, i: number) => JSON.stringify({ timestamp: 1_000 + i, message });

  test.each([16_384, 262_118])('events of CloudWatch of %i bytes are one line with what follows', (size) => {
    const text = `2026-11-24 10:00:00 - ERROR - atlasml.app - ${'x'.repeat(600_000)} end`;
    const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
    const { events } = readLogLines([...parts, '2026-11-24 10:00:01 - INFO - atlasml.app - next'].map(event));
    expect(events.map((e) => e.message.length)).toEqual([text.length, 47]);
  });

  test('a line that is just so long is no piece of the next', () => {
    const exact = long.slice(0, 16_384);
    const { events } = readLogLines([exact, '2026-11-24 10:00:01 - INFO - atlasml.app - next'].map(event));
    expect(events).toHaveLength(2);
  });

  test('the time that older docker logs -t puts before each piece is taken out of the line', () => {
    const stamp = '2026-11-24T10:00:00.123456789Z ';
    const { events } = readLogLines([`${stamp}${long.slice(0, 16_384)}${stamp}${long.slice(16_384)}`]);
    expect(events.map((e) => e.message)).toEqual([long]);
  });

  test('pieces of stdout and stderr stand between one another', () => {
    const piece = (stream: string, log: string) => JSON.stringify({ log, stream, time: '2026-11-24T10:00:00Z' });
    const { events } = readLogLines([
      piece('stderr', '2026-11-24 10:00:00 - INFO - atlasml.app - a'),
      piece('stdout', 'INFO:     b'),
      piece('stderr', 'c\n'),
      piece('stdout', 'd\n'),
    ]);
    expect(events.map((e) => e.message)).toEqual(['2026-11-24 10:00:00 - INFO - atlasml.app - ac', 'INFO:     bd']);
  });
});

test.each<[string, number[], string]>([
  ['UTF-8', [0xef, 0xbb, 0xbf, 0x61], 'utf-8'],
  ['UTF-16 LE', [0xff, 0xfe, 0x61, 0], 'utf-16le'],
  ['UTF-16 BE', [0xfe, 0xff, 0, 0x61], 'utf-16be'],
])('the mark of %s is known', (_title, bytes, encoding) => {
  expect(encodingOf(Uint8Array.from(bytes))).toBe(encoding);
});
