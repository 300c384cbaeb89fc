import type { PlannedRequest } from './run-plan.ts';

/** Milliseconds, exact: each is the time of a request that was made. */
export interface Percentiles {
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  'p99.9': number;
  longest: number;
}

/** What a plan came to. */
export interface Figures {
  sent: number;
  well: number;
  failed: number;
  /** Sent, and not waited for to the end. */
  unanswered: number;
  /** Due, and not sent: so many were waiting already, or this machine was late. */
  notSent: { waiting: number; late: number };
  /** The most frequent first, each with the first sentence of its kind. */
  errors: { kind: string; count: number; sentence: string }[];
  /** Of all that ended, well or not; missing where none did. */
  took?: Percentiles;
  /** Of those that were well alone, where others were not. */
  tookWhenWell?: Percentiles;
  /** How long after its moment a request was sent at most: by this machine, not by the service. */
  latestSendMs: number;
}

/**
 * Times count from the moment at which a request was due, not from when it was sent: a service that stalls makes all requests that
 * were due meanwhile late, and none of them may be missing among the times.
 */
export function figuresOf(requests: readonly PlannedRequest[]): Figures {
  const sent = requests.filter(({ sentMs }) => sentMs !== undefined);
  const ended = sent.filter(({ answered }) => answered !== undefined);
  const well = ended.filter(({ answered }) => answered?.isWell);
  const failed = ended.filter(({ answered }) => answered && !answered.isWell);
  const notSent = (why: PlannedRequest['notSent']) => requests.filter((request) => request.notSent === why).length;
  return {
    sent: sent.length,
    well: well.length,
    failed: failed.length,
    unanswered: sent.length - ended.length,
    notSent: { waiting: notSent('waiting'), late: notSent('late') },
    errors: errorsOf(failed),
    ...(ended.length > 0 && { took: percentilesOf(ended.map(tookMs)) }),
    ...(failed.length > 0 && well.length > 0 && { tookWhenWell: percentilesOf(well.map(tookMs)) }),
    latestSendMs: Math.max(0, ...sent.map(({ sentMs = 0, dueMs }) => sentMs - dueMs)),
  };
}

const tookMs = ({ dueMs, endMs = dueMs }: PlannedRequest): number => endMs - dueMs;

/** By the nearest rank of all values: the smallest that at least so many percent do not exceed. @param values at least one. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  // 99.9 % of 1,000 is a hair more than 999 in floating point.
  const at = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100 - 1e-9) - 1] as number;
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), 'p99.9': at(99.9), longest: at(100) };
}

function errorsOf(failed: PlannedRequest[]): Figures['errors'] {
  const kinds = new Map<string, { kind: string; count: number; sentence: string }>();
  for (const { answered } of failed) {
    if (!answered) continue;
    const { kind, sentence } = answered;
    const known = kinds.get(kind) ?? { kind, count: 0, sentence };
    kinds.set(kind, { ...known, count: known.count + 1 });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}
