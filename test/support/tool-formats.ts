import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { LogEvent } from '../../insights/index.ts';

/**
 * Recorded events as the tools print them, each by its real format: local/lines/ cites the source of each. `exact` tools
 * carry the time to the millisecond; the others leave AtlasML's own stamps, in seconds.
 */
export interface Tool {
  name: string;
  /** What check logs must say that it was read as. */
  readAs: string;
  print(events: LogEvent[]): string;
  exact?: true;
}

const iso = (ms: number) => new Date(ms).toISOString();
const nano = (ms: number) => iso(ms).replace('Z', '456789Z');
const micro = (ms: number) => iso(ms).replace('Z', '000+00:00');
const lines = (line: (event: LogEvent) => string) => (events: LogEvent[]) => events.map((e) => `${line(e)}\n`).join('');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const syslogDate = (ms: number) => {
  const d = new Date(ms);
  return `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)} ${iso(ms).slice(11, 19)}`;
};

/** Another service that writes at the same time, as Weaviate does. */
const weaviate = (ms: number) => JSON.stringify({ action: 'startup', level: 'error', msg: 'not AtlasML', time: iso(ms) });
const mixed =
  (atlas: (event: LogEvent) => string, other: (ms: number) => string) =>
  (events: LogEvent[]): string =>
    events.map((e, i) => `${i % 3 === 0 ? `${other(e.timestamp)}\n` : ''}${atlas(e)}\n`).join('');

const PIECE = 16_384;
/** A line in the pieces that Docker reads. */
function pieces(text: string): string[] {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let from = 0; from === 0 || from < bytes.length; from += PIECE) found.push(bytes.toString('utf8', from, from + PIECE));
  return found;
}

export const TOOLS: readonly Tool[] = [
  { name: 'a plain file', readAs: 'plain lines', print: lines((e) => e.message) },
  { name: 'lines that end in CR LF', readAs: 'plain lines', print: (events) => events.map((e) => `${e.message}\r\n`).join('') },
  { name: 'docker compose logs --no-log-prefix of 2.5', readAs: 'a blank before each', print: lines((e) => ` ${e.message}`) },
  { name: 'docker compose logs', readAs: 'docker compose logs (atlasml-1)', print: lines((e) => `atlasml-1  | ${e.message}`) },
  {
    name: 'docker compose logs in colours',
    readAs: 'docker compose logs (atlasml)',
    print: lines((e) => `\x1b[36matlasml  | \x1b[0m${e.message}`),
  },
  {
    name: 'docker compose logs of several services',
    readAs: 'docker compose logs (atlasml-1), without the lines of weaviate-1',
    print: mixed(
      (e) => `atlasml-1   | ${e.message}`,
      (ms) => `weaviate-1  | ${weaviate(ms)}`,
    ),
  },
  {
    name: 'docker compose logs -t of several services',
    readAs: 'docker compose logs -t (atlasml-1), without the lines of weaviate-1',
    exact: true,
    print: mixed(
      (e) => `atlasml-1   | ${nano(e.timestamp)} ${e.message}`,
      (ms) => `weaviate-1  | ${nano(ms)} ${weaviate(ms)}`,
    ),
  },
  { name: 'docker logs -t', readAs: 'docker logs -t', exact: true, print: lines((e) => `${nano(e.timestamp)} ${e.message}`) },
  {
    name: 'docker service logs',
    readAs: 'docker compose logs (atlasml.1.k3x@node1)',
    print: lines((e) => `atlasml.1.k3x@node1    | ${e.message}`),
  },
  {
    name: 'podman logs -t',
    readAs: 'docker logs -t',
    exact: true,
    print: lines((e) => `${iso(e.timestamp + 3_600_000).replace('Z', '+01:00')} ${e.message}`),
  },
  {
    name: 'kubectl logs --prefix',
    readAs: 'kubectl logs --prefix (pod/atlasml-5d8-x/atlasml)',
    print: lines((e) => `[pod/atlasml-5d8-x/atlasml] ${e.message}`),
  },
  {
    name: 'kubectl logs --prefix --timestamps',
    readAs: 'kubectl logs --prefix --timestamps (pod/a/b)',
    exact: true,
    print: lines((e) => `[pod/a/b] ${nano(e.timestamp)} ${e.message}`),
  },
  {
    name: 'the files of the kubelet, with pieces',
    readAs: 'container logs of Kubernetes (CRI)',
    exact: true,
    print: (events) =>
      events
        .flatMap(({ message, timestamp }) =>
          pieces(message).map((piece, i, all) => `${nano(timestamp)} stdout ${i < all.length - 1 ? 'P' : 'F'} ${piece}\n`),
        )
        .join(''),
  },
  {
    name: "Docker's json-file, with pieces",
    readAs: "Docker's json-file",
    exact: true,
    print: (events) =>
      events
        .flatMap(({ message, timestamp }) =>
          pieces(message).map((piece, i, all) =>
            JSON.stringify({ log: `${piece}${i < all.length - 1 ? '' : '\n'}`, stream: 'stderr', time: nano(timestamp) }),
          ),
        )
        .map((line) => `${line}\n`)
        .join(''),
  },
  {
    name: 'aws logs tail',
    readAs: 'aws logs tail (production)',
    exact: true,
    print: lines((e) => `${micro(e.timestamp)} production ${e.message}`),
  },
  {
    name: 'aws logs tail --format short',
    readAs: 'aws logs tail --format short',
    print: lines((e) => `${iso(e.timestamp).slice(0, 19)} ${e.message}`),
  },
  {
    name: 'aws logs tail --format json',
    readAs: 'aws logs tail (production)',
    exact: true,
    print: lines((e) => `${iso(e.timestamp).replace('.000Z', '+00:00').replace('Z', '000+00:00')} production ${e.message}`),
  },
  {
    name: 'aws logs filter-log-events',
    readAs: 'aws logs filter-log-events or get-log-events (production)',
    exact: true,
    print: (events) =>
      JSON.stringify(
        {
          events: events.map((e, i) => ({
            logStreamName: 'production',
            timestamp: e.timestamp,
            message: e.message,
            ingestionTime: e.timestamp + 800,
            eventId: String(i),
          })),
          searchedLogStreams: [],
        },
        null,
        4,
      ),
  },
  {
    name: 'aws logs get-log-events in one line',
    readAs: 'aws logs filter-log-events or get-log-events',
    exact: true,
    print: (events) =>
      JSON.stringify({ events: events.map((e) => ({ ...e, ingestionTime: e.timestamp + 90 })), nextForwardToken: 'f/1' }),
  },
  {
    name: 'events of CloudWatch, one a line',
    readAs: 'events of CloudWatch, one a line',
    exact: true,
    print: lines((e) => JSON.stringify(e)),
  },
  {
    name: 'journalctl',
    readAs: 'journalctl -o short (atlasml)',
    print: lines((e) => `${syslogDate(e.timestamp)} vm1 atlasml[123]: ${e.message}`),
  },
  {
    name: 'journalctl -o short-precise',
    readAs: 'journalctl -o short (atlasml)',
    print: lines((e) => `${syslogDate(e.timestamp)}.123456 vm1 atlasml[123]: ${e.message}`),
  },
  {
    name: 'journalctl -o short-iso',
    readAs: 'journalctl -o short-iso (atlasml)',
    print: lines((e) => `${iso(e.timestamp + 3_600_000).slice(0, 19)}+0100 vm1 atlasml[123]: ${e.message}`),
  },
  { name: 'journalctl -o cat', readAs: 'plain lines', print: lines((e) => e.message) },
  {
    name: 'journalctl -o json',
    readAs: 'journalctl -o json (atlasml)',
    exact: true,
    print: lines((e) =>
      JSON.stringify({
        __CURSOR: 's=1',
        __REALTIME_TIMESTAMP: String(e.timestamp * 1000 + 7),
        CONTAINER_NAME: 'atlasml',
        MESSAGE: e.message.includes('\x1b') ? [...Buffer.from(e.message)] : e.message,
      }),
    ),
  },
  {
    name: 'rsyslog with RFC 5424',
    readAs: 'syslog (RFC 5424) (atlasml)',
    exact: true,
    print: lines((e) => `<30>1 ${iso(e.timestamp)} vm1 atlasml 123 - [meta seq="1"] ${e.message}`),
  },
  {
    name: "rsyslog's file of classic messages",
    readAs: 'journalctl -o short (atlasml)',
    print: lines((e) => `<30>${syslogDate(e.timestamp)} vm1 atlasml[123]: ${e.message}`),
  },
];

/** Ways in which the bytes of a file are written. */
export const ENCODINGS: readonly [string, (text: string) => Buffer][] = [
  ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 LE with a mark, as PowerShell 5.1 writes', (text) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le')],
  ['UTF-16 LE without a mark', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16 BE with a mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-16 BE without a mark', (text) => Buffer.from(text, 'utf16le').swap16()],
  ['gzip', (text) => gzipSync(text)],
  ['gzip of two members', (text) => Buffer.concat(halves(text).map((half) => gzipSync(half)))],
  ['Zstandard', (text) => zstdCompressSync(text)],
];

function halves(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];
}

/** Writes AtlasML's own times as a container in another zone writes them. @param offsetAt how far ahead of UTC, ms. */
export function inZone(events: LogEvent[], offsetAt: (ms: number) => number): LogEvent[] {
  return events.map((e) => ({ ...e, message: shifted(e.message, offsetAt) }));
}

function shifted(message: string, offsetAt: (ms: number) => number): string {
  return message.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?= - )/, (_, date, time) => {
    const ms = Date.parse(`${date}T${time}Z`);
    return iso(ms + offsetAt(ms))
      .slice(0, 19)
      .replace('T', ' ');
  });
}
