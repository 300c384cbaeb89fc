import { dateTime, duration, plural } from '../../functions/shared/text/words.ts';
import { NIGHT } from '../../local/replay/incidents.ts';
import type { Verdict } from '../../local/replay/judge.ts';
import type { RuleJudged } from '../../local/replay/judge-rules.ts';
import { DEPLOY_MS, WORK } from '../../local/replay/judge-times.ts';
import type { Judged, TimedPage } from './judged.ts';
import type { NearMiss } from './near-misses.ts';

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;
const time = (seconds: number) => duration(Math.abs(seconds) * 1000);

/** "4 of 5 real incidents caught, 1 missed; told after 1 min (median), 4 min at worst." and what was told beside them. */
export function wholeLines({ judgement, pages }: Judged, timezone: string): string[] {
  const { verdicts, medianSeconds, worstSeconds, told, toldReal, othersForNothing, outside } = judgement;
  const caught = verdicts.filter((v) => v.result !== 'missed').length;
  const times =
    medianSeconds === undefined || worstSeconds === undefined
      ? ''
      : `; told after ${time(medianSeconds)} (median), ${time(worstSeconds)} at worst`;
  return [
    verdicts.length === 0
      ? 'No real incident began in this past.'
      : `${caught} of ${plural(verdicts.length, 'real incident')} caught, ${verdicts.length - caught} missed${times}.`,
    told === 0
      ? 'Nobody was told of anything.'
      : `Told of ${plural(told, 'incident')}, ${toldReal} of them real (${percent(toldReal, told)}).`,
    pageSum(pages, timezone),
    ...(othersForNothing > 0 ? [`Other messages for nothing: ${othersForNothing}.`] : []),
    ...(outside.length > 0
      ? [`Not judged, because they began outside of this past: ${outside.map((k) => k.id).join(', ')}.`]
      : []),
  ];
}

/** "Pages for nothing: 3: 1 asleep (…), 0 off hours, 2 at work (…); 1 within 10 min after a start of AtlasML." */
function pageSum(pages: readonly TimedPage[], timezone: string): string {
  if (pages.length === 0) return 'Pages for nothing: none.';
  const count = (is: (page: TimedPage) => boolean) => pages.filter(is).length;
  const night = `${NIGHT.fromHour}:00 to 0${NIGHT.toHour}:00 ${timezone}`;
  const work = `Monday to Friday, ${WORK.fromHour}:00 to ${WORK.toHour}:00`;
  const deploys = count((p) => p.isInDeploy);
  const marked = count((p) => p.marked !== undefined);
  return [
    `Pages for nothing: ${pages.length}: ${count((p) => p.when === 'asleep')} asleep (${night}), ${count((p) => p.when === 'off hours')} off hours, ${count((p) => p.when === 'at work')} at work (${work})`,
    ...(deploys > 0 ? [`; ${deploys} within ${duration(DEPLOY_MS)} after a start of AtlasML`] : []),
    ...(marked > 0 ? [`; ${marked} marked by people as no incident`] : []),
    '.',
  ].join('');
}

/** "told after 10 s, paged" */
export function verdictWords({ result, seconds = 0, isPaged, isBesideAnother }: Verdict): string {
  if (result === 'missed')
    return isBesideAnother ? 'what was told meanwhile is counted for an incident that began later' : 'nobody was told';
  const how = {
    early: `told ${time(seconds)} before`,
    caught: `told after ${time(seconds)}`,
    late: `told after ${time(seconds)}, when it was over`,
  };
  return `${how[result]}${isPaged ? ', paged' : ', no page'}`;
}

/** "thresholds.serverErrors=5 (now 10) would have caught it after 3 min; no more pages for nothing" */
export function nearWords({ key, from, to, seconds, morePagesForNothing: more }: NearMiss): string {
  const when = seconds < 0 ? `${time(seconds)} before` : `after ${time(seconds)}`;
  const cost = more === 0 ? 'no more pages for nothing' : `${plural(more, 'page')} more for nothing`;
  return `thresholds.${key}=${to} (now ${from}) would have caught it ${when}; ${cost}`;
}

/** The judgement for people. */
export function judgedLines(judged: Judged, near: readonly NearMiss[], timezone: string): string[] {
  const { judgement, rules, causes, pages } = judged;
  return [
    ...wholeLines(judged, timezone),
    '',
    ...judgement.verdicts.flatMap((v) => verdictLines(v, near)),
    ...(judgement.verdicts.length > 0 ? [''] : []),
    ...(rules.length > 0
      ? ['By alarm: how many real incidents it went on for, and for how many it alone did', ...ruleTable(rules), '']
      : []),
    ...(causes.length > 0
      ? [
          'By cause, as it was told',
          ...causes.map((c) => `  ${c.short}: ${c.real.length} real, ${c.forNothing} of ${c.told} for nothing`),
          '',
        ]
      : []),
    ...(pages.length > 0 ? ['Pages for nothing', ...pages.map((p) => `  ${pageWords(p)}`), ''] : []),
  ];
}

export const pageWords = ({ atMs, when, isInDeploy, marked, subject }: TimedPage): string =>
  `${dateTime(atMs)}  ${when}${isInDeploy ? ', after a start' : ''}${marked === undefined ? '' : `, ${marked} is no incident`}  ${subject}`;

function verdictLines(verdict: Verdict, near: readonly NearMiss[]): string[] {
  const { known, result, message } = verdict;
  const title = known.title === '' ? '' : `  ${known.title}`;
  const own = near.filter((n) => n.incident === known.id);
  const none = 'no other threshold was found that would have caught it';
  return [
    `${result.padEnd(7)}  ${known.id}  ${dateTime(known.fromMs)}${title}: ${verdictWords(verdict)}`,
    ...(message ? [`         ${message.subject}`] : []),
    ...(result === 'missed' ? (own.length > 0 ? own.map(nearWords) : [none]).map((words) => `         ${words}`) : []),
  ];
}

/** The columns of what an alarm is worth. */
export const RULE_COLUMNS = ['alarm', 'real', 'alone', 'median', 'worst', 'for nothing', 'on'];

export function ruleCells({ title, caught, alone, medianSeconds, worstSeconds, forNothing, fired }: RuleJudged): string[] {
  const at = (seconds: number | undefined) => (seconds === undefined ? '' : time(seconds));
  return [
    title,
    String(caught.length),
    String(alone.length),
    at(medianSeconds),
    at(worstSeconds),
    String(forNothing),
    String(fired),
  ];
}

function ruleTable(rules: readonly RuleJudged[]): string[] {
  const rows = [RULE_COLUMNS, ...rules.map(ruleCells)];
  const widths = RULE_COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map(
    (row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
  );
}
