import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ask } from './asked-file.ts';
import { AT } from './support.ts';

const iso = (ms: number) => new Date(ms).toISOString();

describe('a line of JSON with a time and a message', () => {
  const line = (more: object) => `${JSON.stringify({ timestamp: AT, message: '{"level":"inner"}', ...more })}\n`;
  const query = 'fields level, @message as m, @logStream as s | display level, m, s';
  test('is the event itself where it says more than the envelope of one', async () => {
    const own = line({ level: 'WARN', logStream: 'x' });
    // Three times, for what is written alike is read in another way; then with the fields alone.
    const { rows } = await ask(query, own.repeat(3));
    expect(rows).toEqual(Array(3).fill({ level: 'WARN', m: own.trimEnd(), s: expect.any(String) }));
    expect(rows[0]?.s).not.toBe('x');
    expect((await ask('stats count(*) as n by level, message', own.repeat(3))).rows).toEqual([
      { level: 'WARN', message: '{"level":"inner"}', n: '3' },
    ]);
    expect((await ask('filter level = "WARN" | stats count(*) as n', line({}) + own.repeat(2))).rows).toEqual([{ n: '2' }]);
  });
  test('is an envelope where it says what the tools of CloudWatch write', async () => {
    const event = line({ logStreamName: 'x', eventId: '1', ingestionTime: AT });
    expect((await ask(query, event.repeat(3))).rows).toEqual(Array(3).fill({ level: 'inner', m: '{"level":"inner"}', s: 'x' }));
    expect((await ask('stats count(*) as n by level', event + line({ level: 'own' }) + event)).rows).toEqual([
      { level: 'inner', n: '2' },
      { level: 'own', n: '1' },
    ]);
  });
});

test('a field that events have is not called missing, though none of them was taken apart', async () => {
  const log = ['{"level":"INFO","n":1}', '{"level":"WARN","n":2}'].map((m) => `${iso(AT)} ${m}\n`).join('');
  for (const content of [log, gzipSync(log)]) {
    expect((await ask('filter level = "ERROR"', content)).warnings).toEqual([]);
    expect((await ask('filter levle = "ERROR"', content)).warnings).toEqual(['no event has the field levle']);
    // Lines without the pattern's text were left out, and are looked at once more.
    const unmatched = 'parse @message "nowhere * here" as x | filter ispresent(x)';
    expect((await ask(unmatched, content)).warnings).toEqual(['parse "nowhere * here" matched no line that came to it']);
  }
});
