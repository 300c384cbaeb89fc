import { withoutNoise } from '../shared/atlasml/noise.ts';
import { isClientsFault } from '../shared/atlasml/status-faults.ts';
import type { ErrorKind } from '../shared/observation.ts';
import { beginOf, cutText } from '../shared/text/cut.ts';
import { redact } from '../shared/text/redact.ts';
import { soundText } from '../shared/text/sound.ts';

const APP_LINE = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) - (ERROR|CRITICAL) - (\S+) - (.*)$/s;
const UVICORN_LINE = /^ERROR: +(.*)$/s;
/** The logger of a line that uvicorn wrote; it says the same of every exception that left the application. */
export const UVICORN = 'uvicorn';
/** What differs between two errors of one kind: UUIDs, ids such as OpenAI's req_1a2b3c4d, hexadecimal and other numbers. */
const ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=\w*\d)\w{8,}\b|0x[0-9a-f]+|\d+/gi;
const MAX_LENGTH = 200;
const STAMP_TOLERANCE_MS = 5_000;
const QUARTER_HOUR_MS = 900_000;
const WIDEST_ZONE_MS = 14 * 3_600_000;

/**
 * Groups rows of the evidence query into kinds, the most frequent first.
 * A line whose own time is far from its event's is text that somebody sent and is left out.
 */
export function errorKinds(rows: Record<string, string>[]): ErrorKind[] {
  const kinds = new Map<string, ErrorKind>();
  for (const row of rows) {
    const newestMs = Date.parse(`${(row['@timestamp'] ?? '').replace(' ', 'T')}Z`);
    const line = wholeErrorLine(row['@message'] ?? '', newestMs);
    if (!line) continue;
    const fingerprint = fingerprintOf(line);
    const known = kinds.get(fingerprint);
    if (known) {
      known.count++;
      known.newestMs = Math.max(known.newestMs, newestMs);
      known.oldestMs = Math.min(known.oldestMs ?? known.newestMs, newestMs);
    } else kinds.set(fingerprint, { fingerprint, ...cut(line), count: 1, newestMs });
  }
  return [...kinds.values()].sort(byImportance);
}

/** A log file names whole seconds: what leads must be the same there as in CloudWatch, which has milliseconds. */
function byImportance(a: ErrorKind, b: ErrorKind): number {
  const second = ({ newestMs }: ErrorKind) => Math.floor(newestMs / 1000);
  return b.count - a.count || second(b) - second(a) || (a.fingerprint < b.fingerprint ? -1 : 1);
}

type ErrorLine = Pick<ErrorKind, 'level' | 'logger' | 'text'>;

/** A long text often ends in what somebody sent: its begin tells it from others. */
function fingerprintOf({ level, logger, text }: ErrorLine): string {
  return `${level} ${logger} ${beginOf(text, MAX_LENGTH).replace(ID, '#')}`;
}

/** The error that a line tells, redacted and cut; undefined for a line that tells none of ours. */
export function readErrorLine(message: string, eventMs: number): (ErrorLine & { fingerprint: string }) | undefined {
  const line = wholeErrorLine(message, eventMs);
  return line && { fingerprint: fingerprintOf(line), ...cut(line) };
}

const cut = (line: ErrorLine): ErrorLine => ({ ...line, text: cutText(line.text, MAX_LENGTH) });

function wholeErrorLine(message: string, eventMs: number): ErrorLine | undefined {
  const clean = withoutNoise(message);
  const app = APP_LINE.exec(clean);
  if (app) {
    const [, stamp = '', level = '', logger = '', text = ''] = app;
    if (!isNear(stamp, eventMs) || isClientsFault(text)) return undefined;
    return { level: level as ErrorKind['level'], logger, text: firstLine(text) };
  }
  const uvicorn = UVICORN_LINE.exec(clean);
  return uvicorn ? { level: 'ERROR', logger: UVICORN, text: firstLine(uvicorn[1] ?? '') } : undefined;
}

/** AtlasML's stamp has no zone; a real one differs from the event's time by a whole number of quarter hours. */
function isNear(stamp: string, eventMs: number): boolean {
  const difference = Date.parse(`${stamp.replace(' ', 'T')}Z`) - eventMs;
  const zone = Math.round(difference / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  return Math.abs(zone) <= WIDEST_ZONE_MS && Math.abs(difference - zone) <= STAMP_TOLERANCE_MS;
}

/** A text in one line, redacted and cut. */
export function oneLine(text: string): string {
  return cutText(firstLine(text), MAX_LENGTH);
}

/** Clean before it is redacted, so that no code hides a secret; redacted before it is cut, so that no half of one stays. */
function firstLine(text: string): string {
  return redact(soundText(text)).split('\n')[0]?.trim() ?? '';
}
