import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DATA, MANY, RESULT_BYTES } from '../../insights/simd/layout.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';

const NOT_KEPT = -(2 ** 31);

/** Writes a text behind others, with rubbish behind it, and says where it stands. */
function write(memory: ScanMemory, text: string, at = 0): [from: number, to: number] {
  memory.buffer.fill('zz"}', at, at + 300);
  return [DATA + at, DATA + at + Buffer.from(text).copy(memory.buffer, at)];
}

const words = fc.oneof(
  fc.stringMatching(/^[ab]{0,9}$/),
  fc.stringMatching(/^[ab]{14,18}$/),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.constantFrom('\0', '\0\0', 'a\0', 'a', 'x'.repeat(64), 'x'.repeat(65), `${'x'.repeat(63)}y`),
);

test('a text has the number that it was given when it was new, and no other text has it', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 200 }), (texts) => {
      const memory = new ScanMemory(4096);
      const numbers = new Map<string, number>();
      for (const text of texts) {
        const bytes = Buffer.from(text).toString('latin1');
        const known = numbers.get(bytes);
        const told = memory.line.intern(...write(memory, text));
        if (bytes.length > 64) expect(told).toBe(NOT_KEPT);
        else if (known !== undefined) expect(told).toBe(known);
        else {
          expect(told).toBe(-1 - numbers.size);
          numbers.set(bytes, numbers.size);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('65,536 texts are known, short and long ones, and no more', () => {
  const memory = new ScanMemory(4096);
  const textOf = (i: number) => (i % 3 === 0 ? `user-${i}-of-the-house` : `u${i}`);
  for (let i = 0; i < 65_536; i++) expect(memory.line.intern(...write(memory, textOf(i)))).toBe(-1 - i);
  for (let i = 0; i < 65_536; i += 7) expect(memory.line.intern(...write(memory, textOf(i)))).toBe(i);
  expect(memory.line.intern(...write(memory, 'one more'))).toBe(NOT_KEPT);
});

test('the texts of many results are known as each by itself, but for what is no text or has escapes', () => {
  const result = fc.record({ text: words, kind: fc.constantFrom(0, 1, 1, 1, 2), flags: fc.constantFrom(0, 0, 2, 1, 5) });
  const memory = new ScanMemory(65_536);
  fc.assert(
    fc.property(fc.array(result, { maxLength: 40 }), (results) => {
      const apart = 3 * RESULT_BYTES;
      results.forEach(({ text, kind, flags }, i) => {
        const [from, to] = write(memory, text, i * 400);
        memory.ints.set([kind, from, to, flags], (MANY + i * apart) / 4);
      });
      memory.knowAll(MANY, apart, results.length);
      for (const [i, { text, kind, flags }] of results.entries()) {
        if (kind !== 1 || flags & 1) continue;
        const at = (MANY + i * apart) / 4;
        const [from = 0, to = 0, noted = 0] = [1, 2, 6].map((k) => memory.ints[at + k]);
        expect(memory.textAt(from, to, noted)).toBe(Buffer.from(text).toString());
        const number = noted === NOT_KEPT || noted >= 0 ? noted : -1 - noted;
        expect(memory.line.intern(from, to)).toBe(number);
        if (number >= 0) expect(memory.texts.all[number]).toBe(Buffer.from(text).toString());
      }
    }),
    { numRuns: 300 },
  );
});
