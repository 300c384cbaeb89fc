import { describe, expect, test } from 'vitest';
import { runQuery } from '../../insights/index.ts';
import { AT, events, table } from './support.ts';

table('sort (CWL_QuerySyntax-Sort.html)', [
  [
    'parse "*" as v | sort v | display v',
    ['3', '111A', '!:', 'a12345hfh', '01', '0', '@', 'A', '#', '5A', '2345_', '*%04', '@_', '0#', '2', 'A9876fghj', '1'],
    '!:|#|*%04|0#|5A|111A|2345_|@|@_|A|A9876fghj|a12345hfh|0|01|1|2|3'.split('|').map((v) => ({ v })),
  ],
  ['fields v | sort v desc', ['{"v":2}', '{"v":10}', '{"w":1}'], [{ v: '10' }, { v: '2' }, {}]],
  [
    'fields a, b | sort a asc, b desc',
    ['{"a":1,"b":1}', '{"a":0,"b":1}', '{"a":1,"b":2}'],
    [
      { a: '0', b: '1' },
      { a: '1', b: '2' },
      { a: '1', b: '1' },
    ],
  ],
  [
    'fields @message | sort strlen(@message) desc',
    ['a', 'ccc', 'bb'],
    [{ '@message': 'ccc' }, { '@message': 'bb' }, { '@message': 'a' }],
  ],
  ['fields n | sort n | filter n > 1', ['{"n":3}', '{"n":1}', '{"n":2}'], [{ n: '2' }, { n: '3' }]],
]);

table('limit (CWL_QuerySyntax-Limit.html)', [
  ['fields @message | limit 2', ['a', 'b', 'c'], [{ '@message': 'c' }, { '@message': 'b' }]],
  ['fields @message | limit any 2', ['a', 'b', 'c'], [{ '@message': 'a' }, { '@message': 'b' }]],
  ['fields @message | sort @timestamp asc | limit 1', ['a', 'b'], [{ '@message': 'a' }]],
  ['fields @message | limit 2 | filter @message = "b"', ['a', 'b', 'c'], [{ '@message': 'b' }]],
  ['fields @message | limit 2 | stats count(*) as n', ['a', 'b', 'c'], [{ n: '2' }]],
]);

table('dedup (CWL_QuerySyntax-Dedup.html)', [
  [
    'fields s, n | sort @timestamp desc | dedup s',
    ['{"s":"a","n":1}', '{"s":"b","n":2}', '{"s":"a","n":3}'],
    [
      { s: 'a', n: '3' },
      { s: 'b', n: '2' },
    ],
  ],
  [
    'fields a, b | dedup a, b | limit 2',
    ['{"a":1,"b":1}', '{"a":1,"b":2}', '{"a":1,"b":1}'],
    [
      { a: '1', b: '1' },
      { a: '1', b: '2' },
    ],
  ],
  ['fields s | dedup s', ['{"x":1}', '{"x":2}'], [{}, {}]],
]);

table('pattern (CWL_QuerySyntax-Pattern.html; the clustering is ours)', [
  [
    'filter @message like /ERROR/ | parse @message "Failed to do: *" as cause | pattern cause | sort @sampleCount asc',
    ['ERROR Failed to do: job 7', 'ERROR Failed to do: job 8', 'ERROR Failed to do: rest', 'INFO x'],
    [
      { '@pattern': 'rest', '@ratio': '0.3333', '@sampleCount': '1' },
      { '@pattern': 'job <Number-1>', '@ratio': '0.6667', '@sampleCount': '2' },
    ],
  ],
  [
    'pattern @message',
    ['[INFO] Request time: 327 ms', '[INFO] Request time: 12 ms'],
    [{ '@pattern': '[INFO] Request time: <Number-1> ms', '@ratio': '1.00', '@sampleCount': '2', '@severityLabel': 'Info' }],
  ],
  [
    'pattern @message | display @pattern',
    ['2026-11-25 10:00:00 - ERROR - id 2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d from 10.0.0.1'],
    [{ '@pattern': '<Date-1> - ERROR - id <UUID-2> from <IPAddress-3>' }],
  ],
  [
    'pattern @message | display @pattern',
    ['user ann went away', 'user bob went away', 'user cid went away', 'user dan went away'],
    [{ '@pattern': 'user <Token-1> went away' }],
  ],
]);

describe('diff (CWL_QuerySyntax-Diff.html; the names of its columns are ours)', () => {
  const hour = 3_600_000;
  const at = (ms: number, message: string) => ({ timestamp: ms, message });
  const log = [
    at(AT - 24 * hour, 'job 1'),
    at(AT - hour, 'job 2'),
    at(AT - hour + 5, 'job 3'),
    at(AT, 'job 4'),
    at(AT + 1, 'new trouble'),
  ];
  const window = { startMs: AT, endMs: AT + hour - 1 };
  test.each([
    ['diff', '2', '-1'],
    ['diff previousDay', '1', '0'],
    ['diff previousWeek', '0', '1'],
  ])('pattern @message | %s', (command, previous, difference) => {
    const found = runQuery(`pattern @message | ${command}`, log, window).rows;
    expect(found).toContainEqual({
      '@pattern': 'job <Number-1>',
      '@sampleCount': '1',
      '@previousSampleCount': previous,
      '@difference': difference,
    });
    expect(found).toContainEqual({
      '@pattern': 'new trouble',
      '@sampleCount': '1',
      '@previousSampleCount': '0',
      '@difference': '1',
    });
  });
  test('previousMonth of the 31st is the last day of the month before', () => {
    const march = { startMs: Date.parse('2026-03-31T10:00:00Z'), endMs: Date.parse('2026-03-31T10:59:59Z') };
    const found = runQuery('pattern @message | diff previousMonth', [at(Date.parse('2026-02-28T10:30:00Z'), 'old')], march);
    expect(found.rows).toMatchObject([{ '@previousSampleCount': '1' }]);
  });
  test('needs a window', () =>
    expect(() => runQuery('pattern @message | diff', log)).toThrow(/needs a start and an end \(line 1, column 20\)/));
});

table('discovered fields (CWL_AnalyzeLogData-discoverable-fields.html)', [
  [
    'fields userIdentity.type, requestParameters.instancesSet.items.0.instanceId as id',
    ['{"userIdentity":{"type":"IAMUser"},"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-abcde123"}]}}}'],
    [{ 'userIdentity.type': 'IAMUser', id: 'i-abcde123' }],
  ],
  ['fields items[1].id as id', ['{"items":[{"id":"a"},{"id":"b"}]}'], [{ id: 'b' }]],
  ['fields @@level, @level', ['{"@level":"x"}'], [{ '@@level': 'x' }]],
  ['fields ok, no, nothing', ['{"ok":true,"no":false,"nothing":null}'], [{ ok: '1', no: '0' }]],
  ['fields user.`first.name` as n', ['{"user":{"first.name":"ann"}}'], [{ n: 'ann' }]],
  ['fields jsonParse(p) as j | display j.a[1]', ['{"p":"{\\"a\\":[1,2]}"}'], [{ 'j.a.1': '2' }]],
  ['fields level', ['no json'], [{}]],
  ['fields constructor, toString as t', ['{"constructor":"c"}'], [{ constructor: 'c' } as unknown as Record<string, string>]],
  ['fields @log, @logStream, @ingestionTime', ['a'], [{}]],
]);

table('comments and lines (CWL_QuerySyntax-alias.html)', [
  ['# first\nfields @message # why\n# | filter @message = "no"\n| limit 20', ['a'], [{ '@message': 'a' }]],
  ['fields @message | filter @message = "a # b"', ['a # b'], [{ '@message': 'a # b' }]],
  ['| fields @message', ['a'], [{ '@message': 'a' }]],
]);

describe('windows (API_StartQuery.html)', () => {
  test('both ends are included', () => {
    const { rows: found, statistics } = runQuery('stats count(*) as c', events('a', 'b', 'c', 'd'), {
      startMs: AT + 1000,
      endMs: AT + 2000,
    });
    expect(found).toEqual([{ c: '2' }]);
    expect(statistics).toEqual({ recordsScanned: 2, recordsMatched: 2, bytesScanned: 2 });
  });
  test('its times can be asked for', () => {
    const query = 'fields queryStartTime() as s, queryEndTime() as e, queryTimeRange() as r';
    expect(runQuery(query, events('a'), { startMs: AT, endMs: AT + 500 }).rows).toEqual([
      { s: String(AT), e: String(AT + 500), r: '500' },
    ]);
  });
});

describe('the fields that the service makes', () => {
  const event = { timestamp: AT, message: 'm', logStream: 's', log: '1:g', ingestionTime: AT + 5 };
  test('are all there', () => {
    expect(runQuery('fields @timestamp, @message, @logStream, @log, @ingestionTime, @ptr', [event]).rows).toEqual([
      {
        '@timestamp': '2026-11-25 10:00:00.000',
        '@message': 'm',
        '@logStream': 's',
        '@log': '1:g',
        '@ingestionTime': '2026-11-25 10:00:00.005',
        '@ptr': '0',
      },
    ]);
  });
  test('a misspelt one runs, with a note', () => {
    expect(runQuery('fields @mesage', [event]).warnings).toEqual([
      '@mesage is no field that is known here; did you mean @message?',
    ]);
  });
});
