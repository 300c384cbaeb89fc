import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discoverer } from '../../insights/plan/discover.ts';
import { FieldTable } from '../../insights/simd/json-fields.ts';
import { JsonShapes } from '../../insights/simd/json-shapes.ts';
import { DATA, LINE_SHAPES, MESSAGE_SHAPES } from '../../insights/simd/layout.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';

/** What is read of objects that are written alike is what JSON.parse gives: https://www.rfc-editor.org/rfc/rfc8259 */
const PATHS = ['level', 'n', 'a.b', 'items.0.id', 'größe'];
const ENVELOPE = ['timestamp', 'message'];

const value = fc.oneof(
  fc.constantFrom(
    '"ERROR"',
    '"a\\"b"',
    '"\\\\"',
    '"\\/\\n"',
    '"\\u00e4"',
    '"größe ✅ und noch mehr"',
    '""',
    '"said \\"ok\\" twice"',
  ),
  fc.constantFrom(
    '0',
    '-0',
    '01',
    '1.',
    '1e3',
    '-12.50',
    '9007199254740993',
    '123456789012345',
    '0.1',
    'tru',
    '"open',
    '"tab\there"',
  ),
  { weight: 3, arbitrary: fc.constantFrom('"text"', '"another text of more than 16 letters"', '7') },
  fc.constantFrom('true', 'false', 'null', '{}', '[]'),
  fc.integer().map(String),
  fc.string({ maxLength: 30 }).map((s) => JSON.stringify(s)),
);
const FORMS: ((v: string[]) => string)[] = [
  ([a, b]) => `{"level":${a},"n":${b}}`,
  ([a, b, c]) => ` {"other" : ${a}, "a": {"b":${b},"level":1}, "items":[{"id":${c}}]}`,
  ([a, b]) => `{"größe":${a},"a.b":${b}}`,
  ([a, b]) => `{"n":1,"x":[${a},${b}],"level":"constant text of some length"}`,
  ([a, b]) => `{"n":${a},"n":${b}}`,
  ([a, b]) => `{"a":${a},"":${b}}`,
];
const objects = fc
  .tuple(
    fc.array(fc.constantFrom(...FORMS), { minLength: 1, maxLength: 2 }),
    fc.array(fc.tuple(fc.nat(9), fc.array(value, { minLength: 3, maxLength: 3 }), fc.constantFrom('', '', '', ' ', '}', ',1')), {
      minLength: 4,
      maxLength: 12,
    }),
  )
  .map(([forms, all]) => all.map(([i, values, behind]) => (forms[i % forms.length] as (typeof FORMS)[number])(values) + behind));

const memory = new ScanMemory(65_536);
/** Writes a text at the begin of the chunk, with rubbish behind it, and says where it ends. */
function write(content: string): number {
  memory.buffer.fill('}]"\\9', 0, 2048);
  return DATA + Buffer.from(content).copy(memory.buffer);
}
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const slow = discoverer(
  PATHS.map((path, slot) => ({ path, slot })),
  'json',
);
const fieldsOf = (message: string) => {
  const row: never[] = [];
  slow(message, row);
  return row;
};
const places = (names: string[], of: { resultOf(i: number): number }) => new Map(names.map((name, i) => [name, of.resultOf(i)]));

describe('objects that are written like one before', () => {
  test('have the fields that JSON.parse finds', () => {
    let matched = 0;
    fc.assert(
      fc.property(objects, (all) => {
        const table = new FieldTable(memory);
        const fields = table.fields(PATHS);
        if (!fields) throw new Error('no room');
        const shapes = new JsonShapes(memory, MESSAGE_SHAPES, table.results, places(PATHS, fields));
        for (const text of all) {
          const end = write(text);
          if (shapes.match(DATA, end) >= 0) {
            matched++;
            expect(parsed(text)).toBeDefined();
            expect(PATHS.map((_, i) => fields.value(i))).toEqual(fieldsOf(text));
          } else if (fields.read(DATA, end) === 1) shapes.learn(DATA, end);
        }
      }),
      { numRuns: 1200 },
    );
    expect(matched).toBeGreaterThan(300);
  });

  test('have them also in the message of an envelope', () => {
    let opened = 0;
    fc.assert(
      fc.property(objects, fc.boolean(), (all, isSpaced) => {
        const table = new FieldTable(memory);
        const [inner, outer] = [table.fields(PATHS), table.fields(ENVELOPE)];
        if (!inner || !outer) throw new Error('no room');
        const shapes = new JsonShapes(memory, LINE_SHAPES, table.results, places(ENVELOPE, outer), places(PATHS, inner));
        for (const [i, message] of all.entries()) {
          const text = JSON.stringify({ timestamp: i, message, other: true }, undefined, isSpaced ? 1 : 0).replaceAll('\n', '');
          const end = write(text);
          const shape = shapes.match(DATA, end);
          if (shape < 0) shapes.learn(DATA, end);
          else {
            expect(outer.value(0)).toBe(i);
            if (!shapes.kind(shape).isOpen) expect(outer.value(1)).toBe(message);
            else {
              opened++;
              expect(parsed(message)).toBeDefined();
              expect(PATHS.map((_, k) => inner.value(k))).toEqual(fieldsOf(message));
            }
          }
        }
      }),
      { numRuns: 1200 },
    );
    expect(opened).toBeGreaterThan(100);
  });

  test('have them when many lines are looked at together', () => {
    let noted = 0;
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 3 }), (all, learnt) => {
        const table = new FieldTable(memory);
        const [inner, outer] = [table.fields(PATHS), table.fields(ENVELOPE)];
        if (!inner || !outer) throw new Error('no room');
        const wanted = places(PATHS, inner);
        const shapes = new JsonShapes(memory, LINE_SHAPES, table.results, places(ENVELOPE, outer), wanted);
        const lines = all.map((message, i) => JSON.stringify({ timestamp: i, message, other: true }));
        for (const line of lines.slice(0, learnt)) shapes.learn(DATA, write(line));
        const count = memory.split(DATA, write(lines.join('\n')), false);
        expect(count).toBe(lines.length);
        for (let line = 0; line < count; line++) {
          const many = shapes.many(line, count - line, [...wanted.values()]);
          for (let one = 0; one < many; one++, line++) {
            const kind = shapes.kind(shapes.noted(one, line));
            expect(outer.value(0)).toBe(line);
            if (kind.isOpen) {
              noted++;
              expect(PATHS.map((_, k) => inner.value(k))).toEqual(fieldsOf(all[line] as string));
            }
          }
          shapes.leave();
        }
      }),
      { numRuns: 800 },
    );
    expect(noted).toBeGreaterThan(200);
  });

  test('have them also in a memory that was left in the middle of many lines', () => {
    memory.results += 320;
    const fields = new FieldTable(memory).fields(PATHS);
    fields?.read(DATA, write('{"level":"ERROR"}'));
    expect(fields?.value(0)).toBe('ERROR');
  });

  test('are given up where hardly any is', () => {
    const table = new FieldTable(memory);
    const fields = table.fields(PATHS);
    if (!fields) throw new Error('no room');
    const shapes = new JsonShapes(memory, MESSAGE_SHAPES, table.results, places(PATHS, fields));
    shapes.learn(DATA, write('{"n":1}'));
    for (let i = 0; i < 1100; i++) shapes.match(DATA, write(`{"key${i}":1}`));
    expect(shapes.match(DATA, write('{"n":1}'))).toBeLessThan(0);
  });
});
