import type { Incident, Member, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { EarlierEvidence, ErrorKind, LogsObservation, Observation } from '../../shared/observation.ts';

/** Kinds of error that are kept: those of the beginning, and the newest. */
const MOST_FIRST = 8;
const MOST_NEWEST = 8;
/** What was logged so long before an alarm may be its evidence: the window of the check, and what is on its way. */
const BEFORE_ALARM_MS = 6 * 60_000;

/** What the log said so far of the open incident is kept with it: the window of the check is five minutes, an incident is not. */
export function withEvidence(state: ReporterState, observations: Observation[]): ReporterState {
  const logs = observations.find((o) => o.check === 'logs');
  if (!logs) return state;
  return {
    ...state,
    incidents: state.incidents.map((i) => (i.resolvedMs === undefined ? { ...i, evidence: evidenceSoFar(i.evidence, logs) } : i)),
  };
}

/** What the log said of an incident, now and before. @param kept what is known from before. */
export function evidenceSoFar(kept: EarlierEvidence | undefined, logs: LogsObservation | undefined): EarlierEvidence {
  return [kept, logs?.earlier, logs && ofWindow(logs)].reduce<EarlierEvidence>((all, more) => (more ? merged(all, more) : all), {
    kinds: [],
  });
}

/** What is newer counts; of a kind of error also when it was first seen. */
function merged(before: EarlierEvidence, after: EarlierEvidence): EarlierEvidence {
  const lastStartMs = newer(before.lastStartMs, after.lastStartMs);
  const upSinceMs = newer(before.upSinceMs, after.upSinceMs);
  const lastAnswerMs = newer(before.lastAnswerMs, after.lastAnswerMs);
  return {
    ...before,
    ...after,
    kinds: mergedKinds(before.kinds, after.kinds),
    ...(lastStartMs !== undefined && { lastStartMs }),
    ...(upSinceMs !== undefined && { upSinceMs }),
    ...(lastAnswerMs !== undefined && { lastAnswerMs }),
  };
}

const newer = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

const oldestOf = (kind: ErrorKind): number => kind.oldestMs ?? kind.newestMs;

function mergedKinds(before: ErrorKind[], after: ErrorKind[]): ErrorKind[] {
  const all = new Map(before.map((kind) => [kind.fingerprint, kind]));
  for (const kind of after) {
    const known = all.get(kind.fingerprint);
    const isNewer = !known || kind.newestMs >= known.newestMs;
    const oldestMs = Math.min(oldestOf(kind), known ? oldestOf(known) : oldestOf(kind));
    all.set(kind.fingerprint, { ...(isNewer ? kind : known), oldestMs });
  }
  const kinds = [...all.values()];
  if (kinds.length <= MOST_FIRST + MOST_NEWEST) return kinds;
  const first = kinds.toSorted((a, b) => oldestOf(a) - oldestOf(b)).slice(0, MOST_FIRST);
  const rest = kinds.filter((k) => !first.includes(k)).toSorted((a, b) => b.newestMs - a.newestMs);
  return [...first, ...rest.slice(0, MOST_NEWEST)];
}

function ofWindow({
  counts,
  evidence,
  startFailure,
  lastWords,
  crash,
  ended,
  waitsFor,
  upSinceMs,
}: LogsObservation): EarlierEvidence {
  const { lastStartMs, lastAnswerMs } = counts ?? {};
  const started = typeof lastStartMs === 'number' ? lastStartMs : undefined;
  return {
    kinds: evidence,
    ...(startFailure && started !== undefined && { startFailure: { ...startFailure, atMs: started } }),
    ...(lastWords && started !== undefined && { lastWords: { atMs: started, lines: lastWords } }),
    ...(crash && { crash }),
    ...(ended && { ended }),
    ...(waitsFor && { waitsFor }),
    ...(started !== undefined && { lastStartMs: started }),
    ...(upSinceMs !== undefined && { upSinceMs }),
    ...(typeof lastAnswerMs === 'number' && { lastAnswerMs }),
  };
}

/** Of the kinds that were kept those that may be of the alarms that are on. */
export function kindsOfAlarms(kinds: ErrorKind[], members: Member[]): ErrorKind[] {
  const alarming = members.filter((m) => m.state === 'alarm');
  const sinceMs = Math.min(...alarming.map((m) => m.sinceMs)) - BEFORE_ALARM_MS;
  return alarming.length > 0 ? kinds.filter((k) => k.newestMs >= sinceMs) : [];
}

/** What the errors of a message are told from: those of the window, and those before that the window does not hold any more. */
export function withKeptKinds(
  logs: LogsObservation,
  { evidence, members }: Pick<Incident, 'evidence' | 'members'>,
): LogsObservation {
  const known = new Set(logs.evidence.map((k) => k.fingerprint));
  const kept = kindsOfAlarms(evidenceSoFar(evidence, logs).kinds, members).filter((k) => !known.has(k.fingerprint));
  return { ...logs, evidence: [...logs.evidence, ...kept] };
}
