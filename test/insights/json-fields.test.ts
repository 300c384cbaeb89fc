import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStamp } from '../../insights/input/stamp.ts';
import { discoverer } from '../../insights/plan/discover.ts';
import { FieldTable, NO_OBJECT, READ } from '../../insights/simd/json-fields.ts';
import { DATA, LINE_BYTES, LINES, SCRATCH } from '../../insights/simd/layout.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';
import { toNumber } from '../../insights/values.ts';

/** What is read from bytes is what JSON.parse gives: https://www.rfc-editor.org/rfc/rfc8259 */
const PATHS = ['level', 'n', 'a.b', 'items.0.id', 'x.y.z', 'größe', 'averylongname'];

const space = fc.constantFrom('', '', '', ' ', '\t', '\r', '\u00a0');
const key = fc.constantFrom(
  ...PATHS,
  'a',
  'b',
  '0',
  '1',
  'id',
  'x',
  'y',
  'z',
  '',
  'x.y',
  'le\\u0076el',
  'averylongnam3',
  '__proto__',
  'items',
);
const text = fc.oneof(
  fc.constantFrom(
    'ERROR',
    'a\\"b',
    '\\\\',
    '\\/',
    '\\n',
    '\\u00e4',
    '\\ud83d\\ude00',
    '\\ud83d',
    'größe ✅',
    '\\x',
    '\\u12g4',
    'tab\there',
    '',
  ),
  fc.string({ maxLength: 40 }).map((s) => JSON.stringify(s).slice(1, -1)),
);
const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '-0.0',
    '1e3',
    '1E+2',
    '2.50',
    '0.1',
    '1.',
    '.5',
    '01',
    '-',
    '9007199254740993',
    '123456789012345',
    '1234567890123456',
    '1e400',
    '0.000000000000001',
    '+1',
  ),
  fc.double().map(String),
  fc.integer().map(String),
);
const { object } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text.map((t) => `"${t}"`),
    number,
    fc.constantFrom('true', 'false', 'null', 'nul', 'True', '', 'truefalse'),
    tie('object'),
    fc.tuple(space, fc.array(tie('value'), { maxLength: 3 })).map(([s, v]) => `[${s}${v.join(`${s},`)}${s}]`),
  ),
  object: fc
    .array(fc.tuple(space, key, space, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([s, k, t, v]) => `${s}"${k}"${t}:${s}${v}${t}`).join(',')}}`),
}));
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(space, object, space).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(object, fc.nat(60)).map(([o, cut]) => o.slice(0, cut)) },
  { weight: 1, arbitrary: fc.string() },
);

const memory = new ScanMemory(65_536);
/** Writes a text at the begin of the chunk, with rubbish behind it, and says where it ends. */
function write(content: string | Buffer): number {
  memory.buffer.fill('}]"\\9', 0, 4096);
  return DATA + Buffer.from(content).copy(memory.buffer);
}

describe('the fields of an object', () => {
  const fields = new FieldTable(memory).fields(PATHS);
  const slow = discoverer(
    PATHS.map((path, slot) => ({ path, slot })),
    'json',
  );
  const read = (message: string) => {
    const status = fields?.read(DATA, write(message));
    const row: unknown[] = [];
    slow(Buffer.from(message).toString(), row as never);
    return { status, row, found: PATHS.map((_, i) => fields?.value(i)) };
  };

  test('are what the slow way finds', () => {
    let sure = 0;
    fc.assert(
      fc.property(line, (message) => {
        const { status, row, found } = read(message);
        if (status === READ) sure++;
        if (status === READ) expect(found).toEqual(row);
        else if (status === NO_OBJECT) expect(row.every((v) => v === undefined)).toBe(true);
      }),
      { numRuns: 6000 },
    );
    expect(sure).toBeGreaterThan(600);
  });
  test.each([
    '{"level":"ERROR","n":-12.50,"a":{"b":"x"},"items":[{"id":7},1]}',
    ' {"level" : "größe" , "other":[1,[2,{"level":3}],{}],"n":9007199254740993}\t',
    '{"x":{"y":{"z":true}},"größe":false,"averylongname":"1","n":null}',
    '{"x.y":{"z":"a\\"b\\u00e4"},"level":""}',
  ])('are read from bytes, without JSON.parse: %s', (message) => {
    const { status, row, found } = read(message);
    expect(status).toBe(READ);
    expect(found).toEqual(row);
  });
  test.each([
    '{"n":1,"n":2}',
    '{"a":{"b":1},"a":{}}',
    '{"a.b":1,"a":{"b":2}}',
    '{"a":{"b":1}}}',
    '{"le\\u0076el":1}',
    '{"":{"level":1}}',
    `{"o":[${'1,'.repeat(200)}2]}`,
    '{"n":1',
    '\ufeff{"n":1}',
  ])('are left to JSON.parse where it is not sure: %s', (message) => expect(read(message).status).toBe(2));
});

test('a text without its escapes is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          text,
          fc.string().map((s) => JSON.stringify(s).slice(1, -1)),
        ),
        { maxLength: 6 },
      ),
      (parts) => {
        const content = parts.join('');
        let expected: string;
        try {
          expected = JSON.parse(`"${content}"`) as string;
        } catch {
          return;
        }
        const length = memory.line.unescape(DATA, write(content), SCRATCH);
        if (length < 0) expect(expected.isWellFormed()).toBe(false);
        else expect(memory.all.toString('utf8', SCRATCH, SCRATCH + length)).toBe(expected);
      },
    ),
    { numRuns: 2000 },
  );
});

test('lines and their times are those that are read one by one', () => {
  const stamp = fc.oneof(
    fc.constantFrom(
      '2026-11-25 10:31:12',
      '2026-11-25T10:31:12.123Z',
      '2026-02-31 24:00:00,5',
      '1000-03-01 00:00:00.123456789Z',
      '0999-01-01 00:00:00',
    ),
    fc.constantFrom(
      '2026-11-25 10:3x:12',
      '2026-11-25 10:31-12',
      '2024-02-29 23:59:99',
      '2026-13-01 00:00:00',
      '2026-11-25 10:31:1',
      '',
    ),
    fc.date({ min: new Date('1600-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }).map((d) => d.toISOString()),
  );
  const lines = fc.array(fc.tuple(stamp, fc.constantFrom('', ' a', 'x'.repeat(40), 'ä\r', '\r')), { maxLength: 12 });
  fc.assert(
    fc.property(lines, fc.boolean(), (log, isEnded) => {
      const content = Buffer.from(log.map((parts) => parts.join('')).join('\n') + (isEnded ? '\n' : ''));
      const end = write(content);
      const count = memory.split(DATA, end, true);
      const found = Array.from({ length: count }, (_, i) => {
        const at = (LINES + i * LINE_BYTES) / 4;
        const [from, to, stampEnd] = [memory.ints[at], memory.ints[at + 1], memory.ints[at + 4]] as [number, number, number];
        const ms = memory.doubles[at / 2 + 1] as number;
        return { text: memory.all.toString('utf8', from, to), ms, end: Number.isNaN(ms) ? 0 : stampEnd - from };
      });
      const expected = content
        .toString()
        .split('\n')
        .map((l) => l.replace(/\r$/, ''))
        .filter((l) => l !== '')
        .map((l) => ({ text: l, ...readStamp(Buffer.from(`${l}\n\n\n`), 0, Buffer.byteLength(l)) }));
      expect(found).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test('a number is the one that JavaScript reads', () => {
  const digits = fc.stringMatching(/^\d{0,10}\.?\d{0,10}$/);
  fc.assert(
    fc.property(digits, (text) => {
      const expected = text === '' || text === '.' ? undefined : Number(text);
      expect(toNumber(text)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});
