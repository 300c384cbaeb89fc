import type { ReporterState } from '../../shared/incident/reporter-state.ts';

/** Longer than the reporter sleeps between two runs, so that an open window leaves no gap. */
const EXTEND_MS = 150_000;

/** Keeps the silence of a planned window going for as long as it is open. Pure. */
export function withWindow(state: ReporterState, open: string | undefined, nowMs: number): ReporterState {
  const { silence } = state;
  const untilMs = nowMs + EXTEND_MS;
  if (open === undefined || (silence && silence.untilMs >= untilMs)) return state;
  const fromMs = silence && silence.untilMs >= nowMs ? silence.fromMs : nowMs;
  return { ...state, silence: { fromMs, untilMs, why: `planned: ${open}`, by: 'monitor.config.ts' } };
}
