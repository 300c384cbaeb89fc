import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryFiles } from '../../insights/index.ts';
import { DATA } from '../../insights/simd/layout.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';

const memory = new ScanMemory(65_536);
const path = join(mkdtempSync(join(tmpdir(), 'insights-')), 'log');

test('code points are counted in bytes as in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(20), (text, at) => {
      const bytes = Buffer.from(text.toWellFormed());
      bytes.copy(memory.all, DATA + at);
      expect(memory.line.points(DATA + at, DATA + at + bytes.length)).toBe([...bytes.toString('utf8')].length);
    }),
    { numRuns: 200 },
  );
});

test('the length of a message is that of its text, whether its bytes are sound or not', async () => {
  const lines = fc.array(fc.uint8Array({ maxLength: 30 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lines, fc.string({ unit: 'grapheme' }), async (parts, text) => {
      const log = [...parts.map((part) => Buffer.from(part)), Buffer.from(text)].map((line) =>
        Buffer.from(line.toString('latin1').replace(/[\r\n]/g, ' '), 'latin1'),
      );
      const prefixed = log.map((line, i) =>
        Buffer.concat([Buffer.from(`2026-11-25T10:00:0${i}.000Z x`), line, Buffer.from('\n')]),
      );
      writeFileSync(path, Buffer.concat(prefixed));
      const { rows } = await queryFiles('fields strlen(@message) as n | sort @timestamp', [{ path }], { threads: 1 });
      expect(rows.map(({ n }) => Number(n))).toEqual(log.map((line) => [...line.toString('utf8')].length + 1));
    }),
    { numRuns: 40 },
  );
});
