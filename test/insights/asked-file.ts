import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileOptions, queryFiles } from '../../insights/index.ts';

let folder: string | undefined;
let files = 0;

/** The path of a new file with this content. */
export function file(content: string | Buffer): string {
  folder ??= mkdtempSync(join(tmpdir(), 'insights-'));
  const path = join(folder, `log-${files++}`);
  writeFileSync(path, content);
  return path;
}

/** The answer over a file with this content. */
export const ask = async (query: string, content: string | Buffer, options?: FileOptions) =>
  queryFiles(query, [{ path: file(content) }], options);
