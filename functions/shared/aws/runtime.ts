import type { Context } from 'aws-lambda';
import { systemClock } from '../clock.ts';
import type { MonitorConfig } from '../config/schema.ts';
import { redact } from '../text/redact.ts';
import { captureError, checkIn } from './sentry.ts';

/** The resolved configuration, put into the bundle at synth. It names secrets and holds none. */
declare const MONITOR_CONFIG: MonitorConfig;

export const config = MONITOR_CONFIG;

/** Reads a variable that the stack sets. @throws when it is missing, which only a broken deploy can cause. */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** What is left of the function's time for what comes after the run: its log, and Sentry (LONGEST_MS in sentry.ts). */
const AFTER_RUN_MS = 3_000;

/**
 * Runs a Lambda function: one line of log for what it did, errors to Sentry where configured, then thrown on, so that
 * Lambda counts them. Sentry never makes a run fail.
 * @param name the function's name, also the slug of its check-ins.
 * @param context Lambda's, which knows when it will end the function.
 * @param run gets the time by which it must be done, epoch ms; returns what to log and to answer with.
 */
export async function runFunction<T extends object>(
  name: string,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  run: (deadlineMs: number) => Promise<T>,
): Promise<T> {
  try {
    const result = await run(systemClock.now() + context.getRemainingTimeInMillis() - AFTER_RUN_MS);
    console.log(JSON.stringify({ function: name, ...result }));
    await checkIn(name, 'ok', config);
    return result;
  } catch (error) {
    console.error(JSON.stringify({ function: name, error: redact(String((error as Error).stack ?? error)) }));
    await Promise.all([captureError(error, config), checkIn(name, 'error', config)]);
    throw error;
  }
}
