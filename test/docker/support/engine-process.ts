import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { end, hasEnded } from '../../support/child-process.ts';
import { engineApi } from './engine-api.ts';

/** Why no Engine can be started on this machine, in a sentence. */
export class NoEngine extends Error {}

export interface EngineProcess {
  /** Path of its socket. */
  socket: string;
  /** Ends when the process has, and its containers with it. */
  stop(): Promise<void>;
}

const LONGEST_START_MS = 60_000;
const LONGEST_END_MS = 30_000;
const PROGRAMS = ['dockerd', 'containerd', 'runc', 'setpriv'];
/** The second works where the folder is itself on an overlay. */
const STORAGE_DRIVERS = ['overlay2', 'vfs'];

/**
 * Starts an Engine of its own that touches neither the network nor any other Engine of this machine, and that the kernel ends
 * with this process, however that ends.
 * @param folder where all of it lies; its path is short, for that of a socket has 107 bytes at most.
 * @throws {NoEngine} when it cannot be.
 */
export async function startEngine(folder: string): Promise<EngineProcess> {
  if (process.getuid?.() !== 0) throw new NoEngine('dockerd must be started by root');
  const missing = PROGRAMS.filter((program) => !pathOf(program));
  if (missing.length > 0) throw new NoEngine(`not installed: ${missing.join(', ')} (Debian: apt-get install docker.io)`);
  const said: string[] = [];
  for (const driver of STORAGE_DRIVERS) {
    const started = await startWith(driver, folder);
    if ('socket' in started) return started;
    said.push(`${driver}: ${started.why}`);
  }
  throw new NoEngine(`dockerd did not start (${said.join('; ')})`);
}

/** Where a program is, of the folders of PATH. */
export function pathOf(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startWith(driver: string, folder: string): Promise<EngineProcess | { why: string }> {
  const socket = join(folder, 'docker.sock');
  const logPath = join(folder, `dockerd-${driver}.log`);
  const log = openSync(logPath, 'w');
  const child = spawn(
    pathOf('setpriv') as string,
    [
      ...['--pdeathsig', 'TERM', pathOf('dockerd') as string],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--storage-driver', driver],
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--host', `unix://${socket}`, '--pidfile', join(folder, 'docker.pid')],
    ],
    { env: environment(), stdio: ['ignore', log, log] },
  );
  closeSync(log);
  if (await answers(socket, child)) return { socket, stop: () => end(child, LONGEST_END_MS) };
  await end(child, LONGEST_END_MS);
  return { why: lastWords(readFileSync(logPath, 'utf8')) };
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // Debian has dockerd and runc in folders that PATH may not name.
    PATH: `${process.env.PATH}${delimiter}/usr/sbin${delimiter}/sbin`,
    // Of nobody: awslogs signs what it sends to a stand-in.
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

async function answers(socket: string, child: ChildProcess): Promise<boolean> {
  for (const until = Date.now() + LONGEST_START_MS; Date.now() < until && !hasEnded(child); await setTimeout(100)) {
    const api = engineApi(socket);
    const isUp = await api.ask('GET', '/_ping').then(
      () => true,
      () => false,
    );
    await api.close();
    if (isUp) return true;
  }
  return false;
}

function lastWords(log: string): string {
  const lines = log.trim().split('\n');
  return lines.findLast((line) => /level=(?:error|fatal)|failed/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
