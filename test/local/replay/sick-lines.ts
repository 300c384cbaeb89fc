import type { LogEvent } from '../../../insights/index.ts';
import { recorded } from '../../support/corpus.ts';

/** A line and the seconds after the begin of its piece of log. */
export type Line = [seconds: number, text: string];

const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?= - )/;

/** What AtlasML wrote between two moments of a recording, in seconds after its first line. */
export function piece(name: string, from: number, to: number): Line[] {
  const events = recorded(name);
  const firstMs = events[0]?.timestamp ?? 0;
  return events.flatMap(({ timestamp, message }): Line[] => {
    const at = (timestamp - firstMs) / 1000;
    return at >= from && at < to ? [[at - from, message]] : [];
  });
}

/** A line of its own: with a stamp, or with the level of uvicorn. */
const OWN = /^(?:\d{4}-\d{2}-\d{2} |[A-Z]+: {2,})/;
/** What may stand behind the access line: the two come through two pipes. */
const BEHIND = /^ERROR: +Exception in ASGI application|📤 Response/;

/**
 * The requests of a recording that were answered with this status, each from its `🔄` to its access line and what
 * stands behind that: `📤`, a traceback.
 */
export function requests(name: string, status: number, holds: string | RegExp = ''): Line[][] {
  const found: Line[][] = [];
  let open: { ms: number; lines: Line[]; isAnswered: boolean } | undefined;
  for (const { timestamp, message } of recorded(name)) {
    if (open?.isAnswered && OWN.test(message) && !BEHIND.test(message)) open = undefined;
    if (message.includes('🔄 POST')) open = { ms: timestamp, lines: [], isAnswered: false };
    open?.lines.push([(timestamp - open.ms) / 1000, message]);
    if (!open || !/^INFO: +\S+ - "POST /.test(message)) continue;
    open.isAnswered = true;
    if (message.includes(`" ${status}`) && open.lines.some(([, text]) => text.search(holds) >= 0)) found.push(open.lines);
  }
  return found;
}

/** The same lines in other words. */
export const reworded = (lines: Line[], ...changes: [from: string | RegExp, to: string][]): Line[] =>
  lines.map(([at, text]) => [at, changes.reduce((said, [from, to]) => said.replaceAll(from, to), text)]);

/** One block after the other, each so many seconds after the one before, for so long. */
export function every(gap: number, blocks: Line[][], seconds: number): Line[] {
  return Array.from({ length: Math.floor((seconds - 1) / gap) }, (_, k) =>
    (blocks[k % blocks.length] as Line[]).map(([at, text]): Line => [1 + k * gap + at, text]),
  )
    .flat()
    .filter(([at]) => at < seconds);
}

/** Docker's own probe each 30 s, as it stands in the log. */
export const probes = (seconds: number, status = 200, before: string[] = []): Line[] =>
  every(
    30,
    [
      [
        [2, '0000-00-00 00:00:00 - INFO - atlasml.app - 🔄 GET /api/v1/health/'],
        ...before.map((text): Line => [2, text]),
        [
          2,
          `INFO:     127.0.0.1:4711 - "GET /api/v1/health/ HTTP/1.1" ${status} ${status === 200 ? 'OK' : 'Service Unavailable'}`,
        ],
        [2, `0000-00-00 00:00:00 - INFO - atlasml.app - 📤 Response: ${status} (took 0.016s)`],
      ],
    ],
    seconds + 30,
  ).filter(([at]) => at < seconds);

const served = requests('docker/logs/b_user_traffic', 200, 'suggest');
/** Users who are served and probes that are answered. */
export const well = (seconds: number): Line[] => [...probes(seconds), ...every(15, served.slice(0, 5), seconds)];

/** AtlasML starts, and is up. */
export const START = piece('docker/logs/d_weaviate_down', 0, 3.2);
/** AtlasML is stopped in order. */
export const STOP: Line[] = piece('docker/logs/h_graceful_stop_idle', 0, 60).filter(
  (_, i, all) => i >= all.findIndex(([, text]) => text.includes('Shutting down')),
);

/** Puts pieces one after the other, each so many seconds long, into one log with the stamps of its time. */
export function logOf(startMs: number, pieces: [seconds: number, lines: Line[]][]): { events: LogEvent[]; begins: number[] } {
  const begins: number[] = [];
  const events: LogEvent[] = [];
  let atMs = startMs;
  for (const [seconds, lines] of pieces) {
    begins.push(atMs);
    const firstAt = lines[0]?.[0] ?? 0;
    const offset = lines === STOP ? firstAt : 0;
    for (const [at, text] of lines) {
      const timestamp = Math.round(atMs + (at - offset) * 1000);
      const stamp = new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');
      events.push({ timestamp, message: text.replace(STAMP, stamp) });
    }
    atMs += seconds * 1000;
  }
  begins.push(atMs);
  return { events: events.sort((a, b) => a.timestamp - b.timestamp), begins };
}
