import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LogEvent, queryFiles, runQuery } from '../../insights/index.ts';
import { AT, PAGES, type Rows } from './support.ts';

const group = (name: string, ...objects: object[]): LogEvent[] =>
  objects.map((object, i) => ({ timestamp: AT + i * 1000, message: JSON.stringify(object), log: `1:${name}` }));
const API = group('api', { id: 1, status: 500, ip: '10.1.2.3' }, { id: 2, status: 200, ip: '10.9.9.9' }, { id: 3, status: 503 });
const DB = group('db', { id: 1, ms: 7 }, { id: '3', ms: 9 }, { id: 3, ms: 11 });
const TABLES = {
  'who-is': {
    columns: ['uid', 'name', 'net'],
    rows: [
      ['1', 'ann', '10.0.0.0/8'],
      ['3', 'bob', '10.1.0.0/16'],
      ['3', 'eve', '::/0'],
    ],
  },
};
const run = (query: string) => runQuery(query, [...API, ...DB], undefined, { groups: ['api'], tables: TABLES });

describe.each<[page: string, cases: [query: string, rows: Rows][]]>([
  [
    `${PAGES}CWL_QuerySyntax-Subqueries.html`,
    [
      ['filter id in (SOURCE "db" | fields id) | fields id | sort id', [{ id: '1' }, { id: '3' }]],
      ['filter id not in (SOURCE "db" | filter ms > 8 | fields id) | fields id | sort id', [{ id: '1' }, { id: '2' }]],
      // The column with the field's name, of several.
      ['filter id in (SOURCE "db" | stats count(*) as n by id | filter n > 1) | fields id', [{ id: '3' }]],
      // Without SOURCE it reads what the query reads (ours).
      ['filter status in (stats max(status) as m) | fields id', [{ id: '3' }]],
      [
        'filter id in (SOURCE "db" | filter id in (SOURCE "api" | filter status = 500 | fields id) | fields id) | fields id',
        [{ id: '1' }],
      ],
      ['filter id in (SOURCE "db" | filter ms > 99 | fields id) | stats count(*) as n', [{ n: '0' }]],
    ],
  ],
  [
    `${PAGES}CWL_QuerySyntax-Join.html`,
    [
      [
        'filter status >= 500 | join type=inner left=a right=d where a.id=d.id (SOURCE "db") | fields a.id, a.status, d.ms | sort d.ms desc',
        [
          { 'a.id': '3', 'a.status': '503', 'd.ms': '11' },
          { 'a.id': '3', 'a.status': '503', 'd.ms': '9' },
          { 'a.id': '1', 'a.status': '500', 'd.ms': '7' },
        ],
      ],
      [
        'join type=left left=a right=d where d.id=a.id (SOURCE "db" | filter ms < 8) | fields id, d.ms, d.@timestamp | sort id',
        [{ id: '1', 'd.ms': '7', 'd.@timestamp': '2026-11-25 10:00:00.000' }, { id: '2' }, { id: '3' }],
      ],
      // Also with what a subquery computes, and before stats.
      [
        'join left=a right=d where a.id=d.id (SOURCE "db" | stats sum(ms) as s by id) | stats sum(d.s) as s by a.status | sort s',
        [
          { 'a.status': '500', s: '7' },
          { 'a.status': '503', s: '20' },
        ],
      ],
      [
        'stats max(status) as m by id | join left=a right=d where a.id=d.id (SOURCE "db" | filter ms < 10) | display id, m, d.ms | sort id',
        [
          { id: '1', m: '500', 'd.ms': '7' },
          { id: '3', m: '503', 'd.ms': '9' },
        ],
      ],
    ],
  ],
  [
    `${PAGES}CWL_QuerySyntax-Appendcols.html`,
    [
      [
        'stats max(status) as m by id | sort id | appendcols (SOURCE db | stats sum(ms) as s by id | sort id)',
        [
          { id: '1', m: '500', s: '7' },
          { id: '2', m: '200', s: '20' },
          { id: '3', m: '503' },
        ],
      ],
      [
        'stats max(status) as m by id | sort id | appendcols override=true max=1 (SOURCE db | stats sum(ms) as m by id | sort m desc)',
        [
          { id: '3', m: '20' },
          { id: '2', m: '200' },
          { id: '3', m: '503' },
        ],
      ],
    ],
  ],
  [
    `${PAGES}CWL_QuerySyntax-Lookup.html`,
    [
      [
        'lookup who-is uid as id OUTPUT name | display id, name | sort id',
        [{ id: '1', name: 'ann' }, { id: '2' }, { id: '3', name: 'bob' }],
      ],
      [
        'lookup who-is uid as id OUTPUT name as status | display status | sort id',
        [{ status: 'ann' }, { status: '200' }, { status: 'bob' }],
      ],
      ['lookup who-is uid as id, net as net OUTPUT name | stats count(name) as n', [{ n: '0' }]],
    ],
  ],
  [
    `${PAGES}CWL_QuerySyntax-Cidrlookup.html`,
    [
      // The narrowest range fits (ours).
      [
        'cidrlookup who-is ip OUTPUT name | display id, name | sort id',
        [{ id: '1', name: 'bob' }, { id: '2', name: 'ann' }, { id: '3' }],
      ],
      [
        'cidrlookup who-is ip as net OUTPUTNEW name as id, uid | display id, uid | sort ip desc | limit 1',
        [{ id: '2', uid: '1' }],
      ],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', (query, rows) => expect(run(query).rows).toEqual(rows));
});

test.each([
  ['filter id in (SOURCE "db" | fields ms, x)', /not told which of ms, x is looked into; end the subquery with fields/],
  ['filter id in ("a", "b")', /a list stands in square brackets/],
  ['filter id in (fields id', /expected '\)' but found the end of the query/],
  ['filter id in (fields id | fliter x)', /found 'fliter'; did you mean filter\? \(line 1, column 27\)/],
  ['fields id)', /found '\)'/],
  [`${'filter id in ('.repeat(7)}fields id${')'.repeat(7)}`, /at most 5 deep/],
  ['join left=a right=a where a.id=a.id (SOURCE "db")', /two names/],
  ['join right=a where a.id=b.id (SOURCE "db")', /expected 'left=name right=name'/],
  ['join type=outer left=a right=b where a.id=b.id (SOURCE "db")', /one of inner, left/],
  ['join left=a right=b where a.id=c.id (SOURCE "db")', /a field with its side in front, such as b\.id/],
  [
    'join left=a right=b where a.id=b.id (stats count(*) as n by id) | fields b.x',
    /the subquery of join gives no x; there is id, n/,
  ],
  ['appendcols max=0 (fields id)', /a whole number from 1 to 100000/],
  ['lookup whois uid as id OUTPUT name', /there is no lookup table whois; did you mean who-is\?/],
  ['lookup who-is id OUTPUT name', /has no column id/],
  ['lookup who-is uid as id', /expected 'output'/],
  ['SOURCE lg start=-1d end=now | logcompare timeshift 7d', /SOURCE takes no times here|logcompare/],
  [
    'fields a | relevantfields where a > 4',
    /relevantfields is not supported here: no page of AWS says how its score is computed/,
  ],
])('%s is refused', (query, message) => expect(() => run(query)).toThrow(message));

test('files are groups, a line of which each query reads its own, with one thread and several', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insights-'));
  const sources = Object.entries({ api: API, db: DB }).map(([name, events]) => {
    const path = join(folder, name);
    writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return { path };
  });
  for (const query of [
    'SOURCE "api" | filter id in (SOURCE "db" | filter ms > 8 | fields id) | fields id',
    'SOURCE "api" | join left=a right=d where a.id=d.id (SOURCE "db") | fields id, d.ms | sort d.ms',
    'SOURCE "api" | stats count(*) as n by status | sort status | appendcols (SOURCE "db" | stats sum(ms) as s by id | sort id)',
    'SOURCE "api" | cidrlookup who-is ip OUTPUT name | display name | sort id',
  ]) {
    const { rows } = run(query);
    expect(rows.length).toBeGreaterThan(0);
    for (const asked of [{ threads: 1 }, { threads: 2, partBytes: 60 }])
      expect((await queryFiles(query, sources, { tables: TABLES, ...asked })).rows).toEqual(rows);
  }
  const none = await queryFiles('SOURCE "api" | filter id in (SOURCE "other" | fields id)', sources);
  expect(none.warnings).toContain('SOURCE asks for none of the files');
  const streamed = queryFiles('filter id in (fields id)', [{ name: '-', stream: Readable.from([]) }]);
  await expect(streamed).rejects.toThrow('give it files');
});

test('a subquery compares as a list does: ids of any length, numbers and Unicode, against each pair', () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      '22',
      '022',
      22,
      '1e2',
      100,
      '',
      'ä',
      '🔥',
      'K',
      'K',
      2 ** 53,
      '9007199254740993',
      9007199254740992,
      null,
    ),
    fc.integer({ min: -3, max: 3 }),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 4n }).map((n) => ({ digits: String(n) })),
    fc.string({ maxLength: 2, unit: 'grapheme' }),
  );
  /** JSON with numbers of any length. */
  const line = (v: unknown) =>
    `{"v":${typeof v === 'object' && v !== null ? (v as { digits: string }).digits : JSON.stringify(v)}}`;
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), fc.array(value, { maxLength: 6 }), (left, right) => {
      const events = [...left.map((v) => ({ v, log: '1:l' })), ...right.map((v) => ({ v, log: '1:r' }))].map(({ v, log }, i) => ({
        timestamp: i,
        message: line(v),
        log,
      }));
      const found = runQuery('filter v in (SOURCE "r" | fields v) | fields @timestamp', events, undefined, { groups: ['l'] });
      // Each pair by the operator =, which has tests of its own.
      const pair = (a: unknown, b: unknown) => {
        const message = `{"a":${line(a)},"b":${line(b)}}`;
        return runQuery('filter a.v = b.v', [{ timestamp: 0, message }]).rows.length > 0;
      };
      expect(found.rows).toHaveLength(left.filter((a) => right.some((b) => pair(a, b))).length);
    }),
    { numRuns: 150 },
  );
});
