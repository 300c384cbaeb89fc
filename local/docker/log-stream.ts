import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { Inspection } from './inspection.ts';
import { type LogRecord, LogRecords, secondsOf } from './log-records.ts';

/** What of a log is asked for. */
export interface Asked {
  /** Lines of that moment and later, epoch ns; of a container that is older than its oldest line, all. */
  sinceNs: bigint;
  /** It goes on as the log grows, until the container ends. */
  isFollowed: boolean;
}

/**
 * The lines of a container's log, in portions as they come.
 * @param signal ends what is followed; of what is not followed it is the limit. @throws EngineError
 */
export async function* logOf(
  engine: Pick<Engine, 'stream'>,
  { Id, Config }: Inspection,
  { sinceNs, isFollowed }: Asked,
  signal: AbortSignal,
): AsyncGenerator<LogRecord[]> {
  const query = new URLSearchParams({
    stdout: '1',
    stderr: '1',
    timestamps: '1',
    since: secondsOf(sinceNs),
    ...(isFollowed && { follow: '1' }),
  });
  const records = new LogRecords(Config.Tty);
  for await (const chunk of engine.stream(`/containers/${Id}/logs?${query}`, signal)) yield records.push(chunk);
  if (!signal.aborted) yield records.end();
  else if (!isFollowed)
    throw new EngineError('late', 'the log of the container could not be read in time: it is too long, or Docker hangs');
}
