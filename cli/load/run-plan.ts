import type { Clock } from '../../functions/shared/ports.ts';
import type { Plan } from './plan.ts';

/** What an answer, or its absence, came to. */
export interface Answered {
  isWell: boolean;
  /** Short and stable: `HTTP 500`, `timeout`. */
  kind: string;
  sentence: string;
}

/** What became of one request of a plan. Times are milliseconds since the start of the plan. */
export interface PlannedRequest {
  dueMs: number;
  /** Missing where it was not sent. */
  sentMs?: number;
  /** Missing where it was not sent, or nobody waited for its end. */
  endMs?: number;
  answered?: Answered;
  /** Why it was not sent. */
  notSent?: NotSent;
}

/** waiting: as many were waiting for their answers as this machine may hold. late: this machine came to it too late. */
export type NotSent = 'waiting' | 'late';

/** So many requests may wait for their answers at once: sockets and memory of this machine. */
export const MOST_WAITING = 500;
/** What is due for longer is not sent any more: a machine that slept must not send all at once. */
export const LATEST_MS = 1_000;

export interface RunPorts {
  clock: Clock;
  send(): Promise<Answered>;
  /** Nothing more is sent; what was sent is waited for. */
  stop?: AbortSignal;
  /** Nothing more is sent or waited for. */
  abandon: AbortSignal;
  /** @default MOST_WAITING */
  mostWaiting?: number;
}

/**
 * Sends each request of a plan at its moment, whatever became of those before it.
 * @returns those that were due until it ended, in their order.
 */
export async function runPlan({ dueMs }: Pick<Plan, 'dueMs'>, ports: RunPorts): Promise<PlannedRequest[]> {
  const { clock, abandon, stop = abandon, mostWaiting = MOST_WAITING } = ports;
  const startMs = clock.now();
  const sinceStart = () => clock.now() - startMs;
  const requests: PlannedRequest[] = [];
  const waiting = new Set<Promise<void>>();
  const abandoned = new Promise<void>((resolve) => abandon.addEventListener('abort', () => resolve(), { once: true }));
  const isOver = () => abandon.aborted || stop.aborted;
  for (const due of dueMs) {
    // A timer may wake a little early.
    while (sinceStart() < due && !isOver()) await Promise.race([clock.sleep(Math.max(0, due - sinceStart())), abandoned]);
    if (isOver()) break;
    const request: PlannedRequest = { dueMs: due };
    requests.push(request);
    if (sinceStart() - due > LATEST_MS) request.notSent = 'late';
    else if (waiting.size >= mostWaiting) request.notSent = 'waiting';
    else {
      request.sentMs = sinceStart();
      const sending = ports.send().then((answered) => {
        waiting.delete(sending);
        // What ends because nobody waits any more says nothing of the service.
        if (!abandon.aborted) Object.assign(request, { endMs: sinceStart(), answered });
      });
      waiting.add(sending);
    }
  }
  await Promise.race([Promise.all(waiting), ...(abandon.aborted ? [undefined] : [abandoned])]);
  return requests;
}
