import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { queryFiles, runQuery } from '../../insights/index.ts';

// AWS's own example of a request.
const ID = '8f507cfc-xmpl-4697-b07a-ac58fc914c95';
const REPORT = `REPORT RequestId: ${ID}\tDuration: 3.95 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB`;
const NODE = `2026-11-25T10:00:01.000Z\t${ID}\tINFO\t{"level":"ERROR"}`;
const FLOW = '2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';

test.each(
  [
    [
      'the line of a platform',
      REPORT,
      'filter @type = "REPORT" | fields @duration, @requestId',
      { '@duration': '3.95', '@requestId': ID },
    ],
    ['what a function logs', NODE, 'filter level = "ERROR" | fields level, @requestId', { level: 'ERROR', '@requestId': ID }],
    ['a flow log', FLOW, 'filter action = "ACCEPT" | fields srcAddr', { srcAddr: '172.31.16.139' }],
  ].flatMap(([title, message, query, row]) =>
    [
      ['as it is', ''],
      ['behind its time', '2026-11-25T10:00:02Z '],
      ['as aws logs tail prints it', '2026-11-25T10:00:02.123000+00:00 2026/11/25/[$LATEST]0c4a '],
      ['as aws logs tail --format short prints it', '2026-11-25T10:00:02 '],
    ].map(([how, before]) => [title, how, `${before}${message}`, query, row] as const),
  ),
)('the fields of %s are found: %s', async (_title, _how, line, query, row) => {
  expect(runQuery(query as string, [{ timestamp: 0, message: line }]).rows).toEqual([row]);
  const stream = Readable.from([Buffer.from(`${line}\n`)]);
  expect((await queryFiles(query as string, [{ name: 'log', stream }])).rows).toEqual([row]);
});

test('another word before it is no stream, and no time makes a line', () => {
  const found = (message: string) => runQuery('filter ispresent(@type) | fields @type', [{ timestamp: 0, message }]).rows;
  expect(found(`2026-11-25T10:00:02Z one two ${REPORT}`)).toEqual([]);
  expect(found(`said ${REPORT}`)).toEqual([]);
});
