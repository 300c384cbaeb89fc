import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { startListening, stopListening } from './listening.ts';

const LONGEST_START_MS = 120_000;
const LONGEST_END_MS = 20_000;
const MOST_TRIES = 3;

export interface Emulator {
  url: string;
  /** Ends when the process has. */
  stop(): Promise<void>;
}

/** Starts an emulator of its own; it takes a fixed port only, which somebody else may have taken meanwhile. */
export async function startEmulator(program: string, environmentAt: (url: string) => NodeJS.ProcessEnv): Promise<Emulator> {
  for (let i = 0; i < MOST_TRIES; i++) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(program, [], { env: { ...environmentAt(url), GATEWAY_PORT: String(port) }, stdio: 'ignore' });
    if (await answers(`${url}/_ministack/health`, child)) return { url, stop: () => end(child) };
    await end(child);
  }
  throw new Error(`the emulator did not start in ${MOST_TRIES} tries`);
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

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill();
  await Promise.race([ended, setTimeout(LONGEST_END_MS, undefined, { ref: false })]);
  if (!hasEnded(child)) child.kill('SIGKILL');
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await startListening(server);
  await stopListening(server);
  return Number(new URL(url).port);
}
