import fc from 'fast-check';

const field = fc.constantFrom(
  '@message',
  '@timestamp',
  'level',
  'a.b',
  'items[1].id',
  '`x-y`',
  'n',
  'missing',
  '@ptr',
  'm.`k.l`',
);
const number = fc.constantFrom('0', '1', '2.5', '1e3', '100');
const string = fc.constantFrom('"a"', "'b c'", '"say \\"x\\""', '"ä🔥"', '""', '"12"', '"a.b*"');
const regex = fc.constantFrom('/a/', '/(?i)err|warn/', '/^x.*y$/', '/[0-9]+\\/s/', '/ä/', '/took (\\d+)/');
const period = fc.constantFrom('5m', '1h', '30s', '1mo', '2 w'.replace(' ', ''));
const name = fc.constantFrom('x', 'y2', '@t', '`odd name`', 'count', 'by2');

const { expression } = fc.letrec<{ expression: string; primary: string }>((tie) => ({
  primary: fc.oneof({ maxDepth: 3 }, field, number, string),
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    tie('primary'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '^', '=', '!=', '<', '<=', '>', '>=', 'and', 'or'),
        tie('expression'),
      )
      .map(([a, o, b]) => `(${a}) ${o} (${b})`),
    fc
      .tuple(tie('primary'), fc.constantFrom('+', '-', '*', '=', '<', 'and', 'or', '^'), tie('primary'))
      .map(([a, o, b]) => `${a} ${o} ${b}`),
    tie('expression').map((e) => `not (${e})`),
    tie('expression').map((e) => `-(${e})`),
    fc.tuple(tie('primary'), fc.constantFrom('like', 'not like', '=~'), fc.oneof(string, regex)).map((p) => p.join(' ')),
    fc
      .tuple(tie('primary'), fc.constantFrom('in', 'not in'), fc.array(fc.oneof(number, string), { minLength: 1, maxLength: 3 }))
      .map(([a, o, l]) => `${a} ${o} [${l.join(', ')}]`),
    fc
      .tuple(
        fc.constantFrom(
          'abs',
          'strlen',
          'toupper',
          'ispresent',
          'toMillis',
          'jsonParse',
          'isblank',
          'decToHex',
          'fromMillis',
          'md5',
        ),
        tie('expression'),
      )
      .map(([f, e]) => `${f}(${e})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('.a', '.a.`b c`[0]', '[1]', '[0][2].x'))
      .map(([e, path]) => `jsonParse(${e})${path}`),
    fc
      .tuple(
        fc.constantFrom('concat', 'coalesce', 'strcontains', 'split', 'substr', 'isIpInSubnet', 'round'),
        tie('expression'),
        tie('expression'),
      )
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    period.map((p) => `bin(${p})`),
    fc.tuple(tie('expression'), period).map(([e, p]) => `datefloor(${e}, ${p})`),
  ),
}));

export { expression };

const column = fc.tuple(expression, fc.option(name, { nil: undefined })).map(([e, n]) => (n ? `${e} as ${n}` : e));
const columns = fc.array(column, { minLength: 1, maxLength: 3 }).map((c) => c.join(', '));
const aggregate = fc.oneof(
  fc.constant('count(*)'),
  fc.constantFrom('count_over_time(*)', 'sumOverTime(n)', 'values(level)', 'values(n)', 'rate(n, 1m)', 'histogram(n, 4)'),
  fc
    .tuple(
      fc.constantFrom(
        'sum',
        'avg',
        'min',
        'max',
        'stddev',
        'count',
        'count_distinct',
        'earliest',
        'latest',
        'sortsFirst',
        'sortsLast',
      ),
      expression,
    )
    .map(([f, e]) => `${f}(${e})`),
  fc.tuple(expression, fc.integer({ min: 0, max: 100 })).map(([e, p]) => `pct(${e}, ${p})`),
);

/** Commands that may stand before any other. */
export const rowCommand = fc.oneof(
  columns.map((c) => `fields ${c}`),
  columns.map((c) => `display ${c}`),
  expression.map((e) => `filter ${e}`),
  fc.constantFrom(
    'parse "a*b" as x',
    'parse @message /(?<lvl>[A-Z]+)/',
    'parse level "*-*" as p, q',
    'parse /(?<n>\\d+)/ multi',
    'parse @message logfmt as lf',
    'parse csv as c, d',
  ),
  fc.constantFrom('unnest items into item', 'expand n', 'json field=a "b.c" as jc'),
  fc.constantFrom(
    'filterIndex level = "err"',
    'unmask @message',
    'addtotals',
    'addtotals fieldname=`all of it` row=false col=true n, a.b',
    'accum n as running',
    'accum n',
    'filldown',
    'filldown level, n',
    'autoregress n as lag p=1-3',
    'sessionize level maxspan 2h',
    'sessionize level, n as sid',
    'outlier n a.b',
    'outlier action=remove param=1.5 uselower=true mark=true n',
  ),
  // Queries in queries, and the table below.
  fc.constantFrom(
    'filter level in (filter n > 2 | fields level)',
    'filter n not in (SOURCE logGroups() | stats count(*) as c, max(n) as n by level)',
    'filter @message in (filter @message like "took" | limit 3)',
    'fields level in (fields level | filter level in (fields level | limit 1)) as known',
    'join left=l right=r where l.level=r.level (filter ispresent(n))',
    'join type=left left=l right=r where r.n = l.n (stats sum(n) as s, max(@timestamp) as t by n)',
    'join left=l right=r where l.level=r.level (fields @message) | fields l.n, r.n, r.@timestamp, r.a.b',
    'appendcols (stats count(*) as c by level | sort level)',
    'appendcols override=true max=2 (fields level, @message | sort @message)',
    'lookup kinds level OUTPUT words',
    'lookup kinds level as a.b, words as n OUTPUTNEW level as n',
    'cidrlookup kinds level as range OUTPUTNEW words',
  ),
  fc
    .array(
      fc.tuple(expression, fc.constantFrom('', ' asc', ' desc')).map((p) => p.join('')),
      { minLength: 1, maxLength: 2 },
    )
    .map((k) => `sort ${k.join(', ')}`),
);

/** The lookup table that some queries name. */
export const TABLES = {
  kinds: {
    columns: ['level', 'words', 'range'],
    rows: [
      ['err', 'it failed', '10.0.0.0/8'],
      ['warn', 'it may fail', '10.1.0.0/16'],
      ['err', 'again', '::/0'],
    ],
  },
};

/** A stream cannot be read twice, as these need it. */
export const readsTwice = (query: string) => /\(\s*(?:source|fields|filter|stats)\b/i.test(query);

const stats = fc
  .tuple(fc.array(aggregate, { minLength: 1, maxLength: 3 }), fc.option(columns, { nil: undefined }))
  .map(([a, by]) => `stats ${a.map((x, i) => `${x} as s${i}`).join(', ')}${by ? ` by ${by}` : ''}`);
const last = fc.constantFrom(
  'limit 5',
  'limit any 3',
  'dedup level',
  'dedup level, n | limit 2',
  'pattern @message',
  'pattern @message | diff',
  'countFrequent level',
  'stats count(*) as c, sum_over_time(n) as s by bin(5m) as t offset 1h | fillmissing with 0 for c',
  'count_frequent level, n | addtotals col=true | limit 3',
  'stats count(*) as c by bin(1m) as t | fillmissing with 0 for c',
  'stats count(*) as c, avg(n) by level, bin(10m) | sort c | fillmissing with -1.5 for avg(n), "x" for c',
  'fields n, level | sort level | filldown n* | accum n as acc',
  'sort @timestamp desc | limit 2',
);

/** A query that is well formed; what it names may still not be defined where it stands. */
export const anyQuery = fc
  .tuple(fc.array(rowCommand, { maxLength: 3 }), fc.option(fc.oneof(stats, last), { nil: undefined }))
  .map(([row, end]) => [...row, ...(end ? [end] : [])])
  .filter((c) => c.length > 0)
  .map((c) => c.join(' | '))
  .chain((q) => fc.constantFrom(q, q, q, `SOURCE logGroups() | ${q}`));

const PIECES =
  'fields filter stats sort limit parse dedup by as and or not like in ( ) [ ] , | = != < > + - * / % ^ "a" \'b\' "x /x/ /( `q `r @message n 5 5m bin(5m) count(*) sum( # \n \\ § 🔥 1e999 a.b a..b [1] true diff pattern unnest into ((((('.split(
    ' ',
  );

/** Texts near to queries, and far from them. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((p) => p.join(' ')),
  anyQuery,
  fc.tuple(anyQuery, fc.nat(200), fc.string({ maxLength: 3 })).map(([q, at, s]) => q.slice(0, at) + s + q.slice(at + 1)),
);
