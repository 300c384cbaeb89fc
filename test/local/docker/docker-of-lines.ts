import type { LogEvent } from '../../../insights/index.ts';
import { ContainerLog, type ContainerLogOptions } from '../../../local/docker/container-log.ts';
import type { EngineError } from '../../../local/docker/engine-error.ts';
import {
  bytes,
  type EngineAnswer,
  frame,
  json,
  linesSince,
  recordedJson,
  refuse,
  standInEngine,
} from '../../support/recorded-engine.ts';

export const NOW = Date.parse('2026-11-26T11:20:00Z');
export const WINDOW = { startMs: NOW - 300_000, endMs: NOW };
export const ID = '49ad9684bfca569e0bc605d861863c7f5120fd6e205f58efa8fe8d5f3774e352';
export const OTHER = 'b'.repeat(64);

type Inspected = { Id: string; State: { Running: boolean; StartedAt: string; FinishedAt: string }; Config: { Tty: boolean } };
export const container = (change: (i: Inspected) => void = () => {}): unknown => {
  const inspected = structuredClone(recordedJson('inspect-healthy.json')) as Inspected;
  inspected.State.StartedAt = stamp(60);
  change(inspected);
  return inspected;
};
/** The moment of a line, seconds before NOW. */
export const stamp = (ago: number, nanoseconds = '000000000') =>
  `${new Date(NOW - ago * 1000).toISOString().slice(0, 19)}.${nanoseconds}Z`;
export const line = (ago: number, text: string, nanoseconds?: string) => frame(`${stamp(ago, nanoseconds)} ${text}\n`);

export interface Docker {
  inspected: unknown;
  /** The log of each container, by its ID: what stands there now. */
  logs: Record<string, Buffer | EngineAnswer>;
  gone?: string[];
}

/** An Engine whose containers and logs change as a test says; it leaves out what is older than `since`, as Docker does. */
export async function docker(now: Docker, options: Partial<ContainerLogOptions> = {}) {
  const inspect: EngineAnswer = (url, response) => json(now.inspected)(url, response);
  const logOf =
    (id: string): EngineAnswer =>
    (url, response) => {
      const log = now.logs[id] ?? Buffer.alloc(0);
      if (typeof log === 'function') log(url, response);
      else bytes(linesSince(log, Number(url.searchParams.get('since'))))(url, response);
    };
  const byId =
    (id: string): EngineAnswer =>
    (url, response) =>
      now.gone?.includes(id)
        ? refuse(404, `No such container: ${id}`)(url, response)
        : json({ ...(now.inspected as object), Id: id })(url, response);
  const answers = Object.fromEntries(
    [ID, OTHER].flatMap((id) => [
      [`/containers/${id}/logs`, logOf(id)],
      [`/containers/${id}/json`, byId(id)],
    ]),
  );
  const { client, asked } = await standInEngine({ ...answers, '/containers/atlasml/json': inspect });
  const events: LogEvent[] = [];
  const sink = { add: (more: readonly LogEvent[]) => void events.push(...more) };
  const log = new ContainerLog(client, 'atlasml', sink, { keepMs: 6 * 3_600_000, ...options });
  return { log, events, asked, messages: () => events.map(({ message }) => message) };
}

/** What a piece of work failed with: the kind of fault and its words. */
export const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: EngineError) => [error.fault, error.message],
  );
