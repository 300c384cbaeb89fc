import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineApi } from './engine-api.ts';
import { NoEngine, pathOf } from './engine-process.ts';

/** The name of the image with the stand-in for AtlasML. */
export const IMAGE = 'atlasml-stand-in';

const PROGRAMS = ['sh', 'httpd', 'nc', 'grep', 'date', 'sleep', 'cat', 'rm', 'tail'];
const FILES = join(import.meta.dirname, 'root-file-system');

/**
 * Imports the image of the stand-in: BusyBox as this machine has it, linked statically, and two scripts.
 * @param folder for its root file system. @throws {NoEngine} when BusyBox is not there or not static.
 */
export async function importImage(api: EngineApi, folder: string): Promise<void> {
  const busybox = pathOf('busybox');
  if (!busybox) throw new NoEngine('not installed: busybox (Debian: apt-get install busybox-static)');
  const root = mkdtempSync(join(folder, 'root-'));
  for (const name of ['bin', 'tmp', 'proc', 'dev', 'etc', 'www/cgi-bin', 'www/api/v1/health']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  copyFileSync(busybox, join(root, 'bin/busybox'));
  const link = (program: string) => execFileSync('ln', ['-s', 'busybox', join(root, 'bin', program)]);
  PROGRAMS.forEach(link);
  cpSync(join(FILES, 'atlasml'), join(root, 'atlasml'));
  cpSync(join(FILES, 'cgi-bin/index.cgi'), join(root, 'www/cgi-bin/index.cgi'));
  for (const script of ['atlasml', 'www/cgi-bin/index.cgi']) chmodSync(join(root, script), 0o755);
  const tar = execFileSync('tar', ['--create', '--file', '-', '--directory', root, '.'], { maxBuffer: 64_000_000 });
  await api.ask('POST', `/images/create?fromSrc=-&repo=${IMAGE}&tag=latest`, tar);
}
