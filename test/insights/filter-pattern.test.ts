import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterPattern } from '../../insights/service/pattern/filter-pattern.ts';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
const matches = (pattern: string, message: string) => filterPattern(pattern).matches(message);

describe('terms', () => {
  test.each([
    ['the empty pattern matches all', '', 'x', true],
    ['a phrase of a space matches all', '" "', 'x', true],
    ['all terms must be there', 'shop paid', 'shop has paid', true],
    ['one that is missing', 'shop paid', 'shop', false],
    ['upper and lower case differ', 'Shop', 'shop', false],
    ['one of several', '?shop ?paid', 'paid', true],
    ['none of several', '?shop ?paid', 'x', false],
    ['beside a term those with ? are ignored', '?shop paid', 'paid', true],
    ['beside an excluded one, too', '?shop -paid', 'x', true],
    ['an excluded term', 'shop -paid', 'shop paid', false],
    ['a phrase with a quote in it', '"said \\"no\\""', 'he said "no" twice', true],
    ['an excluded phrase', '-"not paid"', 'shop not paid', false],
    ['letters beyond ASCII', 'größe', 'die größe', true],
    ['an expression', '%pa[iy]d?%', 'to pay', true],
  ])('%s: %s', (_, pattern, message, expected) => expect(matches(pattern, message)).toBe(expected));
});

describe('expressions', () => {
  test.each([
    ['anchors', '%^a$%', 'a', true],
    ['the begin of the event, not of a line', '%^b%', 'a\nb', false],
    ['a number of times without the least', '%^a{,2}$%', 'aa', true],
    ['a number of times without the most', '%^a{2,}$%', 'a', false],
    ['one or the other', '%gray|grey%', 'grey', true],
    ['an escaped operator', '%10\\.0\\.0\\.1%', '10x0x0x1', false],
    ['a character by its number', '%\\x28x\\x29%', '(x)', true],
    ['an escaped percent sign', '%9\\%%', '9%', true],
    ['a point for a whole character', '%^.$%', '📤', true],
    ['a number of whole characters', '%^[^a]{2}$%', '📤✅', true],
    ['an escaped sign and a whole character', '%^\\-.\\/$%', '-📤/', true],
    ['a brace that counts nothing', '%a{%', 'a{', true],
    ['a space within', '%^shutting down%', 'shutting down now', true],
  ])('%s: %s', (_, pattern, message, expected) => expect(matches(pattern, message)).toBe(expected));
});

const EVENT = JSON.stringify({
  kind: 'paid',
  ip: '10.0.0.7',
  status: 404,
  took: 12.5,
  note: null,
  isNew: true,
  'shop.name': 'north',
  user: { id: 1, mail: 'a@example.org' },
  items: [{ id: 2 }, { id: 3 }],
  tags: ['red', 'blue'],
});

describe('JSON', () => {
  test.each([
    ['a text', '{ $.kind = "paid" }', true],
    ['a text without quotes', '{$.kind=paid}', true],
    ['another text', '{ $.kind != "paid" }', false],
    ['a star for any characters', '{ $.ip = 10.0.* }', true],
    ['a star that must not fit', '{ $.ip != 11.* }', true],
    ['stars in the middle take no character twice', '{ $.kind = "pa*aid" }', false],
    ['an expression', '{ $.kind = %^pa% }', true],
    ['an expression that must not fit', '{ $.kind != %^pa% }', false],
    ['a number', '{ $.status = 404 }', true],
    ['the same number in another way', '{ $.status = 4.04e+2 }', true],
    ['a number with a star', '{ $.status = 4* }', true],
    ['greater', '{ $.took > 12 }', true],
    ['at most', '{ $.took <= 12 }', false],
    ['a text is no number', '{ $.kind > 1 }', false],
    ['a deeper field', '{ $.user.id = 1 }', true],
    ['an element', '{ $.items[1].id = 3 }', true],
    ['an element that is not there', '{ $.items[2].id = 3 }', false],
    ['any element', '{ $.items[*].id = 3 }', true],
    ['any field', '{ $.* = "north" }', true],
    ['a name with a point', "{ $.['shop.name'] = north }", true],
    ['an object is no value', '{ $.user = * }', false],
    ['null', '{ $.note IS NULL }', true],
    ['what is not there is not null', '{ $.other IS NULL }', false],
    ['true', '{ $.isNew IS TRUE }', true],
    ['false', '{ $.isNew IS FALSE }', false],
    ['what is not there', '{ $.other NOT EXISTS }', true],
    ['null is there', '{ $.note NOT EXISTS }', false],
    ['what is not there is not unequal either (ours)', '{ $.other != "x" }', false],
    ['both', '{ ($.status = 404) && ($.kind = "paid") }', true],
    ['&& binds closer than ||', '{ $.kind = paid || $.status = 1 && $.status = 2 }', true],
    ['parentheses', '{ ($.kind = paid || $.status = 1) && $.status = 2 }', false],
  ])('%s: %s', (_, pattern, expected) => expect(matches(pattern, EVENT)).toBe(expected));

  test.each(['plain text', '{"kind":"paid"', '"paid"', ''])('an event that is no JSON object is not matched: %s', (message) =>
    expect(matches('{ $.other NOT EXISTS }', message)).toBe(false),
  );
});

const LINE = '10.0.0.7 shop anna [26/Nov/2026:10:00:00 +0000] "GET /a/index.html HTTP/1.1" 404 1534';

describe('fields with spaces between', () => {
  test.each([
    ['names alone', '[ip, a, b, time, request, status, bytes]', LINE, true],
    ['more names than fields', '[ip, a, b, time, request, status, bytes, more]', LINE, false],
    ['what follows belongs to the last', '[w1=ERROR, w2]', 'ERROR 10:00 it failed', true],
    ['the first word is another', '[w1=ERROR, w2]', 'WARN 10:00 it failed', false],
    ['brackets and quotes hold a field together', '[ip, a, b, time=26/Nov*, request=*.html*, status, bytes]', LINE, true],
    ['a number by its begin', '[..., status = 4*, bytes]', LINE, true],
    ['a number by its size', '[..., status, bytes > 1500]', LINE, true],
    ['... in the middle', '[ip = 10.*, ..., bytes = 1534]', LINE, true],
    ['... at the end', '[ip != 10.*, ...]', LINE, false],
    ['... for no field', '[..., a, b]', 'x y', true],
    ['an expression', '[ip = %^10\\.0\\.0\\.[1-9]$%, ...]', LINE, true],
    ['one or the other', '[..., status = 404 || status = 410, bytes]', LINE, true],
    ['neither', '[w1 != ERROR && w1 != WARN, w2]', 'WARN x', false],
    ['a phrase', '[a, b, c, d, request = "GET /a/*", ...]', LINE, true],
    ['a bracket that does not end is a field', '[a = "[", b = "[c d]", ...]', '[ [c', false],
    ['one behind those that end', '[a = "x y", b = "[", c = "u v", d = "w"]', '[x y] [ "u v" w', true],
  ])('%s: %s', (_, pattern, message, expected) => expect(matches(pattern, message)).toBe(expected));
});

test.each(['[ ', '[a ', '"a', '" ', '[x] [ '])('a message of many %s is looked through in one go', (part) => {
  const message = part.repeat(120_000);
  const begun = performance.now();
  expect(matches('[a, b = 1, ...]', message)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(2000);
});

test.each([
  ['"open', 'a term, "a phrase" or %an expression% that ends is missing at ""open"'],
  ['100%', 'a term, "a phrase" or %an expression% that ends is missing at "100%"'],
  ['a@example.org', "Invalid character(s) in term 'a@example.org': write what is not letters, digits and _ in double quotes"],
  ['%(a|b)%', 'parentheses are not supported; \\x28 and \\x29 stand for them'],
  ['%a!%', '"!" is not supported; a character of ASCII can be written as \\xhh'],
  ['%größe%', '"ö" is not supported'],
  ['%\\✅%', '"✅" is not supported'],
  ['%\\p%', 'there is no such escape'],
  ['%+a%', 'an operator stands where it cannot'],
  ['%%', 'it is empty'],
  ['%a% %b% %c%', 'more than 2 regular expressions'],
  ['{ $.a = 1', '} is missing at its end'],
  ['{ a = 1 }', 'a selector, which begins with $., is missing at "a = 1 }"'],
  ['{ $ = 1 }', 'the name of a field behind $. is missing'],
  ['{ $.a }', '=, !=, <, <=, > or >= is missing at "}"'],
  ['{ $.a > x }', 'a number behind > is missing'],
  ['{ $.a = }', 'a text, a number or an expression between percent signs is missing'],
  ['{ $.a IS NOT NULL }', 'IS NULL, IS TRUE, IS FALSE or NOT EXISTS, for IS NOT and EXISTS are none'],
  ['{ $.a EXISTS }', 'for IS NOT and EXISTS are none'],
  ['{ $.*.b[*] = 1 }', 'a selector with one * at most'],
  ['{ $.a[*]=1 || $.b[*]=1 || $.c[*]=1 || $.d[*]=1 }', 'more than 3 selectors with *'],
  ['{ ($.a = 1 }', ') is missing'],
  ['{ $.a = 1 } b', 'the end of the pattern is missing at "b"'],
  [`{ ${'('.repeat(300)}`, 'too deep'],
  ['[a, b', ', or ] is missing at its end'],
  ['[a, ..., b, ...]', 'one ... at most'],
  [
    '[status = 4* && bytes > 1000, bytes]',
    'a condition on status, the column that it stands in, is missing at " > 1000, bytes]"',
  ],
  ['[]', 'the name of a column is missing'],
  ['x'.repeat(1025), 'longer than 1024 characters'],
])('%s is refused: %s', (pattern, why) => {
  expect(() => filterPattern(pattern)).toThrow(expect.objectContaining({ type: 'InvalidParameterException' }));
  expect(() => filterPattern(pattern)).toThrow(why);
});

test('any pattern is read or refused by name, and asks any message', () => {
  const sign = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '$',
    '.',
    '*',
    '=',
    '!',
    '<',
    '&&',
    '||',
    '%',
    '"',
    '\\',
    ' ',
    ',',
    'a',
    '1',
    '...',
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 30 }), fc.string(), (signs, message) => {
      try {
        expect(typeof matches(signs.join(''), message)).toBe('boolean');
      } catch (error) {
        expect(error).toMatchObject({ type: 'InvalidParameterException' });
      }
    }),
    { numRuns: 3000 },
  );
});

test('a text with stars fits as a regular expression with .* does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  const stars = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(stars, text, (pattern, value) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(value);
      expect(matches(`{ $.v = "${pattern}" }`, JSON.stringify({ v: value }))).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
