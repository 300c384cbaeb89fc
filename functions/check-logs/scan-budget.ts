import type { LogsObservation, ScanUse } from '../shared/observation.ts';
import type { LogSource } from '../shared/ports.ts';

/** Up to five minutes every line is still counted, for a run looks back so far. */
const PACES = [1, 2, 5, 10, 30, 60] as const;
const SLOWEST = 60;
const MINUTE_MS = 60_000;
const GB = 1e9;
/** A schedule starts a run some seconds sooner or later. */
const EARLY_MS = 20_000;
/** A run weighs so much beside those before it. */
const WEIGHT = 1 / 30;

/** Both ends of the month of UTC that a moment is in, epoch ms. */
function monthOf(atMs: number): { name: string; beginMs: number; endMs: number } {
  const at = new Date(atMs);
  const of = (more: number) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + more);
  return { name: at.toISOString().slice(0, 7), beginMs: of(0), endMs: of(1) };
}

/** The quickest pace at which what is left of the budget lasts until the month ends; the slowest where none does. Pure. */
export function paceOf({ bytes, runBytes, budgetGb }: Pick<ScanUse, 'bytes' | 'runBytes' | 'budgetGb'>, atMs: number): number {
  const leftMinutes = (monthOf(atMs).endMs - atMs) / MINUTE_MS;
  const leftBytes = budgetGb * GB - bytes;
  return PACES.find((every) => Math.ceil(leftMinutes / every) * runBytes <= leftBytes) ?? SLOWEST;
}

/**
 * The use after one more run. Pure.
 * @param before undefined where nothing is known of this month: then it is taken for granted that its share of the budget is spent.
 */
export function afterRun(before: ScanUse | undefined, bytes: number, budgetGb: number, atMs: number): ScanUse {
  const { name, beginMs, endMs } = monthOf(atMs);
  const share = (atMs - beginMs) / (endMs - beginMs);
  const spent = before ? (before.month === name ? before.bytes : 0) : budgetGb * GB * share;
  const runBytes = before ? before.runBytes + WEIGHT * (bytes - before.runBytes) : bytes;
  const use = { month: name, bytes: spent + bytes, runBytes, budgetGb, atMs };
  return { ...use, everyMinutes: paceOf(use, atMs) };
}

/** Whether the log is to be counted now. Pure. */
export const isDue = (use: ScanUse | undefined, atMs: number): boolean =>
  use === undefined || use.everyMinutes === 1 || atMs - use.atMs >= use.everyMinutes * MINUTE_MS - EARLY_MS;

/** What people are told while it is slower than it was meant to be; undefined while it is not. */
export function slowWords({ everyMinutes, bytes, budgetGb, runBytes }: ScanUse): string | undefined {
  if (everyMinutes === 1) return undefined;
  const missed = everyMinutes > 5 ? ', so that errors between are missed' : '';
  const used = `${(bytes / GB).toPrecision(3)} of ${budgetGb} GB are used, ${(runBytes / 1e6).toPrecision(3)} MB a run`;
  return `the log is counted every ${everyMinutes} minutes only${missed}: its budget for Logs Insights would not last for the month otherwise (${used}); raise logs.monthlyScanBudgetGB, or log less`;
}

/** The observation with what it has used, and a note where it is slower for that. */
export function withScan(seen: LogsObservation, scan: ScanUse | undefined): LogsObservation {
  const slow = scan && slowWords(scan);
  return scan ? { ...seen, scan, notes: [...seen.notes, ...(slow ? [slow] : [])] } : seen;
}

/** The source, and how many bytes its queries have read since; reading lines is not paid for by their size. */
export function counting(source: LogSource): { source: LogSource; bytes(): number } {
  let bytes = 0;
  const query: LogSource['query'] = async (question) => {
    const answer = await source.query(question);
    if (answer.state === 'complete') bytes += answer.bytesScanned;
    return answer;
  };
  return { source: { ...source, query }, bytes: () => bytes };
}
