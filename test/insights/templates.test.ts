import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineTemplates } from '../../insights/collect/line-templates.ts';
import { templateOf } from '../../insights/collect/templates.ts';
import { runQuery } from '../../insights/index.ts';
import { MessageTemplates } from '../../insights/input/message-templates.ts';
import { DATA } from '../../insights/simd/layout.ts';
import { ScanMemory } from '../../insights/simd/scan-memory.ts';

test('made word by word, the template of a line is that of the whole', () => {
  const piece = fc.constantFrom(
    ...[
      '2026-11-25',
      '2026-11-25T10:31:12Z',
      '10:31:12,5',
      '10:31:12',
      '2026-11-25 10:31:12,123',
      'x2026-11-25',
      '-',
      '-1',
      '+2.5e3',
      '1.2.3.4:80',
      '7ms',
      '12%',
      '3µs',
    ],
    ...[
      'deadbeef01',
      'deadbeef90',
      '0x1f',
      '9x1f',
      '0x2e',
      'h2o',
      'h3o',
      'a@b.org',
      'took',
      'user=u-42',
      'HTTP/1.1',
      'python3.13',
      '550e8400-e29b-41d4-a716-446655440000',
      'größe',
      ' ',
      ' ',
      '\t',
      ',',
      '(',
      '',
    ],
  );
  const line = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 12 })
    .chain((parts) => fc.constantFrom(parts.join(' '), parts.join('')));
  const templates = new LineTemplates((value) => value);
  const memory = new ScanMemory(4096);
  const inBytes = new MessageTemplates(memory);
  const ofBytes = (text: string) => {
    memory.buffer.fill('-1 2026-11-25 ', 0, 512);
    return inBytes.of(DATA, DATA + Buffer.from(text).copy(memory.buffer));
  };
  fc.assert(
    fc.property(line, (text) => {
      const expected = templateOf(text);
      expect(templates.of(text)).toBe(expected);
      const sound = text.toWellFormed();
      expect(ofBytes(sound)).toBe(templateOf(sound));
    }),
    { numRuns: 4000 },
  );
});

test.each(['x', '1', 'a-', '1.', '25:', 'a@', '0x', '+'])(
  'a long word of %s is looked through once, not from each of its letters',
  (letter) => {
    const message = letter.repeat(2_000_000 / letter.length);
    // From each letter it would take hours.
    const { rows } = runQuery('pattern @message | fields @sampleCount', [{ timestamp: 0, message }], undefined, {
      timeLimitMs: 60_000,
    });
    expect(rows).toEqual([expect.objectContaining({ '@sampleCount': '1' })]);
  },
);
