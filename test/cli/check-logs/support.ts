import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the logs of a test file lie. */
export const folder = mkdtempSync(join(tmpdir(), 'check-logs-'));

export function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** One health request that is well. */
export const OK = [
  '2026-11-24 10:00:00 - INFO - atlasml.app - 🔄 GET /api/v1/health/',
  '2026-11-24 10:00:00 - INFO - atlasml.app - 📤 Response: 200 (took 0.010s)',
  'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK',
];
/** One request that fails. */
export const FAILED = [
  '2026-11-24 10:00:01 - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest',
  '2026-11-24 10:00:01 - ERROR - atlasml.utils - Unexpected error in suggest_competencies: boom',
  '2026-11-24 10:00:01 - INFO - atlasml.app - 📤 Response: 500 (took 0.300s)',
  'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error',
];
export const textOf = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
