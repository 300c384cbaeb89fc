import type { MonitorConfig } from '../config/schema.ts';
import { redact } from '../text/redact.ts';
import { type CheckInStatus, captureError, checkIn } from './sentry.ts';

/** The resolved configuration, put into the bundle at synth. It names secrets and holds none. */
declare const MONITOR_CONFIG: MonitorConfig;

export const config = MONITOR_CONFIG;

/** Reads a variable that the stack sets. @throws when it is missing, which only a broken deploy can cause. */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/**
 * Runs a Lambda function: one line of log for what it did, errors to Sentry where configured, then thrown on, so that
 * Lambda counts them. Sentry never makes a run fail.
 * @param name the function's name, also the slug of its check-ins.
 * @param run returns what to log and to answer with.
 */
export async function runFunction<T extends object>(name: string, run: () => Promise<T>): Promise<T> {
  let status: CheckInStatus = 'ok';
  try {
    const result = await run();
    console.log(JSON.stringify({ function: name, ...result }));
    return result;
  } catch (error) {
    status = 'error';
    console.error(JSON.stringify({ function: name, error: redact(String((error as Error).stack ?? error)) }));
    await captureError(error, config);
    throw error;
  } finally {
    await checkIn(name, status, config);
  }
}
