import { createHash } from 'node:crypto';
import { slowWords } from '../check-logs/scan-budget.ts';
import type { Damage } from '../shared/incident/read-state.ts';
import type { Notice, ReporterState } from '../shared/incident/reporter-state.ts';
import type { Observation } from '../shared/observation.ts';
import type { Clock } from '../shared/ports.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';
import { readersTime } from '../shared/text/readers-time.ts';
import { redact } from '../shared/text/redact.ts';
import { withAccount } from './diagnose/account.ts';
import { withEvidence } from './diagnose/kept-evidence.ts';
import { withCause } from './diagnose/new-cause.ts';
import type { Surroundings } from './look-around.ts';
import { withoutOverruled } from './reconcile/dismissal.ts';
import { momentaryOf } from './reconcile/momentary.ts';
import { withWindow } from './reconcile/planned-window.ts';
import { proofsOf } from './reconcile/proof.ts';
import { type Reason, type Reconciled, reconcile } from './reconcile/reconcile.ts';
import { withSilenceBefore } from './reconcile/silence-note.ts';

interface DecideConfig {
  deployGraceSeconds: number;
  resolveAfterSeconds: number;
  /** Of whoever reads what is remembered in words. */
  timezone?: string | undefined;
}

/** A notice is kept for so long, so that a receiver that was away hears of it. */
const NOTICE_MS = 7 * 86_400_000;

/**
 * From what was remembered and what is so now to what is remembered next.
 * @returns with `aside` what could not be read and was not set aside before.
 */
export function decide(
  before: ReporterState,
  { alarms, observations, again, window, damaged }: Surroundings,
  damagedState: Damage[],
  config: DecideConfig,
  { clock, configured, newId }: { clock: Clock; configured: readonly AlarmDefinition[]; newId(): string },
): { state: ReporterState; reason: Reason; aside: { damage: Damage; atMs: number }[] } {
  const nowMs = clock.now();
  const all = [...damagedState, ...damaged];
  const aside = all.filter((d) => !before.notices.some((n) => n.id === noticeId(d)));
  const slow = slowNotices(observations, nowMs).filter(({ id }) => !before.notices.some((n) => n.id === id));
  const notices = [...before.notices, ...aside.map((d) => noticeOf(d, nowMs)), ...slow].filter((n) => nowMs - n.atMs < NOTICE_MS);
  const state = withWindow({ ...before, notices }, window, nowMs);
  const result = { aside: aside.map((damage) => ({ damage, atMs: nowMs })) };
  // Without the alarms nothing is known to have changed.
  if (!alarms) return { ...result, state, reason: 'unchanged' };
  const policy = {
    deployGraceMs: config.deployGraceSeconds * 1000,
    resolveAfterMs: config.resolveAfterSeconds * 1000,
    ...startOf(observations),
  };
  const seen = {
    alarms,
    configured: new Set(configured.map((d) => d.name)),
    proofs: proofsOf(observations, [...configured], nowMs),
    momentary: momentaryOf(alarms, again, nowMs),
  };
  const reconciled = reconcile(state, seen, nowMs, policy, newId);
  const overruled = withoutOverruled(reconciled.state, nowMs);
  const isNew = reconciled.reason === 'opened';
  const judged = { ...reconciled, state: isNew ? withSilenceBefore(overruled, nowMs, readersTime(config.timezone)) : overruled };
  return { ...result, ...withWords(judged, observations, nowMs, config.timezone) };
}

/** What is so stands also where it cannot be put into words: the message then is a list of the alarms. */
function withWords(reconciled: Reconciled, observations: Observation[], nowMs: number, timezone: string | undefined): Reconciled {
  try {
    const evident = { ...reconciled, state: withEvidence(reconciled.state, observations) };
    const { state, reason } = withCause(evident, observations, nowMs);
    return { state: withAccount(state, reason, observations, nowMs, timezone), reason };
  } catch {
    return reconciled;
  }
}

/** The same damage has the same id; an observation is written anew each minute, and is told by its check alone. */
function noticeId({ what, raw }: Damage): string {
  const isRewritten = what.startsWith('observation');
  return isRewritten ? what : `${what} ${createHash('sha256').update(raw).digest('hex').slice(0, 12)}`;
}

function noticeOf(damage: Damage, atMs: number): Notice {
  const { what, why } = damage;
  const text = `What was stored as "${what}" could not be used: ${why}. It was set aside (kind set-aside in the monitor's store) and the monitor goes on without it.`;
  return { id: noticeId(damage), atMs, text: redact(text) };
}

/** That check-logs became slow for its budget, once a month: the id is that of the month. */
function slowNotices(observations: Observation[], atMs: number): Notice[] {
  const { scan } = observations.find((o) => o.check === 'logs') ?? {};
  const words = scan && slowWords(scan);
  return scan && words
    ? [{ id: `scan budget ${scan.month}`, atMs, text: `${words.replace(/^./, (c) => c.toUpperCase())}.` }]
    : [];
}

function startOf(observations: Observation[]): { startedMs?: number } {
  const lastStartMs = observations.find((o) => o.check === 'logs')?.counts?.lastStartMs;
  return lastStartMs === null || lastStartMs === undefined ? {} : { startedMs: lastStartMs };
}
