import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { parseQuery, type QueryError, queryFiles, runQuery } from '../../insights/index.ts';
import { EVERYDAY } from './everyday.ts';
import { events, rows, table } from './support.ts';

const ABC = ['{"a":1,"z":"p"}', '{"a":5,"z":"q"}', '{"a":9,"z":"q"}'];

table('what people write in stats and behind it (CWL_QuerySyntax-Stats.html, -Sort.html)', [
  ['stats max(a) as p, min(a) as m, p - m as d', ABC, [{ p: '9', m: '1', d: '8' }]],
  ['stats sum(a) as s, s * 2 as d, d + 1 as e', ABC, [{ s: '15', d: '30', e: '31' }]],
  [
    'stats max(a) as m by z | sort max(a) desc',
    ABC,
    [
      { z: 'q', m: '9' },
      { z: 'p', m: '1' },
    ],
  ],
  ['stats count(*) as n by z | filter count(*) > 1', ABC, [{ z: 'q', n: '2' }]],
  ['stats count(*) as n by z | sort COUNT(*) | limit 1', ABC, [{ z: 'p', n: '1' }]],
  ['stats count(*) as n by bin(5m) as t | sort bin(5m)', ABC, [{ t: '2026-11-25 10:00:00.000', n: '3' }]],
  ['stats count(*) as n group by z | sort by n desc | limit 1', ABC, [{ z: 'q', n: '2' }]],
  ['fields a | sort by -a | limit 1', ABC, [{ a: '9' }]],
  ['fields by | sort by', ['{"by":2}', '{"by":1}'], [{ by: '1' }, { by: '2' }]],
  ['fields by | sort by desc, a', ['{"by":1}', '{"by":2}'], [{ by: '2' }, { by: '1' }]],
  ['fields strlen(@message) as n, n > 3 as long | display long', ['ab', 'abcd'], [{ long: '1' }, { long: '0' }]],
]);

table('ids keep what tells them apart (ours: no page says how long a number may be)', [
  [
    'filter id = 9007199254740993 | fields id',
    ['{"id":9007199254740993}', '{"id":9007199254740992}'],
    [{ id: '9007199254740993' }],
  ],
  [
    'stats count(*) as n by id | sort id',
    ['{"id":9007199254740993}', '{"id":9007199254740992}', '{"id":9007199254740993}'],
    [
      { id: '9007199254740992', n: '1' },
      { id: '9007199254740993', n: '2' },
    ],
  ],
  ['fields j.id as i | display i', ['{"j":{"id":-12345678901234567890}}'], [{ i: '-12345678901234567890' }]],
  ['fields jsonParse(@message) as j | display j.id', ['{"id":12345678901234567890}'], [{ 'j.id': '12345678901234567890' }]],
  [
    'filter id > 9007199254740992 | fields id',
    ['{"id":9007199254740992}', '{"id":9007199254740993}'],
    [{ id: '9007199254740993' }],
  ],
  ['filter id = "22" | fields id', ['{"id":"022"}', '{"id":"22"}'], [{ id: '22' }]],
  ['filter id = "100" | fields id', ['{"id":"1e2"}', '{"id":100}'], [{ id: '100' }]],
  ['filter id != "22" | fields id', ['{"id":"022"}', '{"id":"22"}', '{}'], [{ id: '022' }]],
  ['filter id in ["22", "7"] | fields id', ['{"id":"022"}', '{"id":"7"}'], [{ id: '7' }]],
]);

table('objects and lists of JSON (CWL_AnalyzeLogData-discoverable-fields.html, -Unnest.html)', [
  ['fields jsonParse(data).start as s', ['{"data":"{\\"start\\":1234}"}'], [{ s: '1234' }]],
  ['fields data.start as s', ['{"data":"{\\"start\\":1234}"}'], [{}]],
  [
    'fields jsonParse(data).list[0].`a b` + 1 as x, jsonParse(data).list[1][0] as y, jsonParse(data).nope as z',
    ['{"data":"{\\"list\\":[{\\"a b\\":5},[7]]}"}'],
    [{ x: '6', y: '7' }],
  ],
  [
    'filter jsonParse(@message).n > 1 | stats sum(jsonParse(@message).n) as s by jsonParse(@message).k',
    ['{"n":1,"k":"a"}', '{"n":2,"k":"a"}', '{"n":4,"k":"a"}'],
    [{ 'jsonParse(@message).k': 'a', s: '6' }],
  ],
  ['fields user', ['{"user":{"name":"x"}}'], [{ user: '{"name":"x"}' }]],
  ['parse user \'"name":"*"\' as name | display name', ['{"user":{"name":"x"}}'], [{ name: 'x' }]],
  ['filter user like "x" | display user.name', ['{"user":{"name":"x"}}', '{"user":{"name":"y"}}'], [{ 'user.name': 'x' }]],
  ['unnest tags into tag | display tag', ['{"tags":["a","b"]}'], [{ tag: 'a' }, { tag: 'b' }]],
  [
    'unnest users into user | display user.name',
    ['{"users":[{"name":"a"},{"name":"b"}]}'],
    [{ 'user.name': 'a' }, { 'user.name': 'b' }],
  ],
]);

table('regular expressions as RE2 and Hyperscan read them (https://github.com/google/re2/wiki/Syntax)', [
  ['filter @message like /\\p{Greek}/ | fields @message', ['αβγ', 'abc'], [{ '@message': 'αβγ' }]],
  ['filter @message like /^\\pL+$/ | fields @message', ['äé', 'a1'], [{ '@message': 'äé' }]],
  ['filter @message like /^\\P{L}$/ | fields @message', ['ä', '1'], [{ '@message': '1' }]],
  ['filter @message like /\\p{^L}/ | fields @message', ['ä', '1'], [{ '@message': '1' }]],
  ['filter @message like /\\x{1F600}/ | fields @message', ['a😀', '1F600'], [{ '@message': 'a😀' }]],
  ['filter @message like /\\x41bc/ | fields @message', ['Abc', '41bc'], [{ '@message': 'Abc' }]],
  ['filter @message like /^.$/ | fields @message', ['😀', 'ab'], [{ '@message': '😀' }]],
  ['filter @message like /[😀-😃]/ | fields @message', ['😁', '😄'], [{ '@message': '😁' }]],
  ['parse @message /(?<first>.)/ | display first', ['😀x'], [{ first: '😀' }]],
  ['filter @message like /{"level"/ | fields @message', ['{"level":1}', 'x'], [{ '@message': '{"level":1}' }]],
  ['filter @message like /[\\w-.]+@x/ | fields @message', ['a-b.c@x', '@x'], [{ '@message': 'a-b.c@x' }]],
  ['filter @message like /[[:^alpha:]]/ | fields @message', ['abc', 'ab1'], [{ '@message': 'ab1' }]],
  ['filter @message like /a{,3}/ | fields @message', ['a{,3}', 'aaa'], [{ '@message': 'a{,3}' }]],
  ['filter @message like /\\"x\\"\\:\\ \\-\\_/ | fields @message', ['"x": -_'], [{ '@message': '"x": -_' }]],
  ['filter @message like /[]a]b/ | fields @message', [']b', 'xb'], [{ '@message': ']b' }]],
]);

/** What the picture of an error marks. */
function marked(query: string): { message: string; place: string } {
  try {
    rows(query, ['x']);
  } catch (error) {
    const { message, offset, length } = error as QueryError;
    return { message, place: query.slice(offset, offset + length) };
  }
  return { message: '', place: '' };
}

test.each([
  ['fields a as x | fields z as x', /the name x is given a second time/, 'x'],
  ['fields a as x, z as x', /given a second time/, 'x'],
  ['stats count(*) as n, sum(a) as n', /given a second time/, 'n'],
  ['fields jsonParse(@message) as j | stats count(*) by j', /stats takes no map or list, which jsonParse makes/, 'j'],
  ['fields jsonParse(@message) as j | sort j', /sort takes no map or list/, 'j'],
  ['fields jsonParse(@message) as j | dedup j', /dedup takes no map or list/, 'j'],
  ['fields split(@message, ",") as s | unnest s into x', /unnest takes a list that jsonParse makes, none of split/, 's'],
  ['stats d - 1 as e, max(a) as d', /an alias can be used behind the place where it is given/, 'd'],
  ['stats count(*) as n by a | fields bin(5m)', /bin\(…\) needs @timestamp/, 'bin'],
  ['stats count(*) as a-b by x', /the name a-b has a dash; in backticks it is a name: `a-b`/, 'a-b'],
  ['', /the query is empty/, ''],
  ['fields a | head 5', /there is no command head; here it is limit 10/, 'head'],
  ['stats median(a)', /there is no function median; write pct\(…, 50\)/, 'median'],
  ['stats percentiles(a, 95)', /write pct\(…, 95\)/, 'percentiles'],
  ['filter a === 1', /equality is a single =/, '==='],
  ['filter @message like /a\\y/', /there is no escape \\y/, '\\y'],
  ['filter @message like /\\p{Klingon}/', /there is no class of characters/, '\\p{Klingon}'],
  ['filter @message like /a(?=b)/', /no look-around/, '(?='],
])('%s is refused, with the place that is wrong', (query, message, place) => {
  const said = marked(query);
  expect(said.message).toMatch(message);
  expect(said.message.length).toBeLessThan(300);
  expect(said.place).toBe(place);
});

test.each(EVERYDAY)('an everyday query runs: %s', (query) => {
  expect(() => runQuery(query, events('{"level":"ERROR","status":500,"ms":3}', 'took 3s'))).not.toThrow();
});

test('a name without an alias may come twice', () => {
  expect(() => parseQuery('fields a, a | fields abs(a) | fields abs(a)')).not.toThrow();
  expect(rows('fields abs(a) | fields abs(a)', ['{"a":-1}'])).toEqual([{ 'abs(a)': '1' }]);
});

test.each([
  ['filter level = ERROR', ['no event has the field ERROR; a text stands in quotes: level = "ERROR"']],
  [
    'filter nosuch = 1 or level in [INFO]',
    ['no event has the field nosuch', 'no event has the field INFO; a text stands in quotes: level = "INFO"'],
  ],
  ['filter nosuch like /x/', ['no event has the field nosuch']],
  ['filter @timestamp > "2026-11-25"', [expect.stringMatching(/^a time is compared with the text "2026-11-25"/)]],
  ['filter level = "WARNING"', []],
  ['filter "level" = "ERROR"', ['two texts are compared; the name of a field stands without quotes: level = "ERROR"']],
  ['filter level = "ERR*"', ['= compares letter by letter, also *; a part is looked for by like "ERR"']],
  ['filter tolower(level) in ["ERROR"]', ['tolower(level) has no capitals, but "ERROR" has']],
  ['filter @message = "ERROR"', ['@message is the whole line; a part of it is looked for by like "ERROR"']],
  ['filter strlen(nosuch) > 2 or abs(-other) = 1', ['no event has the field nosuch', 'no event has the field other']],
  ['unnest nosuch into n | filter n = 1', ['no event has the field nosuch']],
  ['parse @message "nowhere * here" as x | filter ispresent(x)', ['parse "nowhere * here" matched no line that came to it']],
  [
    'parse /nowhere (?<y>\\d+)/ | filter y > 5 and level = "INFO"',
    ['parse /nowhere (?<y>\\d+)/ matched no line that came to it'],
  ],
  ['parse @message "*" as z | filter z = 1', []],
  ['filter 1 = 2 | parse @message "nowhere *" as x | filter x = 1', []],
])('%s gives no row, and says why', (query, notes) => {
  const result = runQuery(query, events('{"level":"ERROR"}'));
  expect(result.rows).toEqual([]);
  expect(result.warnings).toEqual(notes);
});

test('a byte order mark is no part of the first event', async () => {
  const mark = Buffer.from([0xef, 0xbb, 0xbf]);
  const line = '{"timestamp":1764064800000,"message":"{\\"a\\":1}"}\n';
  const { rows: found } = await queryFiles('filter a = 1 | fields @message', [
    { name: 'log', stream: Readable.from([mark, Buffer.from(line)]) },
  ]);
  expect(found).toEqual([{ '@message': '{"a":1}' }]);
});

const REPORT =
  'REPORT RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be3\tDuration: 12.34 ms\tBilled Duration: 100 ms \tMemory Size: 128 MB\tMax Memory Used: 18 MB\tInit Duration: 150.5 ms\t\nXRAY TraceId: 1-5e34a614-10bdxmplf1fb44f07bc535a1\tSegmentId: 07f5xmpl2d1f6f85\tSampled: true\t';

table('fields of Lambda, VPC and Route 53 (CWL_AnalyzeLogData-discoverable-fields.html)', [
  [
    'filter @type = "REPORT" | fields @requestId, @duration, @billedDuration, @initDuration, @maxMemoryUsed / 1000 / 1000 as used, @memorySize, @xrayTraceId, @xraySegmentId',
    [REPORT, 'END RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be3'],
    [
      {
        '@requestId': '3604209a-e9a3-11e6-939a-754dd98c7be3',
        '@duration': '12.34',
        '@billedDuration': '100',
        '@initDuration': '150.5',
        used: '18',
        '@memorySize': '128000000',
        '@xrayTraceId': '1-5e34a614-10bdxmplf1fb44f07bc535a1',
        '@xraySegmentId': '07f5xmpl2d1f6f85',
      },
    ],
  ],
  [
    'fields @type, @requestId | sort @timestamp',
    [
      'START RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be3 Version: $LATEST',
      '2026-11-25T10:00:01.000Z\t3604209a-e9a3-11e6-939a-754dd98c7be3\tINFO\thello',
    ],
    [
      { '@type': 'START', '@requestId': '3604209a-e9a3-11e6-939a-754dd98c7be3' },
      { '@requestId': '3604209a-e9a3-11e6-939a-754dd98c7be3' },
    ],
  ],
  [
    'filter action = "REJECT" | fields srcAddr, dstPort, bytes',
    [
      '2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK',
      '2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA',
    ],
    [{ srcAddr: '172.31.9.69', dstPort: '3389', bytes: '4249' }],
  ],
  [
    'stats count(*) as n by queryName, responseCode',
    ['1.0 2017-12-13T08:16:02.130Z Z123412341234 example.com A NOERROR UDP FRA6 192.0.2.1 -'],
    [{ queryName: 'example.com', responseCode: 'NOERROR', n: '1' }],
  ],
  [
    'fields eventName, userIdentity.type',
    ['{"eventName":"RunInstances","userIdentity":{"type":"IAMUser"}}'],
    [{ eventName: 'RunInstances', 'userIdentity.type': 'IAMUser' }],
  ],
]);

test('with the type of a log no other fields are looked for', () => {
  const flow = '2 123456789010 eni-1235b8ca123456789 10.0.0.1 10.0.0.2 1 2 6 20 4249 1418530010 1418530070 ACCEPT OK';
  const found = (logType: 'vpc' | 'route53') => runQuery('fields protocol', events(flow), undefined, { logType }).rows;
  expect(found('vpc')).toEqual([{ protocol: '6' }]);
  expect(found('route53')).toEqual([{}]);
});
