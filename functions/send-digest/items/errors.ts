import { countWindow } from '../../check-logs/count-window.ts';
import { UVICORN } from '../../check-logs/evidence.ts';
import { byCause, type ErrorGroup } from '../../report-incident/diagnose/errors-by-cause.ts';
import { aboutTotal } from '../../shared/incident/about-total.ts';
import { type ErrorKind, isNew, requestsOf } from '../../shared/observation.ts';
import { number, plural } from '../../shared/text/words.ts';
import { type Answer, before, type Question, type Window } from '../scope.ts';
import { type Errors, kindsIn } from './error-kinds.ts';
import { errorsByMinute } from './errors-by-minute.ts';

const MOST_SHOWN = 8;
const MOST_OTHERS = 2;
/** More than this share of the requests failed through a fault of ours: somebody should look. */
const BAD_PERCENT = 1;

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
    const { logs: source, kept } = ports;
    if (!config.logs || !(source ?? kept)) return { status: 'off', fact: 'no log group is configured' };
    const judged = (found: Errors) => judgeErrors(found, window, before(scope));
    const [counted, found, earlier] = await Promise.all([
      source
        ? countWindow(config.logs, window, source)
        : { unknown: 'for this time only errors, starts and failed requests were kept' },
      source ? kindsIn(scope, source) : undefined,
      aboutTotal(ports.metrics, config.slug, 'serverErrors', scope.before),
    ]);
    if ('counts' in counted && found) return judged({ counts: counted.counts, ...found, earlier });
    const why = 'unknown' in counted ? counted.unknown : '';
    if (!kept) throw new Error(why);
    return judged(await errorsByMinute(scope, kept, why));
  },
};
