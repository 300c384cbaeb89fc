import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery, printQuery, QueryError, runQuery } from '../../insights/index.ts';
import { anyQuery, anyText } from './arbitraries.ts';
import { events } from './support.ts';

/** A tree without the places in the text, which a printed query has elsewhere. */
const tree = (query: string) =>
  JSON.parse(JSON.stringify(parseQuery(query).commands, (key, value) => (key === 'at' || key === 'text' ? undefined : value)));

describe('print', () => {
  test.each([
    ['FIELDS  a,b as c|filter (a=1 or b=2) and not c like /x/', 'fields a, b as c\n| filter (a = 1 or b = 2) and not c like /x/'],
    ['fields ((1+2))*3, (2^3)^2, 2^(3^2), -(1+2)', 'fields (1 + 2) * 3, (2 ^ 3) ^ 2, 2 ^ 3 ^ 2, -(1 + 2)'],
    ['parse "a\\"*" as x | parse foo /b(?<y>.)/ multi', 'parse @message "a\\"*" as x\n| parse foo /b(?<y>.)/ multi'],
    ['stats count( * ) by `a-b`.c[1], BIN(5m) as t | sort t', 'stats count(*) by `a-b`.c.1, BIN(5m) as t\n| sort t asc'],
    ['limit any 5', 'limit any 5'],
    ['SOURCE logGroups( namePrefix : [\'a\',"b"] )|limit 1', 'source logGroups(namePrefix: ["a", "b"])\n| limit 1'],
    ["source 'g'", 'source "g"'],
    ['filter a IN(SOURCE g|fields a)', 'filter a in (source "g" | fields a)'],
    [
      'JOIN right=r left=l WHERE r.`a b`=l.c AND l.d=r.e (fields f)',
      'join type=inner left=l right=r where l.c = r.`a b` and l.d = r.e (fields f)',
    ],
    ['lookup t-1 a as b.c, d output e, f AS g', 'lookup `t-1` a as b.c, d as d OUTPUT e, f as g'],
    ['cidrlookup t ip OutputNew a', 'cidrlookup t ip OUTPUTNEW a'],
    ['appendcols max=5(stats count(*))', 'appendcols override=false max=5 (stats count(*))'],
    ['fields 226000000000000000.5 as n', 'fields 226000000000000000.0 as n'],
  ])('%s', (query, printed) => expect(printQuery(parseQuery(query))).toBe(printed));
});

test('parse, print, parse gives the same tree', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const printed = printQuery(parseQuery(query));
      expect(tree(printed)).toEqual(tree(query));
      expect(printQuery(parseQuery(printed))).toBe(printed);
    }),
    { numRuns: 2000 },
  );
});

test('any text runs as a query or fails with a place, and with no other error', () => {
  fc.assert(
    fc.property(anyText, fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }), (query, messages) => {
      try {
        runQuery(query, events(...messages), { startMs: 0, endMs: 2e12 }, { timeLimitMs: 2000 });
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        expect((error as QueryError).line).toBeGreaterThan(0);
        expect((error as QueryError).column).toBeGreaterThan(0);
      }
    }),
    { numRuns: 3000 },
  );
});
