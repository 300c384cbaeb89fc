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
  ['a text with blanks under a key', { client_secret: 'correct horse battery' }, { client_secret: '[redacted]' }],
  ['a number under a key', { password: 12345678, count: 5 }, { password: '[redacted]', count: 5 }],
  [
    'all that stands under a key',
    { credentials: { user: 'u', more: ['abc', 7] } },
    { credentials: { user: '[redacted]', more: ['[redacted]', '[redacted]'] } },
  ],
  ['a count of tokens', { tokens: 512, max_tokens: 4096 }, { tokens: 512, max_tokens: 4096 }],
  [
    'a header',
    { headers: { Authorization: 'Token abc def', Cookie: 'a=b' } },
    { headers: { Authorization: '[redacted]', Cookie: '[redacted]' } },
  ],
  [
    'a list of names and values, as tasks, stacks and parameters have it',
    [
      { name: 'OPENAI_API_KEY', value: 'horse' },
      { ParameterKey: 'DbPassword', ParameterValue: 'horse' },
      { name: 'AWS_REGION', value: 'eu-central-1' },
    ],
    [
      { name: 'OPENAI_API_KEY', value: '[redacted]' },
      { ParameterKey: 'DbPassword', ParameterValue: '[redacted]' },
      { name: 'AWS_REGION', value: 'eu-central-1' },
    ],
  ],
  ['no secret there', { password: '', token: null, secret: true }, { password: '', token: null, secret: true }],
  ['a list under a key', { token: ['abc'] }, { token: ['[redacted]'] }],
  ['a key that is personal itself', { 'jane@example.org': 'x' }, { '[redacted]@example.org': 'x' }],
  ['deep down', { a: [{ b: { c: 'Bearer abc' } }] }, { a: [{ b: { c: 'Bearer [redacted]' } }] }],
  ['no text', [1, true, null, undefined], [1, true, null, undefined]],
  ['terminal codes that would hide a secret', { a: 'pass\x1b[1mword=abc' }, { a: 'password=[redacted]' }],
  ['a URL', { at: new URL('redis://:abc@a.example.org/') }, { at: 'redis://[redacted]@a.example.org/' }],
  ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['bytes', { key: Buffer.from('abc') }, { key: '[3 bytes]' }],
  [
    'maps and sets',
    [new Map([['a', 'Bearer abc']]), new Set(['token=abc'])],
    [[['a', 'Bearer [redacted]']], ['token=[redacted]']],
  ],
])('%s', (_what, value, expected) => expect(redactDeep(value)).toEqual(expected));

test('a circle stays a circle, and what was given stays as it was', () => {
  const circle: Record<string, unknown> = { text: 'Bearer abc' };
  circle.self = circle;
  const redacted = redactDeep(circle);
  expect(redacted.self).toBe(redacted);
  expect(redacted.text).toBe('Bearer [redacted]');
  expect(circle.text).toBe('Bearer abc');
});

test('an error keeps its name, its words and where it was, without secrets', () => {
  const error = Object.assign(new TypeError('token=abc'), { code: 'E', config: { password: 'abc' } });
  expect(redactDeep(error)).toMatchObject({
    name: 'TypeError',
    message: 'token=[redacted]',
    code: 'E',
    config: { password: '[redacted]' },
    stack: expect.stringContaining('TypeError: token=[redacted]'),
  });
});

test('a getter is asked once, and one that throws costs its own field alone', () => {
  let asked = 0;
  const value = {
    get token() {
      asked++;
      return 'abc';
    },
    get broken(): string {
      throw new Error('no');
    },
    well: 'x',
  };
  expect(redactDeep(value)).toEqual({ token: '[redacted]', broken: '[unreadable]', well: 'x' });
  expect(asked).toBe(1);
});

test('what is endlessly deep, cannot be listed, or names itself __proto__ breaks nothing', () => {
  let deep: unknown = 'Bearer abc';
  for (let i = 0; i < 100_000; i++) deep = { deep };
  expect(JSON.stringify(redactDeep(deep))).toContain('[too deep]');
  const unlisted = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no');
      },
    },
  );
  expect(redactDeep({ unlisted })).toEqual({ unlisted: '[unreadable]' });
  expect(JSON.stringify(redactDeep(JSON.parse('{"__proto__":{"token":"abc"}}')))).toBe('{"__proto__":{"token":"[redacted]"}}');
});
