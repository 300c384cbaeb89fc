import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markOf } from '../insights/run/worker-file.ts';

/**
 * Writes the code of a query's thread as one file, which is loaded in half the time: `npm run prepare`, which npm runs when it installs a
 * clone. Without it, and when a module has changed since, threads load the modules themselves.
 */
const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache');
const ENTRY = 'insights/run/worker.ts';

/** The code of a thread as one file, and the files that it was made of, by their names in the folder. */
export async function bundledWorker(folder: string, entry: string): Promise<{ code: string; files: string[] }> {
  const esbuild = await import('esbuild');
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [entry],
    absWorkingDir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    metafile: true,
    write: false,
  });
  return { code: (outputFiles[0] as { text: string }).text, files: Object.keys(metafile.inputs) };
}

if (import.meta.main) {
  // esbuild is not there where npm was told to leave out what only builds.
  const made = await bundledWorker(ROOT, ENTRY).catch((error: { code?: string }) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  });
  if (made) keep(made);
}

function keep({ code, files }: { code: string; files: string[] }): void {
  const marks = Object.fromEntries(files.map((file) => [file, markOf(join(ROOT, file))]));
  mkdirSync(CACHE, { recursive: true });
  // A thread must find neither half of a file nor the marks of another one.
  replace('query-worker.json', '{}');
  replace('query-worker.mjs', code);
  replace('query-worker.json', JSON.stringify(marks));
}

function replace(name: string, text: string): void {
  const path = join(CACHE, name);
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}
