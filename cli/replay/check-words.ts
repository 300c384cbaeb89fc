import { clockTime, dateTime, duration } from '../../functions/shared/text/words.ts';
import type { ReplayedIncident } from '../../local/replay/incidents.ts';
import { incidentJson } from './json.ts';
import type { Both } from './set-beside.ts';
import type { ToldThere } from './told-there.ts';
import { cell } from './words.ts';

/** One trouble of the check, with the reasons where it is not alike; the order of time. */
export interface CheckRow {
  what: 'alike' | 'otherwise' | 'only here' | 'only there';
  here?: ReplayedIncident;
  there?: ToldThere;
  /** In what they differ, in words. */
  how: string[];
  reasons: string[];
}

export const NO_REASON = 'Why is not known.';

/** In what two differ that both told. */
export function howWords({ here, there, laterSeconds = 0, isOtherCause, isOtherStanding }: Both): string[] {
  const late = `Told ${duration(Math.abs(laterSeconds) * 1000)} ${laterSeconds < 0 ? 'earlier' : 'later'} there.`;
  return [
    ...(Math.abs(laterSeconds) > 0 ? [late] : []),
    ...(isOtherStanding ? [`${there.standing} there, ${here.standing} here.`] : []),
    ...(isOtherCause ? [`The cause there: ${there.short}; here: ${here.short}.`] : []),
  ];
}

const openedMs = ({ here, there }: CheckRow) =>
  Math.min(here?.openedMs ?? Number.POSITIVE_INFINITY, there?.openedMs ?? Number.POSITIVE_INFINITY);
const titleOf = ({ here, there }: CheckRow) => {
  const { standing = '', short = '' } = here ?? there ?? {};
  return `${standing}  ${short}`;
};
const reasonsOf = ({ what, reasons }: CheckRow) => (what === 'alike' ? [] : reasons.length > 0 ? reasons : [NO_REASON]);

const howOf = ({ what, how }: CheckRow) => (what === 'alike' ? [] : how);
const wentOn = ({ there }: CheckRow) => (there?.wentOn ? ['It went on there after the log that is replayed ends.'] : []);

/** "2 alike, 1 otherwise, none only here, none only there". */
export function sumOfRows(rows: readonly CheckRow[]): string {
  return (['alike', 'otherwise', 'only here', 'only there'] as const)
    .map((what) => `${rows.filter((r) => r.what === what).length || 'none'} ${what}`)
    .join(', ');
}

/** The check for people: here is the replay, there is what was told. */
export function checkLines(rows: readonly CheckRow[], there: string): string[] {
  if (rows.length === 0) return [`Neither the replay nor ${there} told anything in that time.`];
  return [
    `Here is the replay, there is ${there}: ${sumOfRows(rows)}.`,
    ...rows.flatMap((row) => [
      '',
      `${row.what.padEnd(10)}  ${dateTime(openedMs(row))}  ${titleOf(row)}`,
      ...[...howOf(row), ...reasonsOf(row), ...wentOn(row)].map((sentence) => `  ${sentence}`),
      ...(row.here?.messages ?? []).map((m) => `    here   ${clockTime(m.atMs)}  ${m.receiver}  ${m.subject}`),
      ...(row.there?.messages ?? []).map(
        (m) =>
          `    there  ${clockTime(m.atMs)}  ${m.receiver}  ${m.subject ?? m.kind}${m.failure === undefined ? '' : ' (failed)'}`,
      ),
    ]),
  ];
}

/** The check as a table for a pull request. */
export function checkMarkdown(rows: readonly CheckRow[], there: string): string {
  const [first, ...others] = checkLines([], there);
  if (rows.length === 0) return [first, ...others].join('\n');
  const lines = rows.map((row) => {
    const why = [...howOf(row), ...reasonsOf(row), ...wentOn(row)].join(' ');
    return `| ${row.what} | ${dateTime(openedMs(row)).replace(' UTC', '')} | ${cell(titleOf(row))} | ${cell(why)} |`;
  });
  return [
    `Here is the replay, there is ${there}: ${sumOfRows(rows)}.`,
    '',
    '| | since (UTC) | incident | why |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The check for programs. */
export function checkJson(rows: readonly CheckRow[]): object {
  const of = (what: CheckRow['what']) =>
    rows
      .filter((r) => r.what === what)
      .map(({ here, there, how, reasons }) => ({
        here: here ? incidentJson(here) : null,
        there: there ? thereJson(there) : null,
        ...(what !== 'alike' && { how, reasons }),
      }));
  return { alike: of('alike'), otherwise: of('otherwise'), onlyHere: of('only here'), onlyThere: of('only there') };
}

function thereJson({ openedMs: opened, resolvedMs, short, cause, standing, messages }: ToldThere): object {
  return {
    openedAt: iso(opened),
    resolvedAt: resolvedMs === undefined ? null : iso(resolvedMs),
    short,
    cause,
    standing,
    messages: messages.map(({ atMs, receiver, kind, subject, failure }) => ({
      at: iso(atMs),
      receiver,
      kind,
      subject: subject ?? null,
      failure: failure ?? null,
    })),
  };
}
