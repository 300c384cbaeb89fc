import { parentPort } from 'node:worker_threads';
import type { QueryContext } from '../functions/types.ts';
import type { Task } from '../input/tasks.ts';
import { parseQuery } from '../language/parser.ts';
import { compilePlan } from '../plan/plan.ts';
import { forgetMemory, type PartResult, scanTask } from './scan-part.ts';

/** What a thread is told to read. The two numbers are shared: the next part to be taken, and the KiB that were read. */
export interface WorkerInput {
  query: string;
  context: QueryContext;
  bytes: boolean;
  tasks: Task[];
  shared: Int32Array<SharedArrayBuffer>;
  timeLimitMs: number;
  /** See `Plan.scan`. */
  leastTime: number;
}

/** What came of a part, and of which reading it is. */
export interface WorkerOutput {
  reading: number;
  index: number;
  result: PartResult;
}

parentPort?.on('message', ({ reading, input }: { reading: number; input: WorkerInput }) => {
  const { query, context, bytes, tasks, shared, timeLimitMs, leastTime } = input;
  // All may have been read before this thread had started.
  if (Atomics.load(shared, 0) >= tasks.length) return;
  forgetMemory();
  const plan = compilePlan(parseQuery(query), context, bytes);
  for (let i = Atomics.add(shared, 0, 1); i < tasks.length; i = Atomics.add(shared, 0, 1)) {
    const result = scanTask(plan, tasks[i] as Task, timeLimitMs, (size) => void Atomics.add(shared, 1, size >> 10), leastTime);
    parentPort?.postMessage({ reading, index: i, result } satisfies WorkerOutput);
  }
});
