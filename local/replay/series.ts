import { timeFault } from '../../functions/shared/text/time-fault.ts';
import type { PastProbe, Seen } from './seen.ts';

/** One line of a series: what a probe got and how much memory was in use at one moment. */
export interface Sample {
  /** Epoch ms. */
  atMs: number;
  health?: Seen;
  /** Of the limit. */
  memoryPercent?: number;
}

interface SampleLine {
  at: string;
  health?: {
    status?: number;
    headers?: Record<string, string>;
    body?: string;
    tookMs?: number;
    error?: string;
    fault?: string;
  } | null;
  memoryPercent?: number | null;
}

/** Reads a series: `{at, health: {status, headers, body, tookMs} or {error, tookMs}, memoryPercent}` on each line. */
export function readSeries(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => sampleOf(JSON.parse(line) as SampleLine))
    .sort((a, b) => a.atMs - b.atMs);
}

function sampleOf({ at, health, memoryPercent }: SampleLine): Sample {
  const atMs = Date.parse(at);
  const fault = timeFault(at);
  if (fault) throw new Error(`a sample of the series is of ${at}: ${fault}`);
  if (Number.isNaN(atMs)) throw new Error(`a sample of the series has no time: ${at}`);
  return {
    atMs,
    ...(health && { health: seenIn(health) }),
    ...(typeof memoryPercent === 'number' && { memoryPercent }),
  };
}

/** Errors that come about before there is a connection. */
const UNCONNECTED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;
const TIMEOUT = /time-?d?[ -]?out|ETIMEDOUT|ABORT/i;

function seenIn({ status, headers = {}, body = '', tookMs = 0, error, fault }: NonNullable<SampleLine['health']>): Seen {
  const failed = error ?? fault;
  if (failed === undefined && status !== undefined) return { status, headers, body, tookMs };
  if (failed === undefined) return { unseen: 'the series says neither a status nor an error' };
  return { error: TIMEOUT.test(failed) ? 'timeout' : failed, tookMs, connected: !UNCONNECTED.test(failed) };
}

/** A sample speaks for the moments around it, up to this far, ms. */
const NEAR_MS = 15_000;

/** Asks a series: a request gets what the sample nearest to it got, and waits for it no longer than it would. */
export function seriesProbe(series: Sample[]): PastProbe {
  const asked = series.flatMap(({ atMs, health }) => (health ? [{ atMs, health }] : []));
  return (atMs, timeoutMs) => {
    const nearest = asked.reduce<(typeof asked)[number] | undefined>(
      (best, s) => (best && Math.abs(best.atMs - atMs) <= Math.abs(s.atMs - atMs) ? best : s),
      undefined,
    );
    if (!nearest || Math.abs(nearest.atMs - atMs) > NEAR_MS) return { unseen: 'the series has no probe near this moment' };
    const { health } = nearest;
    if ('tookMs' in health && health.tookMs > timeoutMs) return { error: 'timeout', tookMs: timeoutMs, connected: true };
    return health;
  };
}
