import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Scanned } from './scan.ts';

/** The newest scans are kept, of which one is small: what the checks saw each minute. */
const MOST_KEPT = 30;
const END = '.scan';
/** Of a file its begin and its end are read again, to know whether it is still the same. */
const SAMPLE_BYTES = 1 << 16;

/**
 * Scans on the disk, by what they were made of (see `scanKey`). What is damaged or cannot be written is as good as not there.
 */
export class KeptScans {
  readonly #folder: string;

  /** @param folder is made when it is needed, for its owner alone. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  read(key: string): Scanned | undefined {
    try {
      const path = this.#pathOf(key);
      const scanned = deserialize(zstdDecompressSync(readFileSync(path))) as Scanned;
      const now = Date.now() / 1000;
      utimesSync(path, now, now);
      return scanned;
    } catch {
      return undefined;
    }
  }

  write(key: string, scanned: Scanned): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const path = this.#pathOf(key);
      // Another run may write the same: a file is whole or not there.
      const partial = `${path}.${process.pid}`;
      writeFileSync(partial, zstdCompressSync(serialize(scanned)), { mode: 0o600 });
      renameSync(partial, path);
      this.#dropOld();
    } catch {
      // Then the next run scans again.
    }
  }

  #pathOf = (key: string): string => join(this.#folder, `${key}${END}`);

  #dropOld(): void {
    const files = readdirSync(this.#folder)
      .map((name) => join(this.#folder, name))
      .map((path) => ({ path, atMs: statSync(path).mtimeMs }))
      .sort((a, b) => b.atMs - a.atMs);
    for (const { path } of files.slice(MOST_KEPT)) rmSync(path, { force: true });
  }
}

/** What a scan is made of: a past, all of the configuration that the checks read, and the program itself. @param identity of the past. */
export function scanKey(identity: string, config: MonitorConfig): string {
  const { logs, endpoints, confirm, network, memory, disk, cpu, hideIpAddresses, slug } = config;
  const asked = { logs, endpoints, confirm, network, memory, disk, cpu, hideIpAddresses, slug };
  return createHash('sha256')
    .update(JSON.stringify([process.version, programState(), asked, identity]))
    .digest('hex');
}

/** By what files are known to be the same: sizes, times, and a part of what they hold. @throws when one cannot be read. */
export function stateOfFiles(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs, ino } = statSync(path);
    hash.update(JSON.stringify([size, mtimeMs, ino]));
    for (const part of samplesOf(path, size)) hash.update(part);
  }
  return hash.digest('hex');
}

function samplesOf(path: string, size: number): Buffer[] {
  const file = openSync(path, 'r');
  try {
    return [0, Math.max(0, size - SAMPLE_BYTES)].map((from) => {
      const bytes = Buffer.alloc(Math.min(SAMPLE_BYTES, size));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
    });
  } finally {
    closeSync(file);
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Sizes and times of the files that read and count: another version may see something else. */
function programState(): string {
  const folders = ['functions', 'insights', 'local'].filter((folder) => existsSync(join(ROOT, folder)));
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT })).sort();
  const state = files.map((file) => {
    const { size, mtimeMs } = statSync(join(ROOT, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return createHash('sha256').update(state.join('\n')).digest('hex');
}
