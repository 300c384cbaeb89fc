import { MULTILINE_PATTERN } from '../shared/atlasml/log-format.ts';
import type { LogsConfig } from '../shared/config/schema.ts';
import type { LogsObservation } from '../shared/observation.ts';
import type { Clock, KindMemory, LogSource } from '../shared/ports.ts';
import { plural } from '../shared/text/words.ts';
import { withAges } from './ages.ts';
import { aroundStart, withTraces } from './context.ts';
import { countWindow } from './count-window.ts';
import { isLoopOver, newestLoop } from './counts.ts';
import { driverClock, wrongClock } from './driver-clock.ts';
import { earlierEvidence } from './earlier.ts';
import { errorKinds, UVICORN } from './evidence.ts';
import { clockNote } from './log-clock.ts';
import { lookBack } from './look-back.ts';
import { lookCloser } from './look-closer.ts';
import { EVIDENCE_LIMIT, evidenceQuery, STARTS_QUERY } from './query.ts';
import { refusalsIn } from './refusals.ts';
import { silentEnd } from './silent-end.ts';

/** check-logs looks back this far at every run; the windows of following runs overlap, so late events still count. */
export const WINDOW_MS = 5 * 60_000;
/** A crash loop may be slower than that: once a start is seen, starts are counted over this long. */
export const STARTS_WINDOW_MS = 15 * 60_000;

export interface LogPorts {
  source: LogSource;
  clock: Clock;
  /** Without it no kind of error is called new. */
  kinds?: KindMemory;
}

/** The window of a run at `nowMs`: whole seconds, `[s, e - 1]`, because StartQuery includes both ends. */
export function windowAt(nowMs: number, delaySeconds: number, lengthMs = WINDOW_MS): { startMs: number; endMs: number } {
  const end = Math.floor(nowMs / 1000) * 1000 - delaySeconds * 1000;
  return { startMs: end - lengthMs, endMs: end - 1 };
}

/**
 * Counts the log of a window.
 * @returns an observation whose `unknown` names the reason whenever a query did not finish; it does not throw for that, nor when no kind can be remembered.
 */
export async function checkLogs(
  logs: Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>,
  window: { startMs: number; endMs: number },
  ports: LogPorts,
): Promise<LogsObservation> {
  const { source } = ports;
  const observed = (more: Partial<LogsObservation>): LogsObservation => ({
    check: 'logs',
    atMs: ports.clock.now(),
    window,
    evidence: [],
    notes: [],
    ...more,
  });
  const counted = await countWindow(logs, window, source);
  if ('unknown' in counted) return observed({ unknown: counted.unknown });
  const { counts } = counted;
  const clock = source.hasAgentTimes ? await driverClock(counts.lines, window, source) : source.clock?.();
  if (clock && !clock.isCounted) return observed({ unknown: wrongClock(clock), clock });
  const notes = [...notesOn(counted.rows), ...(clock ? [clockNote(clock)] : []), ...(source.doubts?.(window) ?? [])];
  if (counts.starts > 0) {
    const longer = { startMs: Math.min(window.startMs, window.endMs + 1 - STARTS_WINDOW_MS), endMs: window.endMs };
    const starts = await source.query({ query: STARTS_QUERY, ...longer });
    const loop = starts.state === 'complete' ? newestLoop(starts.rows) : undefined;
    // Of a loop that is over the newest start is left: its other starts are nobody's trouble any more.
    if (loop) counts.starts = isLoopOver(loop, counts, window.endMs) ? 1 : Math.max(counts.starts, loop.starts);
    if (starts.state === 'unknown') notes.push(`starts are counted over the shorter window only: ${starts.reason}`);
  }
  const start = counts.starts > 0 && counts.lastStartMs !== null ? await aroundStart(counts.lastStartMs, source) : {};
  const isRestarted = counts.starts > 0 && counts.lastStartMs !== null && !start.failure;
  const silentEndMs = isRestarted ? await silentEnd(counts.lastStartMs as number, window.endMs, source) : undefined;
  const refusals = await refusalsIn(counted, logs, window, source);
  const back = await lookBack(counted, logs, window, source);
  const seen = {
    counts,
    notes,
    ...(clock && { clock }),
    ...(counted.upSinceMs !== undefined && { upSinceMs: counted.upSinceMs }),
    ...(refusals && { refusals }),
    ...(start.crash && { crash: start.crash }),
    ...(silentEndMs !== undefined && { silentEndMs }),
    ...(await lookCloser(counted, window, source, back)),
    ...(back && { earlier: await earlierEvidence(back) }),
    ...(start.failure && { startFailure: start.failure }),
    ...(start.lastWords && { lastWords: start.lastWords }),
  };
  const failures = counts.serverErrors + counts.criticalLines;
  if (failures + counts.levels.error === 0) return observed(seen);
  const { rows, note } = await errorRows(window, source);
  if (note) notes.push(note);
  // What uvicorn says of an exception comes with a 500; without one it is text that somebody sent.
  const told = errorKinds(rows).filter((k) => failures > 0 || k.logger !== UVICORN);
  const evidence = await withTraces(told, source);
  try {
    // An error line that made nothing fail is evidence, but it is not remembered: a failure by it later is news.
    const kinds = failures > 0 ? ports.kinds : undefined;
    return observed({ ...seen, evidence: kinds ? await withAges(evidence, kinds, ports.clock.now()) : evidence });
  } catch (error) {
    notes.push(`which errors are new is not known: ${(error as Error).message}`);
    return observed({ ...seen, evidence });
  }
}

/** The newest error lines; in a storm the first of the window, too: what began it is often none of the newest. */
async function errorRows(
  window: { startMs: number; endMs: number },
  source: LogSource,
): Promise<{ rows: Record<string, string>[]; note?: string }> {
  const newest = await source.query({ query: evidenceQuery(EVIDENCE_LIMIT), ...window });
  if (newest.state === 'unknown') return { rows: [], note: `no evidence: ${newest.reason}` };
  if (newest.rows.length < EVIDENCE_LIMIT) return { rows: newest.rows };
  const first = await source.query({ query: evidenceQuery(EVIDENCE_LIMIT, 'first'), ...window });
  const isKnown = (row: Record<string, string>) =>
    newest.rows.some((r) => r['@timestamp'] === row['@timestamp'] && r['@message'] === row['@message']);
  const more = first.state === 'complete' ? first.rows.filter((row) => !isKnown(row)) : [];
  const which = more.length > 0 ? `the first and the newest ${EVIDENCE_LIMIT}` : `the newest ${EVIDENCE_LIMIT}`;
  return { rows: [...newest.rows, ...more], note: `of the error lines only ${which} are looked at` };
}

function notesOn(rows: Record<string, string>[]): string[] {
  const glued = rows.reduce((sum, row) => sum + (Number(row.n_gluedAccess) || 0), 0);
  if (glued === 0) return [];
  return [
    `${plural(glued, 'log event')} hold${glued === 1 ? 's' : ''} access lines glued to the line before, so requests are missing from the counts: ` +
      `the log driver's multi-line option hides them. Remove awslogs-datetime-format, or set awslogs-multiline-pattern to ${MULTILINE_PATTERN}`,
  ];
}
