import { setImmediate } from 'node:timers/promises';
import type { QueryContext } from '../functions/types.ts';
import { type Task, tailOf } from '../input/tasks.ts';
import type { Plan } from '../plan/plan.ts';
import { InOrder } from './in-order.ts';
import type { Readers } from './readers.ts';
import { type PartResult, scanTask } from './scan-part.ts';
import { TextLimitError, TimeLimitError } from './time-limit.ts';

/**
 * Reads parts with this thread and others: each takes the next part when it is done with one. Results are handed on in the order of the
 * parts, however they come.
 * @param take is told of which part it is; returns false when no further part is needed.
 */
export async function scanTasks(
  plan: Plan,
  tasks: Task[],
  { context, readers, timeLimitMs, progress, tailBytes = TAIL_BYTES }: ScanOptions,
  take: (result: PartResult, index: number) => boolean,
): Promise<void> {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let isFull = false;
  let taken = 0;
  const results = new InOrder<PartResult>((result) => {
    if (isFull) return;
    isFull = !take(result, taken++);
    if (isFull) Atomics.store(shared, 0, tasks.length);
    if (isFull || taken === tasks.length) resolve();
  });
  const leastTime = leastTimeOf(plan, tasks, timeLimitMs, tailBytes);
  const failed = readers?.read(
    { query: plan.query.text, context, bytes: plan.bytes, tasks, shared, timeLimitMs, leastTime },
    (index, result) => results.arrived(index, result),
  );
  const told = (size: number) => void Atomics.add(shared, 1, size >> 10);
  for (let i = Atomics.add(shared, 0, 1); i < tasks.length; i = Atomics.add(shared, 0, 1)) {
    results.arrived(i, scanTask(plan, tasks[i] as Task, timeLimitMs, told, leastTime));
    progress?.((shared[1] as number) * 1024);
    // Lets the other threads' results in, and whoever shows the progress.
    await setImmediate();
  }
  await Promise.race([all, ...(failed ? [failed.catch((error) => Promise.reject(own(error, timeLimitMs)))] : [])]);
}

/** An error of another thread has lost its class. */
function own(error: Error, timeLimitMs: number): Error {
  if (error.name === 'TextLimitError') return new TextLimitError();
  return error.name === 'TimeLimitError' ? new TimeLimitError(timeLimitMs) : error;
}

const TAIL_BYTES = 2 << 20;

/**
 * Where the newest come first: the time of the last row that the end of the log alone would give. An older row is not in the result, wherever
 * it stands, and whether or not the log is in order.
 */
function leastTimeOf(plan: Plan, tasks: Task[], timeLimitMs: number, tailBytes: number): number {
  const { collector, leaveOut } = plan.scan();
  const last = tasks.at(-1);
  const tail = leaveOut && last && tailOf(last, tailBytes);
  if (!tail) return -Infinity;
  collector.merge(scanTask(plan, tail, timeLimitMs, () => undefined).state);
  collector.rows();
  return collector.leastTime?.() ?? -Infinity;
}

export interface ScanOptions {
  context: QueryContext;
  /** Threads that read beside this one. */
  readers?: Readers;
  timeLimitMs: number;
  /** So much of the end is looked at first where the newest events are asked for. */
  tailBytes?: number;
  /** Is called now and then with the bytes read so far. */
  progress?: (bytes: number) => void;
}
