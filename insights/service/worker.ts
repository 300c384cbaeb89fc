import { parentPort } from 'node:worker_threads';
import { compute, type Job } from './job.ts';

/** What a thread answers: what came of its job, or the error's name and message. */
export type Answer = { result: unknown } | { error: { name: string; message: string } };

parentPort?.on('message', (job: Job) => {
  let answer: Answer;
  try {
    answer = { result: compute(job) };
  } catch (error) {
    const { name, message } = error as Error;
    answer = { error: { name, message } };
  }
  parentPort?.postMessage(answer);
});
