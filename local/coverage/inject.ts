import type { LogEvent } from '../../insights/index.ts';
import { inferredProbe } from '../replay/inferred-probe.ts';
import { eventsIn } from '../replay/kept-events.ts';
import type { Recording } from '../replay/recording.ts';
import type { Sample } from '../replay/series.ts';
import type { KnownSickness, KnownSicknesses, PieceLine } from './sicknesses.ts';

/** AtlasML is well for so long before and after a sickness. */
export const BEFORE_MS = 5 * 60_000;
export const AFTER_MS = 8 * 60_000;
/** A probe's sample speaks for the seconds around it. */
const SAMPLE_MS = 5_000;
/** Longer than any probe waits. */
const LONGEST_PROBE_MS = 10_000;
const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?= - )/;

/** A healthy log to inject into. */
export interface Base {
  /** At least `BEFORE_MS` and `AFTER_MS` of it, in the order of time. */
  events: LogEvent[];
  startMs: number;
}

/** A sickness in the midst of a healthy log. Times are epoch ms. */
export interface Injected {
  recording: Recording;
  /** From when to when AtlasML is sick, and until when the log goes on. */
  fromMs: number;
  toMs: number;
  untilMs: number;
}

/**
 * Puts a sickness into a healthy log: what stands there before it stays, the sickness is shifted to its time, and what stands there after is
 * shifted behind it.
 * @param offsetMs how much later it begins: checks run once a minute, and a sickness begins when it likes.
 */
export function inject(
  sickness: KnownSickness,
  { events, startMs }: Base,
  { start }: Pick<KnownSicknesses, 'start'>,
  offsetMs = 0,
): Injected {
  const fromMs = startMs + BEFORE_MS + offsetMs;
  const toMs = fromMs + sickness.seconds * 1000;
  const untilMs = toMs + AFTER_MS;
  const before = eventsIn(events, startMs, fromMs - 1);
  const during = sickness.lines ? shifted(sickness.lines, fromMs) : repeated(events, startMs, fromMs, toMs);
  const behind = repeated(events, startMs, toMs, untilMs);
  const restart = sickness.restarts ? shifted(start, toMs) : [];
  const lastOfStartMs = restart.at(-1)?.timestamp ?? 0;
  const all = [...before, ...during, ...restart, ...behind.filter((e) => e.timestamp > lastOfStartMs)];
  const sick = all.sort((a, b) => a.timestamp - b.timestamp);
  const { outside, memory } = sickness;
  const series = outside || memory ? samplesOf(sickness, sick, { startMs, fromMs, toMs, untilMs }) : undefined;
  return { recording: { events: sick, series }, fromMs, toMs, untilMs };
}

/** Lines of a piece at their moments, with the stamps of these. */
export function shifted(lines: readonly PieceLine[], fromMs: number): LogEvent[] {
  return lines.map(([seconds, text]) => stamped(text, Math.round(fromMs + seconds * 1000)));
}

function stamped(text: string, timestamp: number): LogEvent {
  const stamp = new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');
  return { timestamp, message: text.replace(STAMP, stamp) };
}

/** The healthy log over and over, from one moment to another. */
function repeated(events: readonly LogEvent[], startMs: number, fromMs: number, toMs: number): LogEvent[] {
  const lengthMs = BEFORE_MS + AFTER_MS;
  const piece = events.filter((e) => e.timestamp < startMs + lengthMs);
  const found: LogEvent[] = [];
  for (let at = fromMs; at < toMs; at += lengthMs)
    for (const { message, timestamp } of piece) {
      const moved = timestamp - startMs + at;
      if (moved < toMs) found.push(stamped(message, moved));
    }
  return found;
}

function samplesOf(
  { outside, memory }: KnownSickness,
  events: LogEvent[],
  times: { startMs: number; fromMs: number; toMs: number; untilMs: number },
): Sample[] {
  const { startMs, fromMs, toMs, untilMs } = times;
  const inside = inferredProbe(events, untilMs);
  const samples: Sample[] = [];
  for (let atMs = startMs; atMs < untilMs; atMs += SAMPLE_MS) {
    const isSick = atMs >= fromMs && atMs < toMs;
    const share = Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)));
    samples.push({
      atMs,
      health: isSick && outside ? outside : inside(atMs, LONGEST_PROBE_MS),
      ...(memory && { memoryPercent: memory.from + share * (memory.to - memory.from) }),
    });
  }
  return samples;
}
