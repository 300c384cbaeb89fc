import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../insights/index.ts';
import { logAround, type PastLog } from '../../../local/capsule/capsule-log.ts';

const MINUTE = 60_000;
/** Minutes after the begin; each event takes 100 bytes. */
const at = (minutes: number) => Date.parse('2026-11-25T10:00:00Z') + minutes * MINUTE;
const event = (minutes: number): LogEvent => ({ timestamp: at(minutes), message: 'x'.repeat(80) });
const all = Array.from({ length: 60 }, (_, i) => event(i));

function logOf(events: readonly LogEvent[], pieces = 3) {
  const asked: [number, number][] = [];
  const log: PastLog = {
    async *events({ startMs, endMs }) {
      asked.push([startMs, endMs]);
      const found = events.filter((e) => e.timestamp >= startMs && e.timestamp <= endMs);
      for (let i = 0; i < found.length; i += pieces) yield found.slice(i, i + pieces);
    },
  };
  return { log, asked };
}
const around = { fromMs: at(0), aroundMs: at(40), untilMs: at(60) };
const minutes = (events: readonly LogEvent[]) => events.map((e) => (e.timestamp - at(0)) / MINUTE);

describe('the log around a moment', () => {
  test('with room for it, all of it in the order of time, each event once', async () => {
    const part = await logAround(logOf(all).log, around, 1e6);
    expect(part).toEqual({ events: all, fromMs: at(0), untilMs: at(60) });
  });

  test('what there is no room for is left out at its end and at its begin, and from when to when it is whole is said', async () => {
    // 2,000 bytes: fifteen events from the moment on, and five before it.
    const part = await logAround(logOf(all).log, around, 2_000);
    expect(minutes(part.events)).toEqual(Array.from({ length: 20 }, (_, i) => 35 + i));
    expect([part.fromMs, part.untilMs]).toEqual([at(34) + 1, at(55)]);
  });

  test('what is not needed after the moment is there for the time before it', async () => {
    const few = [...all.filter((e) => e.timestamp < at(40)), event(50)];
    const part = await logAround(logOf(few).log, around, 2_000);
    expect(minutes(part.events)).toEqual([...Array.from({ length: 19 }, (_, i) => 21 + i), 50]);
    expect([part.fromMs, part.untilMs]).toEqual([at(20) + 1, at(60)]);
  });

  test('nothing is read beyond where the room ends', async () => {
    const { log, asked } = logOf(all);
    await logAround(log, around, 1_000);
    expect(Math.max(...asked.map(([, endMs]) => endMs))).toBeLessThan(at(55));
    expect(Math.min(...asked.map(([startMs]) => startMs))).toBeGreaterThanOrEqual(at(30));
  });
});
