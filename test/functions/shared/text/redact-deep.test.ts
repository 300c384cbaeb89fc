import { expect, test } from 'vitest';
import { redactDeep } from '../../../../functions/shared/text/redact-deep.ts';

test.each<[string, unknown, unknown]>([
  [
    'a text that is dropped to its end takes nothing else with it',
    ['Request body was: a', 'b'],
    ['Request body was: [redacted]', 'b'],
  ],
  ['quotes and line breaks in a text stay its own', { a: 'bad line "x\n"' }, { a: 'bad line "x\n"' }],
  ['a key tells what its text is', { password: 'hunter2', note: 'hunter2' }, { password: '[redacted]', note: 'hunter2' }],
  ['a list under a key', { token: ['abc'] }, { token: ['[redacted]'] }],
  ['a key that is personal itself', { 'jane@example.org': 'x' }, { '[redacted]@example.org': 'x' }],
  ['deep down', { a: [{ b: { c: 'Bearer abc' } }] }, { a: [{ b: { c: 'Bearer [redacted]' } }] }],
  ['no text', [1, true, null, undefined], [1, true, null, undefined]],
])('%s', (_what, value, expected) => expect(redactDeep(value)).toEqual(expected));

test('objects of a class stay what they are, and a circle a circle', () => {
  const url = new URL('https://a.example.org/');
  const circle: Record<string, unknown> = { url, text: 'Bearer abc' };
  circle.self = circle;
  const redacted = redactDeep(circle);
  expect(redacted.self).toBe(redacted);
  expect(redacted.url).toBe(url);
  expect(redacted.text).toBe('Bearer [redacted]');
  expect(circle.text).toBe('Bearer abc');
});
