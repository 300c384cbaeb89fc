import { describe, expect, test } from 'vitest';
import { knownIncidents, WITHOUT_END_MS } from '../../../local/replay/known-incidents.ts';

const FROM = '2026-11-25T10:00:00Z';
const at = (text: string) => Date.parse(text);

test('a list, or an object with it, in the order of time; with the words of other tools', () => {
  const list = [
    { id: 'b', start: '2026-11-25 12:00+01:00', end: null, labels: { service: 'atlasml' } },
    { id: 7, from: '2026-11-25T10:00:00.500Z', to: '2026-11-25T10:20:00Z', title: 'x', real: false },
  ];
  const known = [
    { id: '7', fromMs: at(FROM) + 500, toMs: at('2026-11-25T10:20:00Z'), title: 'x', isReal: false },
    {
      id: 'b',
      fromMs: at('2026-11-25T11:00:00Z'),
      toMs: at('2026-11-25T11:00:00Z') + WITHOUT_END_MS,
      title: '',
      isReal: true,
    },
  ];
  expect(knownIncidents(list)).toEqual(known);
  expect(knownIncidents({ incidents: list })).toEqual(known);
  expect(knownIncidents({ incidents: [] })).toEqual([]);
});

describe('what is wrong is told', () => {
  test.each([
    ['a file that is empty', null, 'holds no list of incidents'],
    ['no list', { incident: [] }, 'holds no list of incidents'],
    ['a text in the list', ['INC-1'], 'incident 1 is no object'],
    ['no id', [{ from: FROM }], 'incident 1 has no id'],
    [
      'an id twice',
      [
        { id: 'a', from: FROM },
        { id: 'a', from: FROM },
      ],
      'names a twice',
    ],
    ['no begin', [{ id: 'a' }], 'a: from is a time with its zone, such as 2026-11-25T10:31:00Z, not missing'],
    ['a time without its zone', [{ id: 'a', from: '2026-11-25T10:00:00' }], 'a: from is a time with its zone'],
    ['an end before the begin', [{ id: 'a', from: FROM, to: '2026-11-25T09:00:00Z' }], 'a ends before it begins'],
    ['a misspelt key', [{ id: 'a', from: FROM, titel: 'x' }], 'incident 1 has an unknown key titel'],
    ['a mark that is no mark', [{ id: 'a', from: FROM, real: 'no' }], 'a: real is true or false'],
  ])('%s', (_, value, sentence) => {
    expect(() => knownIncidents(value)).toThrow(sentence);
  });
});
