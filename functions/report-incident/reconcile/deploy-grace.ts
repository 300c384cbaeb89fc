import type { ReporterState } from '../../shared/incident/reporter-state.ts';

export interface GracePolicy {
  /** Failures that begin within this time after a deploy are not told until it is over. */
  deployGraceMs: number;
  /** When AtlasML last started, if that is known. */
  startedMs?: number;
}

/** Starts that follow each other within this time are one deploy, or no deploy at all but a loop. */
const ONE_DEPLOY_MS = 15 * 60_000;

/** Remembers a start that was not known yet. */
export function withStart(state: ReporterState, { deployGraceMs, startedMs }: GracePolicy, nowMs: number): ReporterState {
  const { deploy } = state;
  if (deployGraceMs === 0 || startedMs === undefined || startedMs > nowMs) return state;
  if (deploy && startedMs <= deploy.lastStartMs) return state;
  const isSame = deploy !== undefined && startedMs - deploy.lastStartMs < Math.max(ONE_DEPLOY_MS, 2 * deployGraceMs);
  return { ...state, deploy: { firstStartMs: isSame ? deploy.firstStartMs : startedMs, lastStartMs: startedMs } };
}

/** The grace runs from the first start of a deploy, so that what it hides cannot renew it. */
export function inGrace({ deploy }: ReporterState, { deployGraceMs }: GracePolicy, nowMs: number): boolean {
  return deploy !== undefined && nowMs >= deploy.firstStartMs && nowMs < deploy.firstStartMs + deployGraceMs;
}
