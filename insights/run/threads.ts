import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { QueryContext } from '../functions/types.ts';
import { type Task, tailOf } from '../input/tasks.ts';
import type { Plan } from '../plan/plan.ts';
import { InOrder } from './in-order.ts';
import { type PartResult, scanTask } from './scan-part.ts';
import { TimeLimitError } from './time-limit.ts';
import type { WorkerInput } from './worker.ts';

/** Less than this is read before another thread has started. */
const LEAST_BYTES = 64 << 20;

/**
 * Reads parts with several threads, this one among them: each takes the next part when it is done with one. Results are
 * handed on in the order of the parts, however they come.
 * @param take returns false when no further part is needed.
 */
export async function scanTasks(
  plan: Plan,
  tasks: Task[],
  { context, threads, timeLimitMs, progress, tailBytes = TAIL_BYTES }: ScanOptions,
  take: (result: PartResult) => boolean,
): Promise<void> {
  const bytes = tasks.reduce((sum, { from, to }) => sum + to - from, 0);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let left = tasks.length;
  const results = new InOrder<PartResult>((result) => {
    if (!take(result)) Atomics.store(shared, 0, tasks.length);
    if (--left === 0) resolve();
  });
  const leastTime = leastTimeOf(plan, tasks, timeLimitMs, tailBytes);
  const wanted = threads ?? (bytes < LEAST_BYTES ? 1 : availableParallelism());
  const others = Math.min(wanted, tasks.length) - 1;
  const input: WorkerInput = { query: plan.query.text, context, bytes: plan.bytes, tasks, shared, timeLimitMs, leastTime };
  const workers = Array.from({ length: Math.max(0, others) }, () => runWorker(input, results));
  try {
    for (let i = Atomics.add(shared, 0, 1); i < tasks.length; i = Atomics.add(shared, 0, 1)) {
      results.arrived(
        i,
        scanTask(plan, tasks[i] as Task, timeLimitMs, (size) => void Atomics.add(shared, 1, size >> 10), leastTime),
      );
      progress?.((shared[1] as number) * 1024);
      // Lets the other threads' results in, and whoever shows the progress.
      await setImmediate();
    }
    // A thread that has nothing left to do may not even have started yet.
    await Promise.race([all, Promise.all(workers.map(({ done }) => done))]);
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
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
  /** How many threads read; when left out as many as there are processors, or one when there is little to read. */
  threads?: number;
  timeLimitMs: number;
  /** So much of the end is looked at first where the newest events are asked for. */
  tailBytes?: number;
  /** Is called now and then with the bytes read so far. */
  progress?: (bytes: number) => void;
}

function runWorker(input: WorkerInput, results: InOrder<PartResult>): { worker: Worker; done: Promise<void> } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: input });
  const done = new Promise<void>((resolve, reject) => {
    worker.on('message', ({ index, result }) => results.arrived(index, result));
    worker.on('error', (error) => reject(error.name === 'TimeLimitError' ? new TimeLimitError(input.timeLimitMs) : error));
    worker.on('exit', () => resolve());
  });
  // Whoever waits for all of them hears of it; until then it must not end the process.
  done.catch(() => undefined);
  return { worker, done };
}
