import type { Incident, ReporterState, Silence } from '../../shared/incident/reporter-state.ts';
import type { ReadersTime } from '../../shared/text/readers-time.ts';
import { duration } from '../../shared/text/words.ts';
import { isOfWindow } from './planned-window.ts';
import { MOST_CHANGES } from './reconcile.ts';

/** "until 2026-11-25 12:00 UTC (1 h)". An answer was reckoned where it came in, seconds ago: an hour that was asked for is no "59 min". */
export function silenceSpan({ fromMs, untilMs }: Pick<Silence, 'fromMs' | 'untilMs'>, time: ReadersTime): string {
  const lasts = Math.max(1, Math.round((untilMs - fromMs) / 60_000)) * 60_000;
  return `until ${time.date(untilMs)} (${duration(lasts)})`;
}

/** What a change says in which somebody asked for silence. */
export function silenceNote({ by, why, ...span }: Silence, time: ReadersTime): string {
  return `${by} asked for silence ${silenceSpan(span, time)}${why && `: ${why}`}`;
}

/** The state whose open incident says in its time line what a person did. It is no news of its own: nobody is told because of it. Pure. */
export function withNote(state: ReporterState, note: string, atMs: number): ReporterState {
  const noted = (i: Incident): Incident => ({
    ...i,
    changes: [...i.changes, { revision: i.revision, atMs, joined: [], recovered: [], note }].slice(-MOST_CHANGES),
  });
  return { ...state, incidents: state.incidents.map((i) => (i.resolvedMs === undefined ? noted(i) : i)) };
}

/** An incident that begins in a silence says in its time line who asked for it: why nobody was told. Pure. */
export function withSilenceBefore(state: ReporterState, nowMs: number, time: ReadersTime): ReporterState {
  const { silence } = state;
  const isPersons: boolean = !isOfWindow(silence);
  if (!silence || silence.untilMs <= nowMs || !isPersons) return state;
  return withNote(state, silenceNote(silence, time), silence.fromMs);
}
