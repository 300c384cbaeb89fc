import { withAges } from '../../check-logs/ages.ts';
import { withTraces } from '../../check-logs/context.ts';
import { errorKinds } from '../../check-logs/evidence.ts';
import { evidenceQuery } from '../../check-logs/query.ts';
import type { ErrorKind, LogCounts } from '../../shared/observation.ts';
import type { LogSource } from '../../shared/ports.ts';
import type { Scope } from '../scope.ts';

/** So many error lines of the window are read, the newest ones. */
const MOST_LINES = 2_000;

/** Which errors there were in the window. */
export interface ErrorKinds {
  kinds: ErrorKind[];
  /** Why they are not known. */
  blind?: string;
  notes: string[];
}

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

export async function kindsIn({ ports, window }: Pick<Scope, 'ports' | 'window'>, source: LogSource): Promise<ErrorKinds> {
  const lines = await source.query({ query: evidenceQuery(MOST_LINES), ...window });
  const rows = lines.state === 'complete' ? lines.rows : [];
  const notes = rows.length === MOST_LINES ? [`only the newest ${MOST_LINES} error lines were looked at`] : [];
  const traced = await withTraces(errorKinds(rows), source);
  // A kind that check-logs did not remember was seen when it was logged, not now.
  const kinds = ports.kinds ? await withAges(traced, ports.kinds, window.endMs) : traced;
  return { kinds, ...(lines.state === 'unknown' && { blind: lines.reason }), notes };
}
