import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PartResult } from './scan-part.ts';
import type { WorkerInput, WorkerOutput } from './worker.ts';
import { workerFile } from './worker-file.ts';

/** Less than this is read before another thread has started. */
const LEAST_BYTES = 64 << 20;

/** How many threads are worth it for so many bytes, when nobody says how many. */
export function threadsFor(bytes: number): number {
  return Math.min(availableParallelism(), 1 + Math.floor(bytes / LEAST_BYTES));
}

/** Threads that read beside this one. They start at once, and are told what to read as soon as that is known. */
export class Readers {
  readonly #workers: Worker[];
  readonly #failed: Promise<never>;
  #readings = 0;

  constructor(count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(workerFile()));
    this.#failed = new Promise((_, reject) => {
      for (const worker of this.#workers) worker.on('error', reject);
    });
    // Whoever waits for a reading hears of it; until then it must not end the process.
    this.#failed.catch(() => undefined);
  }

  get count(): number {
    return this.#workers.length;
  }

  /**
   * Lets the threads read. What came of parts of an earlier reading is of no use any more.
   * @returns what never resolves, and rejects with the error of a thread.
   */
  read(input: WorkerInput, arrived: (index: number, result: PartResult) => void): Promise<never> {
    const reading = ++this.#readings;
    for (const worker of this.#workers) {
      worker.removeAllListeners('message');
      worker.on('message', (output: WorkerOutput) => {
        if (output.reading === reading) arrived(output.index, output.result);
      });
      worker.postMessage({ reading, input });
    }
    return this.#failed;
  }

  /** Nobody waits for it: a thread that has not even started takes its time to end. */
  end(): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}
