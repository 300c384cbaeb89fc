import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FollowedFiles } from '../../../local/follow/followed-files.ts';
import { LineCutter } from '../../../local/lines/line-cutter.ts';
import { type Line, LineReader } from '../../../local/lines/line-reader.ts';

const times = fc.constantFrom('2026-11-26 10:00:00', '2026-11-26 10:00:01', '2026-13-45 99:00:00', '2026-11-26 10:00:01.250');
const clients = fc.constantFrom('10.0.0.7:1', '::1:54321', '10.0.0.8:22', 'a"b:1', 'nobody', 'x]:1', ':9', '10.0.0.7:');
const rests = fc.constantFrom(
  ' - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest',
  ' - INFO - atlasml.app - 📤 Response: 200 (took 0.300s)\r',
  ' - ERROR - atlasml.utils - ü',
  ' - INFO - atlasml.app',
  '',
);
const asked = fc.constantFrom(' - "GET /api/v1/health/ HTTP/1.1" 200 OK', ' - "POST /x HTTP/1.1" 500 X', ' - ', '');
const line = fc.oneof(
  fc.tuple(times, rests).map(([time, rest]) => Buffer.from(time + rest)),
  fc.tuple(clients, asked).map(([client, rest]) => Buffer.from(`INFO:     ${client}${rest}`)),
  fc
    .constantFrom('', '  "id": 1,', ']', '\r', '\ufeffx', '\x1b[32m2026-11-26 10:00:00 - INFO - atlasml.app - x', 'y'.repeat(400))
    .map((text) => Buffer.from(text)),
  // Half a character, a byte that is none, zeros, and a piece of a longer line.
  fc.constantFrom('f09f94', 'ff41', '004100', '78'.repeat(16_384)).map((hex) => Buffer.from(hex, 'hex')),
);

/** The times that lines show, each as long as it stays the same. */
const changesIn = (lines: Pick<Line, 'stampMs'>[]) =>
  lines.flatMap(({ stampMs }) => stampMs ?? []).filter((ms, i, all) => ms !== all[i - 1]);

test('lines that are known by their bytes are read as all others, wherever a look cuts them', () => {
  const own = Buffer.from('2026-11-26 10:00:00 - INFO - atlasml.app - begin');
  const log = fc.record({ lines: fc.array(line, { minLength: 30, maxLength: 90, size: 'max' }), cuts: fc.array(fc.nat(4_000)) });
  let known = 0;
  fc.assert(
    fc.property(log, ({ lines, cuts }) => {
      // The same again, so that each is known; behind enough of AtlasML's for the form to be known.
      const all = [...Array<Buffer>(30).fill(own), ...lines, ...lines, ...lines];
      const bytes = Buffer.concat(all.flatMap((text) => [text, Buffer.from('\n')]));
      const path = join(mkdtempSync(join(tmpdir(), 'known-')), 'a.log');
      writeFileSync(path, '');
      const files = new FollowedFiles(path);
      const read = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        // A look for each byte would take minutes.
        const to = at + 1 + Math.floor(bytes.length / 300) + (cuts[i % cuts.length] ?? 3_000);
        appendFileSync(path, bytes.subarray(at, to));
        at = to;
        read.push(...files.read(0).lines);
      }
      const { how } = files.current ?? {};
      files.close();
      const timesOnly = new FollowedFiles(path, 0, true);
      expect(changesIn(timesOnly.read(0).lines)).toEqual(changesIn(read));
      timesOnly.close();
      rmSync(join(path, '..'), { recursive: true });

      const reader = new LineReader();
      const text = new TextDecoder().decode(bytes).replaceAll('\0', '');
      const expected = reader.push(new LineCutter().push(text));
      expect(read.map(({ kind, ...line }) => line)).toEqual(expected);
      expect(how).toEqual(reader.how);
      known += read.filter(({ kind }) => kind !== undefined).length;
    }),
    // Most that are drawn have something that is never known: one has plain lines alone.
    { numRuns: 25, examples: [[{ lines: Array<Buffer>(90).fill(own), cuts: [3_000] }]] },
  );
  expect(known).toBeGreaterThan(100);
});
