import { table } from './support.ts';

table('fields and display (CWL_QuerySyntax-Fields.html, -Display.html)', [
  ['fields @message', ['a'], [{ '@message': 'a' }]],
  ['FIELDS @message AS m', ['a'], [{ m: 'a' }]],
  ['fields concat(Operation, "-", StatusCode) as opStatus', ['{"Operation":"Get","StatusCode":200}'], [{ opStatus: 'Get-200' }]],
  [
    'fields `foo-bar`, action, abs(f3-f4)',
    ['{"foo-bar":"x","action":"go","f3":1,"f4":3}'],
    [{ 'foo-bar': 'x', action: 'go', 'abs(f3 - f4)': '2' }],
  ],
  ['fields a | fields b', ['{"a":1,"b":2}'], [{ a: '1', b: '2' }]],
  ['fields a | display a | display b', ['{"a":1,"b":2}'], [{ b: '2' }]],
  ['fields ispresent(resolverArn) as isRes', ['{"resolverArn":"r"}'], [{ isRes: '1' }]],
  ['fields a as b, b as c', ['{"a":1,"b":2}'], [{ b: '1', c: '1' }]],
  [
    'parse @message "[*] *" as kind, text | filter kind = "ERROR" | display text',
    ['[ERROR] bad', '[INFO] ok'],
    [{ text: 'bad' }],
  ],
  ['limit 1', ['a'], [{ '@timestamp': '2026-11-25 10:00:00.000', '@message': 'a' }]],
]);

table('filter and where (CWL_QuerySyntax-Filter.html, -Where.html)', [
  ['fields n | filter (n > 2000)', ['{"n":2001}', '{"n":2000}'], [{ n: '2001' }]],
  ['fields f1 | filter f1 = 10 or f3 > 25 | sort f1', ['{"f1":10}', '{"f1":1,"f3":26}', '{"f1":2}'], [{ f1: '1' }, { f1: '10' }]],
  ['fields s | filter s like /2\\d\\d/', ['{"s":204}', '{"s":301}'], [{ s: '204' }]],
  ['fields s | filter s not like /2\\d\\d/', ['{"s":204}', '{"s":301}'], [{ s: '301' }]],
  ['fields s | filter s in [300,400,500]', ['{"s":400}', '{"s":404}'], [{ s: '400' }]],
  ['fields t | filter t not in ["foo","bar",1]', ['{"t":"foo"}', '{"t":1}', '{"t":"x"}'], [{ t: 'x' }]],
  ['filter @message like "a.c"', ['a.c', 'abc'], [{ '@timestamp': '2026-11-25 10:00:00.000', '@message': 'a.c' }]],
  [
    'fields @message | filter @message like /a.c/ | sort @timestamp',
    ['a.c', 'abc'],
    [{ '@message': 'a.c' }, { '@message': 'abc' }],
  ],
  ['fields @message | filter @message =~ /^a/', ['abc', 'xyz'], [{ '@message': 'abc' }]],
  ['fields @message | filter @message like /(?i)EXCEPTION/', ['an exception', 'fine'], [{ '@message': 'an exception' }]],
  ['fields @message | where @message like /error/', ['error', 'fine'], [{ '@message': 'error' }]],
  ['fields @message | filter not (@message like "a" or @message like "b")', ['a', 'b', 'c'], [{ '@message': 'c' }]],
  ['filter a = 1 | filter b = 2 | fields b', ['{"a":1,"b":2}', '{"a":1,"b":3}'], [{ b: '2' }]],
  ['fields @message | filter strcontains(@message, "y") = 1', ['x', 'y'], [{ '@message': 'y' }]],
]);

const LINE = '25 May 2019 10:24:39,474 [ERROR] {foo=2, bar=data} The error was: DataIntegrityException';

table('parse (CWL_QuerySyntax-Parse.html)', [
  [
    'parse @message "[*] * The error was: *" as level, config, exception | display level, config, exception',
    [LINE],
    [{ level: 'ERROR', config: '{foo=2, bar=data}', exception: 'DataIntegrityException' }],
  ],
  [
    'parse @message /\\[(?<level>\\S+)\\]\\s+(?<config>\\{.*\\})\\s+The error was: (?<exception>\\S+)/',
    [LINE],
    [{ level: 'ERROR', config: '{foo=2, bar=data}', exception: 'DataIntegrityException' }],
  ],
  ['parse "took *s" as t | sort @timestamp | display t', ['took 0.3s', 'nothing'], [{ t: '0.3' }, {}]],
  ['parse @message "*=*" as k, v | display k, v', ['a=b=c'], [{ k: 'a', v: 'b=c' }]],
  ['parse @message \'say "*"\' as said', ['say "hi"'], [{ said: 'hi' }]],
  ['parse @message "say \\"*\\"" as said', ['say "hi"'], [{ said: 'hi' }]],
  ['parse @message /took (?<@t>[0-9.]+)s/ | display @t', ['took 0.3s'], [{ '@t': '0.3' }]],
  ['parse @message /took (?P<t>[0-9.]+)s/', ['took 0.3s'], [{ t: '0.3' }]],
  ['parse @message /(?<a>x)|(?<b>y)/ | display a, b', ['y'], [{ b: 'y' }]],
  [
    'parse @message "url=*" as url | parse url "/api/*/users/*" as version, user | display version, user',
    ['url=/api/v1/users/7'],
    [{ version: 'v1', user: '7' }],
  ],
  ['parse identity.arn "*:*" as a, b', ['{"identity":{"arn":"x:y"}}'], [{ a: 'x', b: 'y' }]],
  [
    'parse @message /(\\d+\\.\\d+\\.\\d+\\.\\d+)/ as ip multi | stats count(*) as n by ip | sort ip',
    ['1.1.1.1 to 2.2.2.2', '1.1.1.1'],
    [
      { ip: '1.1.1.1', n: '2' },
      { ip: '2.2.2.2', n: '1' },
    ],
  ],
  ['parse @message /(?<n>\\d+)/ multi | stats sum(n) as s', ['1 2 3'], [{ s: '6' }]],
  [
    'parse @message logfmt as lf | filter lf.level = "error" | display lf.msg, lf.ms',
    ['level=error msg="it failed" ms=12', 'level=info'],
    [{ 'lf.msg': 'it failed', 'lf.ms': '12' }],
  ],
  [
    'parse @message csv as host, path, ms | display host, path, ms',
    ['a,"/x,y ""q""",12'],
    [{ host: 'a', path: '/x,y "q"', ms: '12' }],
  ],
  [
    'parse @message /(?<payload>\\{.*\\})/ | json field=payload "user.name" as name | display name',
    ['got {"user":{"name":"ann"}}'],
    [{ name: 'ann' }],
  ],
  ['json field=ctx "ids.1" as id', ['{"ctx":"{\\"ids\\":[7,8]}"}'], [{ id: '8' }]],
]);

table('unnest and expand (CWL_QuerySyntax-Unnest.html, -Expand.html)', [
  [
    'fields jsonParse(@message) as j | unnest j.events into event | display event.name',
    ['{"events":[{"name":"exception"},{"name":"user action"}]}'],
    [{ 'event.name': 'exception' }, { 'event.name': 'user action' }],
  ],
  [
    'fields jsonParse(@message) as js | unnest js.accounts into account | filter account.type = "internal" | display account.id',
    ['{"accounts":[{"type":"internal","id":1},{"type":"x","id":2}]}'],
    [{ 'account.id': '1' }],
  ],
  [
    'fields jsonParse(@message) as a | unnest a into b | stats sum(b.n) as n by b.id | sort n desc',
    ['[{"id":"x","n":1},{"id":"y","n":5},{"id":"x","n":2}]'],
    [
      { 'b.id': 'y', n: '5' },
      { 'b.id': 'x', n: '3' },
    ],
  ],
  ['fields 5 as five | unnest five into one | display one', ['x'], [{ one: '5' }]],
  [
    'parse @message "items=*" as items | expand items | stats count(*) as n by items | sort items',
    ['items=["a","b","a"]'],
    [
      { items: 'a', n: '2' },
      { items: 'b', n: '1' },
    ],
  ],
]);
