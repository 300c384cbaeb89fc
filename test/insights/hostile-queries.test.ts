import { expect, test } from 'vitest';
import { QueryError, runQuery, TimeLimitError } from '../../insights/index.ts';
import { ask } from './asked-file.ts';

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
  ['a name of many indexes', `filter a${'[0]'.repeat(30_000)} = 1`, 'a name has at most 100 parts'],
  ['many indexes behind a call', `fields jsonParse(a)${'[0]'.repeat(30_000)} as b`, 'a name has at most 100 parts'],
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

test.each([
  [
    'doubled forty times',
    `fields @message as z0${Array.from({ length: 40 }, (_, i) => `, concat(z${i}, z${i}) as z${i + 1}`).join('')}`,
    'z40',
  ],
  [
    'replaced by a longer one again and again',
    `fields ${'replace('.repeat(4)}concat(@message, "${'a'.repeat(500)}")${`, "a", "${'a'.repeat(500)}")`.repeat(4)} as z`,
    'z',
  ],
])('a text that is %s stops the query, in words, in this thread and in others', async (_, query, name) => {
  const asked = `${query} | stats max(strlen(${name}))`;
  const words = 'it makes a text of more than 500 million characters';
  expect(() => runQuery(asked, EVENTS)).toThrow(words);
  const log = '{"a":1}\n'.repeat(200);
  for (const threads of [1, 2]) {
    const run = ask(asked, log, { threads, partBytes: 500 });
    await expect(run).rejects.toThrow(TimeLimitError);
    await expect(run).rejects.toThrow(words);
  }
});
