import { timeFault } from '../../functions/shared/text/time-fault.ts';
import { UsageError } from '../usage-error.ts';

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * The window of `--start`, `--end` and `--last`, in epoch ms, both ends included; infinite where nothing is asked for.
 * A time in whole seconds ends at their .999, as StartQuery's does.
 * @throws UsageError for what is no time.
 */
export function timeRange(
  { start, end, last }: { start?: string; end?: string; last?: string },
  nowMs: number,
): { startMs: number; endMs: number } {
  if (last !== undefined) {
    if (start !== undefined || end !== undefined)
      throw new UsageError('--last stands for --start and --end; give one or the other');
    return { startMs: nowMs - durationIn('--last', last), endMs: nowMs };
  }
  const window = {
    startMs: start === undefined ? -Infinity : timeIn('--start', start, nowMs).ms,
    endMs: end === undefined ? Infinity : endOf(timeIn('--end', end, nowMs)),
  };
  if (window.startMs > window.endMs) throw new UsageError(`--start ${start} is later than --end ${end}`);
  return window;
}

const endOf = ({ ms, seconds }: { ms: number; seconds: boolean }) => (seconds ? ms + 999 : ms);

function durationIn(option: string, text: string): number {
  const [, count, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  if (!unit) throw new UsageError(`${option} takes a duration such as 30m, 24h or 7d, not ${text}`);
  return Number(count) * (UNITS[unit] as number);
}

/** One moment. @param option names it in the error. @throws UsageError for what is no time. */
export function timeIn(option: string, text: string, nowMs: number): { ms: number; seconds: boolean } {
  if (text === 'now') return { ms: nowMs, seconds: false };
  if (/^-?\d+[a-z]$/.test(text)) return { ms: nowMs - durationIn(option, text.replace('-', '')), seconds: false };
  // Epoch seconds have ten digits, milliseconds thirteen.
  if (/^\d{9,10}$/.test(text)) return { ms: Number(text) * 1000, seconds: true };
  if (/^\d{12,13}$/.test(text)) return { ms: Number(text), seconds: false };
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const fault = date && timeFault(text);
  const ms = date ? Date.parse(`${date}T${time ?? '00:00'}${zone ?? 'Z'}`) : Number.NaN;
  if (fault || Number.isNaN(ms)) {
    throw new UsageError(
      `${option} takes a time such as 2026-11-25T10:31, 2026-11-25, epoch seconds, 3h for three hours ago, or now, not ${text}${fault ? `: ${fault}` : ''}; times without a zone are UTC`,
    );
  }
  return { ms, seconds: time !== undefined && !time.includes('.') };
}
