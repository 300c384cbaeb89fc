import type { LogEvent } from '../../insights/index.ts';
import { inspect } from '../docker/container.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError, isAskedWrong } from '../docker/engine-error.ts';
import { msOf } from '../docker/log-records.ts';
import { logOf } from '../docker/log-stream.ts';
import { LineClock } from '../lines/line-clock.ts';
import { readOwnStamp } from '../lines/stamps.ts';
import { gathered, inTime } from './events-in-time.ts';
import { type Past, PastError, scanEvents, UnansweredPastError } from './past.ts';

export interface ContainerPastOptions {
  /** Epoch ms; all that Docker has when left out. */
  sinceMs?: number;
  timezone?: string | undefined;
}

const NS_OF_MS = 1_000_000n;
/** Docker gives some MB of a log in a second. */
const LONGEST_MS = 30 * 60_000;

/** The log of a container, as far as Docker still has it. Each line has the moment at which Docker took it. */
export function pastOfContainer(engine: Engine, container: string, { sinceMs = 0, timezone }: ContainerPastOptions = {}): Past {
  const name = `the log of the container ${container}`;
  const portions = (fromMs: number, zone: string | undefined) => eventsOf(engine, container, Math.max(fromMs, sinceMs), zone);
  return {
    name,
    holds: { health: false, memory: false },
    // It goes on being written, and is soon read again.
    identity: () => undefined,
    scan: (config) => scanEvents(inTime(portions(sinceMs, timezone ?? config.logs?.timezone), name), config),
    events: async (fromMs, toMs, { logs }) =>
      (await gathered(portions(fromMs, timezone ?? logs?.timezone))).filter((e) => e.timestamp >= fromMs && e.timestamp < toMs),
  };
}

async function* eventsOf(
  engine: Engine,
  container: string,
  fromMs: number,
  timezone: string | undefined,
): AsyncGenerator<LogEvent[]> {
  const clock = new LineClock(timezone);
  let count = 0;
  try {
    const asked = { sinceNs: BigInt(Math.floor(fromMs)) * NS_OF_MS, isFollowed: false };
    const inspected = await inspect(engine, container);
    for await (const records of logOf(engine, inspected, asked, AbortSignal.timeout(LONGEST_MS))) {
      // awslogs sends no empty event, either.
      const lines = records.flatMap(({ atNs, text }) => {
        const stampMs = readOwnStamp(text);
        return text === '' ? [] : [{ text, arrivalMs: msOf(atNs), ...(stampMs !== undefined && { stampMs }) }];
      });
      count += lines.length;
      if (lines.length > 0) yield clock.place(lines);
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw isAskedWrong(error) ? new PastError(error.message) : new UnansweredPastError(error.message);
  }
  if (count === 0) throw new PastError(`the container ${container} has logged nothing in this time`);
}
