import { withAges } from '../../check-logs/ages.ts';
import { withTraces } from '../../check-logs/context.ts';
import { countWindow } from '../../check-logs/count-window.ts';
import { errorKinds, UVICORN } from '../../check-logs/evidence.ts';
import { evidenceQuery } from '../../check-logs/query.ts';
import { byCause, type ErrorGroup } from '../../report-incident/diagnose/errors-by-cause.ts';
import { aboutTotal } from '../../shared/incident/about-total.ts';
import { type ErrorKind, isNew, type LogCounts, requestsOf } from '../../shared/observation.ts';
import { number, plural } from '../../shared/text/words.ts';
import { type Answer, before, type Question, type Window } from '../scope.ts';

/** So many error lines of the window are read, the newest ones. */
const MOST_LINES = 2_000;
const MOST_SHOWN = 8;
const MOST_OTHERS = 2;
/** More than this share of the requests failed through a fault of ours: somebody should look. */
const BAD_PERCENT = 1;

/** What the log of a window held. */
export interface Errors {
  counts: LogCounts;
  kinds: ErrorKind[];
  /** About how many server errors the window before had; undefined where nothing is known of it. */
  earlier: number | undefined;
  /** Why the kinds are not known. */
  blind?: string;
  notes: string[];
}

/** A kind that is new, a critical line, a failed start or many failures make it bad; a few known failures do not. */
export function judgeErrors({ counts, kinds, earlier, blind, notes }: Errors, window: Window, span: string): Answer {
  const groups = byCause(kinds);
  const isFresh = ({ head, others }: ErrorGroup) => [head, ...others].some((kind) => isNew(kind, window));
  const fresh = groups.filter(isFresh);
  const requests = requestsOf(counts);
  const percent = requests > 0 ? Math.min(100, (100 * counts.serverErrors) / requests) : 0;
  const isBad = fresh.length + counts.criticalLines + counts.failedStarts > 0 || percent > BAD_PERCENT;
  // Without an error line there is no kind that could be new.
  const isBlind = blind !== undefined && counts.levels.error > 0;
  const shown = [...fresh, ...groups.filter((group) => !fresh.includes(group))];
  const rest = shown.length - MOST_SHOWN;
  return {
    status: isBad ? 'bad' : isBlind ? 'unknown' : 'well',
    fact: [
      `${plural(counts.serverErrors, 'server error')} in ${plural(requests, 'request')}${counts.serverErrors > 0 && requests > 0 ? ` (${number(percent)} %)` : ''}`,
      earlier === undefined ? `nothing is known of ${span}` : `${span} ${earlier > 0 ? `about ${earlier}` : 'none'}`,
      plural(counts.clientErrors, 'client error'),
      ...(counts.unfinished > 0 ? [`${counts.unfinished} never finished`] : []),
      ...(counts.criticalLines > 0 ? [plural(counts.criticalLines, 'critical line')] : []),
      ...(counts.failedStarts > 0 ? [plural(counts.failedStarts, 'failed start')] : []),
    ].join('; '),
    more: [
      ...shown.slice(0, MOST_SHOWN).flatMap((group) => groupLines(group, isFresh(group))),
      ...(rest > 0 ? [`and ${plural(rest, 'more cause')}`] : []),
      ...(isBlind ? [`which errors they were is not known: ${blind}`] : []),
      ...notes,
    ],
  };
}

/** One line for a cause, and below it the other lines that the same requests wrote. */
function groupLines({ head, others, count }: ErrorGroup, isFresh: boolean): string[] {
  const { firstSeenMs } = head;
  const age = isFresh ? 'NEW  ' : firstSeenMs === undefined ? '' : `since ${new Date(firstSeenMs).toISOString().slice(0, 10)}  `;
  const rest = others.length - MOST_OTHERS;
  return [
    `${count} × ${age}${kindWords(head)}`,
    ...others.slice(0, MOST_OTHERS).map((kind) => `    also ${kind.count} × ${kindWords(kind)}`),
    ...(rest > 0 ? [`    and ${plural(rest, 'more kind')} of line`] : []),
  ];
}

const kindWords = ({ level, logger, text, exception }: ErrorKind): string =>
  `${level} ${logger}  ${text}${exception && logger === UVICORN ? `: ${exception}` : ''}`;

export const errors: Question = {
  what: 'Errors',
  seen: 'Logs',
  async ask(scope) {
    const { config, ports, window } = scope;
    const { logs: source } = ports;
    if (!config.logs || !source) return { status: 'off', fact: 'no log group is configured' };
    const [counted, lines, earlier] = await Promise.all([
      countWindow(config.logs, window, source),
      source.query({ query: evidenceQuery(MOST_LINES), ...window }),
      aboutTotal(ports.metrics, config.slug, 'serverErrors', scope.before),
    ]);
    if ('unknown' in counted) throw new Error(counted.unknown);
    const rows = lines.state === 'complete' ? lines.rows : [];
    const notes = rows.length === MOST_LINES ? [`only the newest ${MOST_LINES} error lines were looked at`] : [];
    const blind = lines.state === 'unknown' && { blind: lines.reason };
    const traced = await withTraces(errorKinds(rows), source);
    // A kind that check-logs did not remember was seen when it was logged, not now.
    const kinds = ports.kinds ? await withAges(traced, ports.kinds, window.endMs) : traced;
    return judgeErrors({ counts: counted.counts, kinds, earlier, ...blind, notes }, window, before(scope));
  },
};
