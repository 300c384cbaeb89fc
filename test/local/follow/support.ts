import type { LogEvent } from '../../../insights/index.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { followedLog } from '../../../local/follow/followed-log.ts';
import type { FollowedEvent } from '../../../local/follow/line-kinds.ts';
import { each, LogFile, type LogSink } from '../../../local/follow/log-file.ts';
import { LogSeconds, type SecondsOptions } from '../../../local/follow/log-seconds.ts';
import { LOGS } from '../../functions/check-logs/support.ts';

/** All events of a log, as a follower gives them. */
export class AllEvents implements LogSink {
  events: LogEvent[] = [];
  droppedMs: number[] = [];

  add(events: readonly FollowedEvent[]): void {
    // The other sink moves its own in time.
    for (const { kind, ...event } of events) this.events.push(event);
  }

  correct(byMs: number): void {
    for (const event of this.events) event.timestamp += byMs;
  }

  dropped(untilMs: number): void {
    this.droppedMs.push(untilMs);
  }
}

/** Follows a file and keeps all events, uncounted: `read` looks at it and gives all that it ever told. */
export function followEvents(path: string, timezone?: string) {
  const all = new AllEvents();
  const file = new LogFile(path, all, timezone);
  const read = (nowMs: number): LogEvent[] => {
    file.look(nowMs);
    return all.events;
  };
  return { file, all, read };
}

const ROOM: SecondsOptions = { keepMs: 6 * 3_600_000, mostBytes: 24 << 20, mostLineBytes: 12 << 20 };

/**
 * Follows a file as `watch` does, and keeps all events beside: `read` looks at it and gives all that it ever told.
 * @param now epoch ms, for who asks the source.
 */
export function follow(path: string, now: () => number, timezone?: string, room: Partial<SecondsOptions> = {}) {
  const all = new AllEvents();
  const seconds = new LogSeconds(askedQueries(LOGS), { ...ROOM, ...room });
  const file = new LogFile(path, each([all, seconds]), timezone);
  const read = (nowMs: number): LogEvent[] => {
    file.look(nowMs);
    return all.events;
  };
  return { file, all, seconds, read, source: followedLog(file, seconds, { now }) };
}
