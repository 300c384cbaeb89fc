import type { Account, Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import { moreKinds } from '../../shared/message/message.ts';
import type { LogsObservation, Observation } from '../../shared/observation.ts';
import { redact } from '../../shared/text/redact.ts';
import type { Reason } from '../reconcile/reconcile.ts';
import { diagnose } from './diagnose.ts';
import { errorLines, moreErrors } from './evidence.ts';
import { withKeptKinds } from './kept-evidence.ts';
import { witnessesOf } from './witnesses.ts';

const GOT_WORSE: Reason[] = ['opened', 'worse', 'unstable', 'new-cause', 'corrected'];

/**
 * Keeps what is known of the open incident for later, from when it was at its worst: at its end the checks see only that
 * all is well. Errors come into the log a minute late, so an account without any is made again when they are there.
 */
export function withAccount(
  state: ReporterState,
  reason: Reason,
  observations: Observation[],
  nowMs: number,
  timezone?: string,
): ReporterState {
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  if (!open) return state;
  const isStale = open.account === undefined || GOT_WORSE.includes(reason);
  if (!isStale && (open.account?.errors.length ?? 0) > 0) return state;
  const account = accountOf(open, observations, nowMs, timezone);
  if (!isStale && account.errors.length === 0) return state;
  return { ...state, incidents: state.incidents.map((i) => (i.id === open.id ? { ...i, account } : i)) };
}

function accountOf(incident: Incident, observations: Observation[], nowMs: number, timezone: string | undefined): Account {
  const { short, cause, certain, besides } = diagnose(incident, witnessesOf(observations, incident, nowMs, timezone));
  const logs = observations.find((o) => o.check === 'logs');
  const lastStartMs = logs?.counts?.lastStartMs;
  const kinds = logs && withKeptKinds(logs, incident);
  return {
    atMs: nowMs,
    short: redact(short),
    cause: redact(cause),
    certain,
    besides: besides.map(redact),
    errors: kinds ? errorTexts(kinds) : [],
    ...(typeof lastStartMs === 'number' && { lastStartMs }),
  };
}

function errorTexts(logs: LogsObservation): string[] {
  const lines = errorLines(logs).flatMap(({ level, logger, text, count, trace }) => [
    `${count} × ${level} ${logger}  ${text}`,
    ...trace.map((t) => `    ${t}`),
  ]);
  return [...lines, ...moreKinds({ moreErrors: moreErrors(logs) })];
}
