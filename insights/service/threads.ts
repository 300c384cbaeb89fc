import { Worker } from 'node:worker_threads';
import type { Job, Outcome } from './job.ts';
import type { Answer } from './worker.ts';

/** A job did not end well: `TimeLimitError` when it computed for too long, `AbortError` when it was given up. */
export class JobError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

interface Waiting {
  job: Job;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  begun: () => void;
}

/** So many jobs compute at once; the others wait in line. */
const MOST_THREADS = 8;

/**
 * Threads that compute what a client may have made slow on purpose, so that whoever answers requests stays free to
 * answer others. A thread is started when none is idle, and used again.
 */
export class Threads {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #line: Waiting[] = [];
  readonly #busy = new Map<Job, Worker>();
  #isClosed = false;

  /**
   * @param begun is called when a thread takes the job.
   * @throws JobError
   */
  run<T extends Job>(job: T, begun: () => void = () => undefined): Promise<Outcome<T>> {
    return new Promise<Outcome<T>>((resolve, reject) => {
      if (this.#isClosed) reject(new JobError('AbortError', 'the service has stopped'));
      else this.#line.push({ job, resolve: resolve as (result: unknown) => void, reject, begun });
      this.#next();
    });
  }

  /** Gives a job up: it leaves the line, or its thread ends. */
  cancel(job: Job): void {
    const place = this.#line.findIndex((waiting) => waiting.job === job);
    if (place >= 0) this.#line.splice(place, 1)[0]?.reject(new JobError('AbortError', 'the job was given up'));
    void this.#busy.get(job)?.terminate();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { job } of [...this.#line]) this.cancel(job);
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#line.length === 0 || (this.#idle.length === 0 && this.#all.size >= MOST_THREADS)) return;
    const { job, resolve, reject, begun } = this.#line.shift() as Waiting;
    const worker = this.#idle.pop() ?? this.#start();
    this.#busy.set(job, worker);
    worker.ref();
    const done = (settle: () => void) => {
      this.#busy.delete(job);
      worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
      settle();
      this.#next();
    };
    const gone = (error: Error) =>
      done(() => {
        this.#all.delete(worker);
        reject(error);
      });
    worker
      .once('message', (answer: Answer) =>
        done(() => {
          this.#idle.push(worker);
          // An idle thread keeps no process alive.
          worker.unref();
          if ('result' in answer) resolve(answer.result);
          else reject(new JobError(answer.error.name, answer.error.message));
        }),
      )
      .once('error', (error) => gone(error))
      .once('exit', () => gone(new JobError('AbortError', 'the job was given up')));
    worker.postMessage(job);
    begun();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    this.#all.add(worker);
    return worker;
  }
}
