import { expect, test } from 'vitest';
import { QueryError, runQuery } from '../../insights/index.ts';

const EVENTS = [{ timestamp: 0, message: '{"a":1}' }];

test.each([
  ['ten thousand commands', `fields a${' | filter a > 0'.repeat(10_000)}`, 'a query has at most 500 commands'],
  [
    'as many conditions with or between',
    `filter ${Array(10_000).fill('a = 1').join(' or ')}`,
    'more than 1000 operators stand in a row',
  ],
  ['as many additions', `fields ${'1+'.repeat(10_000)}1 as b`, 'more than 1000 operators stand in a row'],
  ['brackets in brackets', `filter ${'('.repeat(5000)}a${')'.repeat(5000)}`, 'the expression is nested too deeply'],
  ['a name of many parts', `filter a${'.b'.repeat(10_000)} = 1`, 'a name has at most 100 parts'],
  [
    'a long unknown name',
    `stats sum(a) as b | sort ${'x'.repeat(10_000)}`,
    'xxx… is not defined by the command before; there is b',
  ],
  ['a long unknown command', `${'x'.repeat(10_000)} a`, "expected a command but found 'xxx"],
])('%s: refused in few words, with the place', (_, query, why) => {
  const run = () => runQuery(query, EVENTS);
  expect(run).toThrow(QueryError);
  try {
    run();
  } catch (error) {
    const { message, picture } = error as QueryError;
    expect(message).toContain(why);
    expect(message.length).toBeLessThan(300);
    for (const line of picture.split('\n')) expect(line.length).toBeLessThan(300);
  }
});

test.each([
  ['as many commands as there may be', `fields a${' | filter a > 0'.repeat(499)}`],
  ['a thousand conditions', `filter ${Array(1000).fill('a = 1').join(' or ')}`],
  ['a list of many values', `filter a in [${Array.from({ length: 20_000 }, (_, i) => i).join()}]`],
])('%s: answered', (_, query) => expect(runQuery(query, EVENTS).rows).toHaveLength(1));

test('of a long line the part around the place is shown, and the place is marked in it', () => {
  const query = `filter ${Array(60).fill('a = 1').join(' and ')} and b == = 2 and ${Array(60).fill('c = 3').join(' and ')}`;
  try {
    runQuery(query, EVENTS);
    expect.unreachable();
  } catch (error) {
    const { picture, column } = error as QueryError;
    const [, shown = '', marks = ''] = picture.split('\n');
    expect([shown.includes('  1 | …'), shown.endsWith('…'), shown.length < 130]).toEqual([true, true, true]);
    expect(shown[marks.indexOf('^')]).toBe(query[column - 1]);
  }
});

test('a note names no more of a long name than one reads', () => {
  const { warnings } = runQuery(`filter ${'x'.repeat(1000)} = 1`, EVENTS);
  expect(warnings.map((note) => note.length)).toEqual([300]);
});
