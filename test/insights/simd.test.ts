import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStamp } from '../../insights/input/stamp.ts';
import { GLOBS } from '../../insights/simd/globs-kernel.ts';
import { JSON_OBJECTS } from '../../insights/simd/json-kernel.ts';
import { KERNEL } from '../../insights/simd/kernel.ts';
import { DATA, LINES as LINE } from '../../insights/simd/layout.ts';
import { LINES } from '../../insights/simd/lines-kernel.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';
import { SHAPES } from '../../insights/simd/shapes-kernel.ts';
import { TEMPLATES } from '../../insights/simd/templates-kernel.ts';
import { compileKernel } from '../support/compile-kernel.ts';

test.each([
  ['kernel.wat', KERNEL],
  ['lines.wat', LINES],
  ['json.wat', JSON_OBJECTS],
  ['shapes.wat', SHAPES],
  ['globs.wat', GLOBS],
  ['templates.wat', TEMPLATES],
])('the code of %s is its text, compiled', async (wat, code) => expect(code).toBe(await compileKernel(wat)));

const memory = new ScanMemory(4096);
const memoryOf = (bytes: Buffer) => {
  // What stands behind the chunk must change nothing.
  memory.buffer.fill('\nab');
  bytes.copy(memory.buffer);
  return memory;
};

test('counts the lines that hold something', () => {
  const bytes = fc
    .array(fc.constantFrom('\n', '\r\n', '\r', 'a', 'bc', '\n\n', 'x'.repeat(70)), { maxLength: 60 })
    .map((p) => Buffer.from(p.join('')));
  fc.assert(
    fc.property(bytes, (chunk) => {
      const lines = chunk
        .toString()
        .split('\n')
        .filter((line) => line !== '' && line !== '\r');
      expect(memoryOf(chunk).lines(0, chunk.length)).toBe(lines.length);
    }),
    { numRuns: 2000 },
  );
});

test('passes whole lines, and counts those between braces and the others', () => {
  const parts = fc.array(fc.constantFrom('\n', '\r\n', '\r', '{a}', '{', '}', 'bc', '\n\n', `{${'x'.repeat(40)}}`), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(parts, fc.nat(), (p, cut) => {
      const bytes = Buffer.from(p.join(''));
      const end = cut % (bytes.length + 1);
      const lines = bytes.toString('latin1', 0, end).split('\n');
      const rest = lines.pop() as string;
      const held = lines.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '');
      const isObject = (line: string) => line.startsWith('{') && line.endsWith('}');
      memoryOf(bytes);
      expect(memory.pass(0, end)).toBe(end - rest.length);
      expect(memory.objectsPassed).toBe(held.filter(isObject).length);
      expect(memory.othersPassed).toBe(held.filter((line) => !isObject(line)).length);
      const at = bytes.indexOf('\n', end);
      expect(memory.lineEnd(end, bytes.length)).toBe(at < 0 ? bytes.length : at);
    }),
    { numRuns: 1000 },
  );
});

test('notes the line around a place, and its time', () => {
  const part = fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    'a',
    '2026-11-25 10:31:12',
    '2026-11-25T10:31:12.5Z ',
    '\n2026-02-28 23:59:59,123 - x',
    'b'.repeat(40),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 30 }), fc.nat(), fc.nat(30), (parts, place, cut) => {
      const bytes = Buffer.from(parts.join(''));
      const start = cut % bytes.length;
      const at = start + (place % (bytes.length - start));
      fc.pre(bytes[at] !== 10);
      const from = at === start ? start : Math.max(start, bytes.lastIndexOf(10, at - 1) + 1);
      const next = bytes.indexOf(10, at) < 0 ? bytes.length : bytes.indexOf(10, at);
      const to = next > from && bytes[next - 1] === 13 ? next - 1 : next;
      memoryOf(bytes).around(at, start, bytes.length);
      const { ints, doubles } = memory;
      expect([ints[LINE / 4], ints[LINE / 4 + 1], memory.next]).toEqual([from, to, next].map((p) => p + DATA));
      expect(doubles[LINE / 8 + 1]).toBe(readStamp(bytes, from, to).ms);
    }),
    { numRuns: 2000 },
  );
});

test('finds the first of several texts, whichever letters it is written in', () => {
  const text = fc
    .array(fc.constantFrom('a', 'A', 'b', 'ä', '1', ' ', 'ab'), { minLength: 1, maxLength: 4 })
    .map((p) => p.join(''));
  const needles = fc.array(fc.record({ text, ignoreCase: fc.boolean() }), { minLength: 1, maxLength: 8 });
  const haystack = fc
    .array(fc.constantFrom('a', 'A', 'b', 'B', 'ä', '1', ' ', '\n', 'x'.repeat(15)), { maxLength: 80 })
    .map((p) => p.join(''));
  const lower = (s: string) => s.replace(/[A-Z]/g, (c) => c.toLowerCase());
  fc.assert(
    fc.property(haystack, needles, fc.nat(40), (hay, wanted, from) => {
      const bytes = Buffer.from(hay);
      const memory = memoryOf(bytes);
      memory.lookFor(wanted.map(({ text: t, ignoreCase }) => ({ text: Buffer.from(t), ignoreCase })));
      const places = wanted.map(({ text: t, ignoreCase }) =>
        ignoreCase
          ? Buffer.from(lower(hay)).indexOf(Buffer.from(lower(t)), Math.min(from, bytes.length))
          : bytes.indexOf(Buffer.from(t), Math.min(from, bytes.length)),
      );
      const first = Math.min(...places.filter((p) => p >= 0));
      expect(memory.find(Math.min(from, bytes.length), bytes.length)).toBe(Number.isFinite(first) ? first : -1);
    }),
    { numRuns: 3000 },
  );
});

test('sees where JSON writes a character of ASCII by its number', () => {
  const part = fc.constantFrom(
    '\\u0041',
    '\\u00',
    '\\u00e4',
    '\\u2603',
    '\\u007',
    '\\u001f',
    '7',
    '\\"',
    '\\',
    'u',
    'a'.repeat(13),
    '{"a":1}'.repeat(12),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.nat(20), (parts, from) => {
      const bytes = Buffer.from(parts.join(''));
      const start = Math.min(from, bytes.length);
      // It may see one that goes on behind the end; what is read in full costs time, and nothing else.
      const isWritten = /\\u00[2-7]/.test(bytes.toString('latin1', start));
      const memory = memoryOf(Buffer.concat([bytes, Buffer.from('#####')]));
      expect(memory.hasEscapedAscii(start, bytes.length)).toBe(isWritten);
    }),
    { numRuns: 1000 },
  );
});

test('grows with what it holds', () => {
  const memory = new ScanMemory(1000);
  memory.buffer.write('needle', 990);
  memory.grow();
  memory.lookFor([{ text: Buffer.from('needle'), ignoreCase: false }]);
  expect(memory.buffer).toHaveLength(2000);
  expect(memory.find(0, 2000)).toBe(990);
});
