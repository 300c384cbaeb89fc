import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryFiles, runQuery } from '../../insights/index.ts';
import { AT } from './support.ts';

const path = join(mkdtempSync(join(tmpdir(), 'insights-')), 'log');

/** Keys and values as writers of JSON may write them, and as none should. */
// An escaped letter opens the whole chunk to a full look, so that it must be rare.
const key = fc.oneof(
  { weight: 200, arbitrary: fc.constantFrom('n', 'n', 'n', 'an', 'a.n', 'n ', 'm') },
  { weight: 1, arbitrary: fc.constant('\\u006e') },
);
const value = fc.oneof(
  fc.constantFrom('4', '5', '6', '4.5', '5.0', '4.9999999999999999999'),
  fc.constantFrom('5.5', '5e0', '50e-1', '-7', '"5"', '"n"', '"\\"n\\":7"', 'null', 'true', '05'),
  fc.constantFrom('{"n":7}', '[{"n":3},{"n":8}]', '{"n":2,"n":9}', '12345678901234567', '0.5e1', '5', '{}', '5.'),
);
const space = fc.constantFrom('', '', ' ', '\t');
const member = fc.tuple(key, space, space, value, space).map(([k, a, b, v, c]) => `"${k}"${a}:${b}${v}${c}`);
const message = fc.array(member, { minLength: 1, maxLength: 3 }).map((members) => `{${members.join(',')}}`);
const compared = fc.tuple(fc.constantFrom('n', 'n', 'n', 'a.n', 'm.n'), fc.constantFrom('5', '4.5', '0'));
const CONDITIONS = ['F >= N', 'N < F', 'F <= N', 'N > F', 'F = N', 'F != N'];

test.each([
  ['jsonl', (log: string[]) => log.map((text, i) => JSON.stringify({ timestamp: AT + i, message: text }))],
  ['iso', (log: string[]) => log.map((text, i) => `${new Date(AT + i).toISOString()} ${text}`)],
  ['lines of JSON that are the events', (log: string[]) => log],
])('looking for a number first changes no answer: %s', async (_form, lines) => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 12, maxLength: 24 }), compared, async (objects, [field, number]) => {
      const isItself = _form.startsWith('lines');
      const log = isItself ? objects.map((text, i) => `{"timestamp":${AT + i},"message":"m",${text.slice(1)}`) : objects;
      writeFileSync(path, `${lines(log).join('\n')}\n`);
      const events = log.map((text, i) => ({ timestamp: AT + i, message: text }));
      for (const condition of CONDITIONS) {
        const query = `filter ${condition.replace('F', field).replace('N', number)} | fields @timestamp, @message, n`;
        const { rows, warnings } = await queryFiles(query, [{ path }], { threads: 1, nowMs: AT });
        const inMemory = runQuery(query, events, undefined, { nowMs: AT });
        expect({ query, rows, warnings }).toEqual({ query, rows: inMemory.rows, warnings: inMemory.warnings });
      }
    }),
    { numRuns: 20 },
  );
});
