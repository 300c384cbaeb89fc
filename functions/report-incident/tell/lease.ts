import type { ReporterState } from '../../shared/incident/reporter-state.ts';
import { type Clock, ConflictError, type StateStore } from '../../shared/ports.ts';

/** Longer than a run takes to tell everybody (Slack's worst is four times 5 s, and asking the endpoints again up to 8 s); a run that was killed holds others up no longer than this. */
export const LEASE_MS = 30_000;
const RETRY_MS = 500;
const LONGEST_WAIT_MS = 40_000;

/**
 * Takes the lease and returns the state as it is then. Two wake-ups at the same moment would otherwise both tell the
 * same thing, because "told" is saved only after the send.
 * @throws ConflictError when others hold it for too long; the queue then tries the wake-up again.
 */
export async function takeLease(store: StateStore, clock: Clock): Promise<ReporterState> {
  for (const end = clock.now() + LONGEST_WAIT_MS; clock.now() < end; await clock.sleep(RETRY_MS)) {
    const state = await store.load();
    if (state.leaseUntilMs !== undefined && state.leaseUntilMs > clock.now()) continue;
    try {
      return await store.save({ ...state, leaseUntilMs: clock.now() + LEASE_MS });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw new ConflictError('another run is still telling people; this one starts again later');
}

/** The state without the lease, to be saved at the end of the run. */
export function releaseLease({ leaseUntilMs: _, ...state }: ReporterState): ReporterState {
  return state;
}
