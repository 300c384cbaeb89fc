import type { ReporterState } from '../../shared/incident/reporter-state.ts';

/** Longer than the reporter sleeps between two runs, so that an open window leaves no gap, also where one cannot find out. */
const EXTEND_MS = 150_000;
const BY = 'the configuration';

/**
 * Keeps the silence of a planned window going for as long as it is open, and ends it with the window. Pure.
 * @param open its name; null where none is open, and undefined where that is not known.
 */
export function withWindow(state: ReporterState, open: string | null | undefined, nowMs: number): ReporterState {
  const { silence } = state;
  if (open === undefined) return state;
  if (open === null)
    return isOfWindow(silence) && silence.untilMs > nowMs ? { ...state, silence: { ...silence, untilMs: nowMs } } : state;
  const untilMs = nowMs + EXTEND_MS;
  if (silence && silence.untilMs >= untilMs) return state;
  const fromMs = silence && silence.untilMs >= nowMs ? silence.fromMs : nowMs;
  return { ...state, silence: { fromMs, untilMs, why: `planned: ${open}`, by: BY } };
}

/** Whoever silences has a name. */
export function isOfWindow(silence: ReporterState['silence']): silence is NonNullable<ReporterState['silence']> {
  return silence?.by === BY && silence.why.startsWith('planned: ');
}
