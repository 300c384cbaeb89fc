import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** Asks a process to end, and after so many ms kills it. */
export async function end(child: ChildProcess, longestMs: number): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill();
  await Promise.race([ended, setTimeout(longestMs, undefined, { ref: false })]);
  if (!hasEnded(child)) child.kill('SIGKILL');
}

export const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;
