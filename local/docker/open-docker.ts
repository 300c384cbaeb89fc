import { bytesOf } from '../../functions/check-memory/units.ts';
import type { DockerConfig } from '../../functions/shared/config/schema.ts';
import type { DockerEnvironment } from './address.ts';
import { inspect } from './container.ts';
import { type Engine, engineAt } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { WatchedNames } from './watched-container.ts';

/** What of Docker is asked, and whether the log is among it. */
export interface AskedDocker {
  engine: Engine;
  names: WatchedNames;
  /** False where the log driver of the container gives nothing back. */
  hasLog: boolean;
  /** Where its log is besides, as the configuration names it. */
  otherLog?: string;
  /** Why something will not be seen, as far as it is known now. */
  note?: string;
}

/**
 * Finds out what Docker can be asked. An Engine that does not answer now may later: its log is unknown until then.
 * @throws EngineError where the address of the Engine is of a kind that is not spoken.
 */
export async function openDocker(
  { container, also, memoryLimit }: DockerConfig,
  environment: DockerEnvironment,
): Promise<AskedDocker> {
  const engine = engineAt(environment);
  const names = { container, also, memoryLimitBytes: memoryLimit === undefined ? undefined : bytesOf(memoryLimit) };
  try {
    const { Id, HostConfig } = await inspect(engine, container);
    const hasLog = await engine.get(`/containers/${Id}/logs?stdout=1&stderr=1&tail=0`).then(
      () => true,
      (error: EngineError) => error.fault !== 'no-log',
    );
    const note = `the log driver of ${container} is ${HostConfig.LogConfig.Type}, which gives nothing back to read`;
    return { engine, names, hasLog, ...(!hasLog && { note }) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { engine, names, hasLog: true, note: error.message };
  }
}
