import { UVICORN_TEXTS } from '../../shared/atlasml/log-format.ts';
import { type ContainerEvent, ENDS, isRunning, type StartFailure } from '../../shared/observation.ts';
import { down, isPast, isUpAgain, type Witnesses } from './witnesses.ts';

/** Why AtlasML does not start, for as long as it is not up. */
export const failedStart = (w: Witnesses): StartFailure | undefined => (isUpAgain(w) ? undefined : w.startFailure);

/** How many starts ended with "Application startup failed", for as long as AtlasML is not up. */
export const failedStarts = (w: Witnesses): number => (isUpAgain(w) ? 0 : (w.counts?.failedStarts ?? 0));

/** Docker asks for the health each 30 s, and a line takes a while to arrive: without one for so long nothing is served. */
const GONE_MS = 60_000;

/**
 * When the last line was logged, where the process must be gone: its host refuses the connection, and no line says that it
 * ended or began anew. Epoch ms.
 */
export function goneSince(w: Witnesses): number | undefined {
  const { silentSinceMs: sinceMs, lastStartMs } = w;
  if (sinceMs === undefined || w.nowMs - sinceMs < GONE_MS || isPast(w, sinceMs)) return undefined;
  const wasUp = lastStartMs === undefined || isPast(w, lastStartMs);
  return wasUp && down(w)?.fault === 'connection-refused' ? sinceMs : undefined;
}

const ORDERLY = new RegExp(UVICORN_TEXTS.stopped);

/** The stop before the newest start was logged: somebody ordered it. */
export const stoppedOrderly = (w: Witnesses): boolean => w.lastWords.some((line) => ORDERLY.test(line));

/** A start came, and no line says that the process before it stopped. */
export const endedSilently = (w: Witnesses): boolean =>
  (w.counts?.starts ?? 0) > 0 && w.lastWords.length > 0 && !stoppedOrderly(w);

/** AtlasML was killed: it served before the newest start, or with requests running, and no line says that it stopped. */
export const wasKilled = (w: Witnesses): boolean =>
  w.silentEndMs !== undefined || ((w.counts?.unfinished ?? 0) > 0 && endedSilently(w));

/** What was logged so long before an alarm may be its cause. */
const BEFORE_ALARM_MS = 6 * 60_000;

/** How AtlasML's container last ended, by its runtime. */
export interface RuntimeEnd extends ContainerEvent {
  runtime: string;
  /** It was started again, or another in its place. */
  isBack: boolean;
  /** It does not run now, and its restart policy is about to start it again. */
  isRestarting: boolean;
  /** AtlasML served somebody after it. */
  isPast: boolean;
  /** When it was removed after that; epoch ms. */
  removedMs?: number;
  /** How often it ended so in the last hour. */
  times: number;
}

const HOUR_MS = 3_600_000;

/** The newest end that may be of the alarms that are on; undefined where no runtime told of one. */
export function runtimeEnd(w: Witnesses): RuntimeEnd | undefined {
  const { container, alarmingSinceMs = w.nowMs } = w;
  const last = container?.events.findLast((e) => ENDS.includes(e.what));
  if (!container || !last || last.atMs < alarmingSinceMs - BEFORE_ALARM_MS) return undefined;
  const times = container.events.filter((e) => e.what === last.what && last.atMs - e.atMs < HOUR_MS).length;
  const removed = container.events.find((e) => e.what === 'removed' && e.id === last.id && e.atMs >= last.atMs);
  return {
    ...last,
    runtime: container.runtime,
    isBack: isRunning(container.events),
    isRestarting: container.state?.status === 'restarting' && container.state.id === last.id,
    isPast: isPast(w, last.atMs),
    ...(removed && { removedMs: removed.atMs }),
    times,
  };
}

/** As long as starts are counted for a loop. */
const LOOP_MS = 15 * 60_000;

/** Whether the runtime knows who ordered each end of the last 15 minutes: somebody, a deploy, the host. Then it is no loop of crashes. */
export function isEachEndOrdered({ container, nowMs }: Witnesses): boolean {
  const ends = container?.events.filter((e) => ENDS.includes(e.what) && nowMs - e.atMs < LOOP_MS) ?? [];
  return ends.length > 0 && ends.every(({ by }) => by !== undefined);
}

/** When a container was started after that moment, the newest; epoch ms. */
export function startedAfter({ container }: Witnesses, atMs: number): number | undefined {
  const last = container?.events.findLast(({ what }) => what === 'started');
  return last && last.atMs >= atMs ? last.atMs : undefined;
}

/** When the container was paused, while it still is; epoch ms. */
export function pausedSince({ container }: Witnesses): number | undefined {
  const last = container?.events.findLast((e) => e.what === 'paused' || e.what === 'resumed' || e.what === 'started');
  return last?.what === 'paused' ? last.atMs : undefined;
}
