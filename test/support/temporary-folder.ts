import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the tests a temporary folder of their own, and removes it with all that they, or the CDK, left in it. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'atlasml-monitor-test-'));
  // What os.tmpdir() reads, here and on Windows; workers start with a copy of the environment.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true });
}
