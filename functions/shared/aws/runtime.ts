import { format } from 'node:util';
import type { Context } from 'aws-lambda';
import { systemClock } from '../clock.ts';
import type { MonitorConfig } from '../config/schema.ts';
import { redact } from '../text/redact.ts';
import { redactDeep } from '../text/redact-deep.ts';
import { soundText } from '../text/sound.ts';
import { guardConsole, logLine } from './console.ts';
import { captureError, checkIn } from './sentry.ts';

/** The resolved configuration, put into the bundle at synth. It names secrets and holds none. */
declare const MONITOR_CONFIG: MonitorConfig;

export const config = MONITOR_CONFIG;

// Before any library can speak.
guardConsole(console);

/** Reads a variable that the stack sets. @throws when it is missing, which only a broken deploy can cause. */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** What is left of the function's time for what comes after the run: its log, and Sentry (LONGEST_MS in sentry.ts). */
const AFTER_RUN_MS = 3_000;

/**
 * Runs a Lambda function: one line of log for what it did, errors to Sentry where configured, then thrown on without
 * secrets, so that Lambda counts them. Sentry never makes a run fail.
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
    console.log(logLine({ function: name, ...result }));
    await checkIn(name, 'ok', config);
    return result;
  } catch (error) {
    console.error(logLine({ function: name, error: inspected(error) }));
    await Promise.all([captureError(error, config), checkIn(name, 'error', config)]);
    throw cleaned(error);
  }
}

/** The error without secrets and what caused it: Lambda prints what is thrown, and gives it to whoever invoked the function. */
function cleaned(error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(inspected(error));
  const clean = new Error(redact(soundText(message)));
  return Object.assign(clean, { name: redact(soundText(name)), stack: redact(soundText(stack ?? '')) });
}

/** What was thrown, as text: libraries throw more than errors. */
function inspected(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : format('%s', redactDeep(thrown));
}
