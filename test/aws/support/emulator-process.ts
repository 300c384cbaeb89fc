import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { end, hasEnded } from '../../support/child-process.ts';
import { startListening, stopListening } from './listening.ts';

const LONGEST_START_MS = 120_000;
const LONGEST_END_MS = 20_000;
const MOST_TRIES = 3;
const NOTE = 'emulator-';

export interface Emulator {
  url: string;
  /** Ends when the process has. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator on a free port. It cannot choose one itself, and somebody else may take the one it is given.
 * @param scratch holds a note of each emulator that runs, for endEmulators.
 */
export async function startEmulator(
  program: string,
  scratch: string,
  environmentAt: (url: string) => NodeJS.ProcessEnv,
): Promise<Emulator> {
  for (let i = 0; i < MOST_TRIES; i++) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(program, [], { env: { ...environmentAt(url), GATEWAY_PORT: String(port) }, stdio: 'ignore' });
    const note = join(scratch, `${NOTE}${child.pid}`);
    writeFileSync(note, '');
    const stop = async () => {
      await end(child, LONGEST_END_MS);
      rmSync(note);
    };
    if (await answers(`${url}/_ministack/health`, child)) return { url, stop };
    await stop();
  }
  throw new Error(`the emulator did not start in ${MOST_TRIES} tries`);
}

/** Ends the emulators of test files that were interrupted and could not do it. */
export function endEmulators(scratch: string): void {
  for (const file of readdirSync(scratch)) {
    if (!file.startsWith(NOTE)) continue;
    try {
      process.kill(Number(file.slice(NOTE.length)));
    } catch {
      // It has ended by itself.
    }
  }
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  for (const until = Date.now() + LONGEST_START_MS; Date.now() < until && !hasEnded(child); await setTimeout(100)) {
    const isUp = await fetch(url).then(
      (response) => response.status < 500,
      () => false,
    );
    if (isUp) return !hasEnded(child);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await startListening(server);
  await stopListening(server);
  return Number(new URL(url).port);
}
