import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { queryFiles, runQuery } from '../../insights/index.ts';
import { AT, events, rows, table } from './support.ts';

const ID = '3604209a-e9a3-11e6-939a-754dd98c7be3';
const node = (text: string) => `2026-11-25T10:00:01.000Z\t${ID}\tINFO\t${text}`;
const python = (text: string) => `[INFO]\t2026-11-25T10:00:01.000Z\t${ID}\t${text}`;

table('the first JSON in what a function of Lambda logs (CWL_AnalyzeLogData-discoverable-fields.html)', [
  [
    'filter level = "ERROR" | fields ms, user.name',
    [node('{"level":"ERROR","ms":3,"user":{"name":"a"}}')],
    [{ ms: '3', 'user.name': 'a' }],
  ],
  ['filter ms > 2 | fields ms', [python('{"ms":3}'), python('{"ms":1}')], [{ ms: '3' }]],
  ['filter ispresent(n) | fields n', [node('first {"n":1} then {"n":2}')], [{ n: '1' }]],
  ['filter ispresent(n) | fields n', [node('{"text":"} \\"{\\"","n":4}\n')], [{ n: '4' }]],
  ['filter ispresent(n) | fields n, @requestId', [node('{"n":1}')], [{ n: '1', '@requestId': ID }]],
  ['unnest list into one | display one', [node('got {"list":[1,2]}')], [{ one: '1' }, { one: '2' }]],
]);

test.each([
  ['a plain line', 'said {"n":1}'],
  ['JSON that is never closed', node('{"n":1')],
  ['braces that are no JSON', node('{n} {"n":1}')],
  ['the line of a platform', `START RequestId: ${ID} Version: {"n":1}`],
])('%s has no fields', (_, message) => {
  expect(rows('filter ispresent(n) | fields n', [message])).toEqual([]);
});

test('another type of log has no JSON in its lines', () => {
  const found = (logType: 'lambda' | 'json') =>
    runQuery('filter n = 1 | fields n', events(node('{"n":1}')), undefined, { logType }).rows;
  expect(found('lambda')).toEqual([{ n: '1' }]);
  expect(found('json')).toEqual([]);
});

const MESSAGES = [
  node('{"level":"ERROR","status":503}'),
  python('{"level":"INFO","status":200}'),
  '{"level":"ERROR","status":500}',
  'none',
];
const EVENTS = MESSAGES.map((message, i) => ({ timestamp: AT + i, message }));
const FILES = {
  jsonl: EVENTS.map((e) => JSON.stringify(e)),
  iso: EVENTS.map(({ timestamp, message }) => `${new Date(timestamp).toISOString()} ${message}`),
};

test.each(
  [
    'filter level = "ERROR" | stats count(*) as n',
    'filter status >= 500 | fields status',
    'stats count(*) as n by level, status',
  ].flatMap((query) => (['jsonl', 'iso'] as const).map((form) => [query, form] as const)),
)('%s gives of a file what it gives in memory: %s', async (query, form) => {
  const stream = Readable.from([Buffer.from(`${FILES[form].join('\n')}\n`)]);
  const { rows: found } = await queryFiles(query, [{ name: 'log', stream }]);
  expect(found).toEqual(runQuery(query, EVENTS).rows);
  expect(found.length).toBeGreaterThan(0);
});
