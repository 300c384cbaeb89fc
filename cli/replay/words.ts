import { clockTime, dateTime, duration, plural } from '../../functions/shared/text/words.ts';
import { type Difference, isChanged, type Pair } from '../../local/replay/difference.ts';
import { NIGHT, pagesOf, type ReplayedIncident } from '../../local/replay/incidents.ts';
import type { Replayed } from './replayed.ts';

const DAY_MS = 86_400_000;
/** Without its seconds and its zone. */
const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** From the first alarm to when all had stayed well. */
function spanWords({ openedMs, resolvedMs }: ReplayedIncident): string {
  if (resolvedMs === undefined) return `${dateTime(openedMs)}, not over at the end`;
  return `${timesWords(openedMs, resolvedMs)}, ${duration(resolvedMs - openedMs)}`;
}

/** "2026-11-25 09:00 to 09:11 UTC", with both days where they differ. */
export function timesWords(fromMs: number, toMs: number): string {
  const isOneDay = Math.floor(fromMs / DAY_MS) === Math.floor(toMs / DAY_MS);
  return `${minute(fromMs)} to ${isOneDay ? minute(toMs).slice(11) : minute(toMs)} UTC`;
}

const titleOf = ({ standing, short }: ReplayedIncident) => `${standing}  ${short}`;
const nightHours = (timezone: string) => `${NIGHT.fromHour}:00 to 0${NIGHT.toHour}:00 ${timezone}`;

/** The incidents of a replay, each with what people would have got. */
export function incidentLines({ incidents, others }: Replayed): string[] {
  return [
    ...incidents.flatMap((incident) => [
      `${spanWords(incident)}: ${titleOf(incident)}`,
      ...(incident.cause ? [`  ${incident.certain ? 'Cause' : 'Probable cause'}: ${incident.cause}`] : []),
      ...incident.messages.map((m) => `  ${clockTime(m.atMs)}  ${m.receiver}  ${m.subject}`),
      ...(incident.messages.length === 0 ? ['  Nobody was told.'] : []),
      '',
    ]),
    ...others.map((m) => `${dateTime(m.atMs)}  ${m.receiver}  ${m.subject}`),
  ];
}

/** "4 incidents, 8 messages, 3 pages, none of them at night (22:00 to 07:00 UTC)". */
export function sumWords({ incidents, others, pages, pagesAtNight }: Replayed, timezone: string): string {
  const messages = incidents.reduce((sum, i) => sum + i.messages.length, others.length);
  const night = pages === 0 ? '' : `, ${pagesAtNight === 0 ? 'none' : pagesAtNight} at night (${nightHours(timezone)})`;
  return `${plural(incidents.length, 'incident')}, ${plural(messages, 'message')}, ${plural(pages, 'page')}${night}`;
}

/** Seconds by which a pair is told otherwise. */
const shift = ({ laterSeconds = 0 }: Pair) =>
  `told ${duration(Math.abs(laterSeconds) * 1000)} ${laterSeconds < 0 ? 'earlier' : 'later'}`;
const pageWords = (pages: number) => (pages === 0 ? '' : `${plural(Math.abs(pages), 'page')} ${pages < 0 ? 'fewer' : 'more'}`);

/** One row of what changes: when, what, and how. */
export interface ChangeRow {
  what: 'gained' | 'lost' | 'earlier' | 'later' | 'other';
  openedMs: number;
  title: string;
  how: string;
}

/** What changes, in the order of time. */
export function changeRows({ gained, lost, earlier, later, otherwise }: Difference): ChangeRow[] {
  const alone = (what: ChangeRow['what'], incident: ReplayedIncident): ChangeRow => {
    const pages = pagesOf(incident).length;
    return { what, openedMs: incident.openedMs, title: titleOf(incident), how: pages === 0 ? 'no page' : plural(pages, 'page') };
  };
  const paired = (what: ChangeRow['what'], pair: Pair): ChangeRow => {
    const cause = pair.isOtherCause ? `the cause was: ${pair.before.short}${pair.before.certain ? '' : ' (probable)'}` : '';
    const how = [pair.laterSeconds ? shift(pair) : '', pageWords(pair.pages), cause].filter(Boolean).join('; ');
    return { what, openedMs: pair.before.openedMs, title: titleOf(pair.after), how: how || 'other messages' };
  };
  return [
    ...gained.map((i) => alone('gained', i)),
    ...lost.map((i) => alone('lost', i)),
    ...earlier.map((p) => paired('earlier', p)),
    ...later.map((p) => paired('later', p)),
    ...otherwise.map((p) => paired('other', p)),
  ].sort((a, b) => a.openedMs - b.openedMs);
}

/** "Pages: 5 before, 3 after. At night: 1 before, 0 after. Delay added: 2 min in 1 incident." */
export function balanceWords(before: Replayed, after: Replayed, { later }: Difference): string {
  const delayMs = later.reduce((sum, { laterSeconds = 0 }) => sum + laterSeconds * 1000, 0);
  const delay =
    later.length > 0 ? ` Delay added: ${duration(delayMs)} in ${plural(later.length, 'incident')}.` : ' No delay added.';
  return `Pages: ${before.pages} before, ${after.pages} after. At night: ${before.pagesAtNight} before, ${after.pagesAtNight} after.${delay}`;
}

/** The difference as lines for people. */
export function differenceLines(before: Replayed, after: Replayed, difference: Difference): string[] {
  if (!isChanged(difference)) return ['The same would have been told.'];
  const rows = changeRows(difference).map(
    ({ what, openedMs, title, how }) => `${what.padEnd(8)} ${dateTime(openedMs)}  ${title} (${how})`,
  );
  const same = `${plural(difference.same, 'incident')} the same.`;
  return [...rows, '', balanceWords(before, after, difference), same];
}

/** A text in a table of Markdown. */
export const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** The difference as a table for a pull request. */
export function differenceMarkdown(before: Replayed, after: Replayed, difference: Difference): string {
  const rows = changeRows(difference).map(
    ({ what, openedMs, title, how }) => `| ${what} | ${minute(openedMs)} | ${cell(title)} | ${cell(how)} |`,
  );
  const table = rows.length > 0 ? ['| | since (UTC) | incident | |', '| --- | --- | --- | --- |', ...rows] : [];
  const head = rows.length > 0 ? 'What would be told differently:' : 'The same would have been told.';
  return [head, '', ...table, ...(table.length > 0 ? [''] : []), balanceWords(before, after, difference)].join('\n');
}
