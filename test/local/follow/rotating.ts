import { mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLogs, windowAt } from '../../../functions/check-logs/check.ts';
import type { SecondsOptions } from '../../../local/follow/log-seconds.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { StillClock } from '../../support/fakes.ts';
import { follow } from './support.ts';

export const NOON = Date.parse('2026-11-26T12:00:00Z');
export const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
export const line = (ms: number, text: string, level = 'INFO') => `${stamp(ms)} - ${level} - atlasml.app - ${text}\n`;
export const request = (ms: number, status = 200) =>
  `${line(ms, '🔄 POST /api/v1/competency/suggest')}${line(ms, `📤 Response: ${status} (took 0.300s)`)}` +
  `INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" ${status} OK\n`;

/** A log in a folder of its own, and who follows it. */
export function following(room?: Partial<SecondsOptions>) {
  const path = join(mkdtempSync(join(tmpdir(), 'follow-')), 'atlasml.log');
  // Files are written now, lines at noon: without the zone that is taken for a clock of another one.
  let nowMs = NOON;
  const { read, source } = follow(path, () => nowMs, 'UTC', room);
  const look = (ms: number) => read(ms).map(({ message }) => message);
  const check = (ms: number, minutes = 5) => {
    nowMs = ms;
    return checkLogs(LOGS, windowAt(ms, 1, minutes * 60_000), { source, clock: new StillClock(ms) });
  };
  return { path, look, check, rotate: (name = `${path}.1`) => renameSync(path, name) };
}
