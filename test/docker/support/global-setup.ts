import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { remove, startContainer, until } from './container.ts';
import { engineApi } from './engine-api.ts';
import { type EngineProcess, NoEngine, startEngine } from './engine-process.ts';
import { importImage } from './image.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Engine's socket, or why there is none. */
    engine: { socket: string } | { why: string };
  }
}

// Not what other projects make of the folder for temporary files: the path of a socket has 107 bytes at most.
const TEMPORARY = '/tmp';
const PREFIX = 'atlasml-docker-';
const OWNER = 'owner.pid';

/** An Engine for all tests, with the image of the stand-in, in a folder that goes with it. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const skip = (why: string) => {
    provide('engine', { why });
    console.log(`docker: skipped, for no Docker Engine can be started here: ${why}`);
  };
  if (process.platform !== 'linux') {
    skip(`this is ${process.platform}, not Linux`);
    return async () => {};
  }
  abandoned().forEach(removeFolder);
  const folder = mkdtempSync(join(TEMPORARY, PREFIX));
  writeFileSync(join(folder, OWNER), String(process.pid));
  let engine: EngineProcess | undefined;
  const tidyUp = async () => {
    await engine?.stop();
    removeFolder(folder);
  };
  try {
    engine = await startEngine(folder);
    await tryOut(engine.socket, folder);
    provide('engine', { socket: engine.socket });
  } catch (error) {
    await tidyUp();
    if (!(error instanceof NoEngine)) throw error;
    skip(error.message);
  }
  return tidyUp;
}

/** @throws {NoEngine} when this machine lets no container run, for the want of cgroups or namespaces. */
async function tryOut(socket: string, folder: string): Promise<void> {
  const api = engineApi(socket);
  try {
    await importImage(api, folder);
    await startContainer(api, 'trial', { port: 0, isChecked: false }).catch((error: Error) => {
      throw new NoEngine(`no container starts: ${error.message}`);
    });
    await until(api, 'trial', ({ Status }) => Status !== 'created');
    await remove(api, 'trial');
  } finally {
    await api.close();
  }
}

/** The Engine leaves the host's network mounted, where a container had it. */
function removeFolder(folder: string): void {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounted.toReversed()) spawnSync('umount', ['--lazy', path]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Folders of runs that were killed; the kernel has ended their Engines. */
function abandoned(): string[] {
  return readdirSync(TEMPORARY)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(TEMPORARY, name))
    .filter((folder) => !isRunning(numberIn(join(folder, OWNER))) && !isRunning(numberIn(join(folder, 'docker.pid'))));
}

function numberIn(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number | undefined): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
