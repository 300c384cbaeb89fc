import { describe, expect, test } from 'vitest';
import { type LogEvent, runQuery } from '../../insights/index.ts';
import { allCases, caseOf } from '../support/corpus.ts';
import { events } from './support.ts';

type Row = Record<string, string | { min: number; max: number }>;
interface Contrast {
  query?: string;
  rows?: Row[];
  n?: string;
  rowCount?: number;
  valid?: boolean;
  rangeSeconds?: { startTime: number; endTime: number };
}

/** Logs that a case describes in words. */
const GENERATED: Record<string, () => LogEvent[]> = {
  I18: () => [
    at(
      '2026-11-24T10:00:00.000Z',
      JSON.stringify(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`k${String(i + 1).padStart(3, '0')}`, i + 1]))),
    ),
  ],
  I26: () =>
    Array.from({ length: 12_000 }, (_, i) => ({ timestamp: Date.parse('2026-11-24T06:00:00Z') + i * 1000, message: `e${i}` })),
  I31: () =>
    Array.from({ length: 100 }, (_, i) => ({ timestamp: Date.parse('2026-11-24T06:00:00Z') + i, message: `took ${i + 1} ms` })),
};

const at = (time: string, message: string): LogEvent => ({ timestamp: Date.parse(time), message });

// I36 and I43 are about the answers on the wire and about texts put into queries: they have tests of their own.
const cases = allCases().filter((c) => c.area === 'insights' && c.input.query !== undefined && c.id !== 'I36');

describe('queries that went wrong elsewhere give the right rows here', () => {
  test.each(cases)('$id: $title', ({ id, input, expected }) => {
    const log: LogEvent[] = GENERATED[id]?.() ?? input.events.map(({ t, m }: { t: string; m: string }) => at(t, m));
    check(log, input, { ...expected, query: input.query, rangeSeconds: input.rangeSeconds });
    for (const contrast of [expected.contrast ?? []].flat() as Contrast[]) {
      // A contrast in words only, or about other events, is said in the tables beside this file.
      if (contrast.query || contrast.rangeSeconds) check(log, input, { query: input.query, ...contrast });
    }
  });
});

function check(
  log: LogEvent[],
  input: { now?: string },
  wanted: Contrast & { ordered?: boolean; absent?: string[]; firstRow?: Row; lastRow?: Row },
): void {
  const { startTime = -Infinity, endTime = Infinity } = wanted.rangeSeconds ?? {};
  const run = () =>
    runQuery(
      wanted.query ?? '',
      log,
      { startMs: startTime * 1000, endMs: endTime * 1000 + 999 },
      input.now ? { nowMs: Date.parse(input.now) } : {},
    ).rows;
  if (wanted.valid === false) {
    expect(run).toThrow(/\(line \d+, column \d+\)/);
    return;
  }
  const rows = run();
  const expectedRows = wanted.rows ?? (wanted.n ? [{ n: wanted.n }] : undefined);
  if (expectedRows?.length === 0 && rows.length === 1) expect(rows).toEqual([{}]);
  else if (expectedRows) {
    expect(rows).toHaveLength(expectedRows.length);
    expect(sorted(rows, wanted.ordered)).toMatchObject(sorted(expectedRows, wanted.ordered).map(asymmetric));
  }
  if (wanted.rowCount) expect(rows).toHaveLength(wanted.rowCount);
  if (wanted.firstRow) expect(rows[0]).toEqual(wanted.firstRow);
  if (wanted.lastRow) expect(rows.at(-1)).toEqual(wanted.lastRow);
  for (const name of wanted.absent ?? []) expect(rows[0]).not.toHaveProperty(name);
}

const sorted = <T>(rows: T[], ordered: boolean | undefined) =>
  ordered ? rows : rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** A bracket stands for any number in it. */
function asymmetric(row: Row): Record<string, unknown> {
  const between = (v: Row[string]) =>
    typeof v === 'string'
      ? v
      : { asymmetricMatch: (n: string) => Number(n) >= v.min && Number(n) <= v.max, toString: () => `${v.min} to ${v.max}` };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, between(value)]));
}

test('I16: a hyphen without backticks subtracts', () => {
  expect(runQuery('fields request-id as rid', events('{"request-id":"r-1","request":5,"id":2}')).rows).toEqual([{ rid: '3' }]);
});

test('I43: a value with a quote cannot become a part of the query when it is escaped as strings are', () => {
  const { input } = caseOf('I43');
  const log = input.events.map(({ t, m }: { t: string; m: string }) => at(t, m));
  const escaped = input.value.replace(/[\\']/g, '\\$&');
  expect(runQuery(input.template.replace('{value}', escaped), log).rows).toEqual([{ n: '0' }]);
});

test('insights-02: nested fields, aliases, single quotes and a glob on a dotted field', () => {
  const message = JSON.stringify({
    kind: 'k',
    input: { tokens: 7 },
    identity: { arn: 'arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_ab/jo' },
  });
  expect(runQuery('stats sum(input.tokens) as t by kind', events(message)).rows).toEqual([{ kind: 'k', t: '7' }]);
  const query = `parse identity.arn "*assumed-role/AWSReservedSSO_*_*/*" as a, role, id, who | filter role = 'Admin' | display role, id, who`;
  expect(runQuery(query, events(message)).rows).toEqual([{ role: 'Admin', id: 'ab', who: 'jo' }]);
});

test('insights-03: a query whose backslash was lost on the way does not match', () => {
  const query = (regex: string) => runQuery(`parse @message /took (?<ms>${regex}+)/ | display ms`, events('took 12')).rows;
  expect(query(String.raw`\d`)).toEqual([{ ms: '12' }]);
  expect(query('d')).toEqual([{}]);
});
