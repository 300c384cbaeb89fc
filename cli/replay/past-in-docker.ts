import { engineAt } from '../../local/docker/engine.ts';
import { EngineError } from '../../local/docker/engine-error.ts';
import { type Past, PastError } from '../../local/replay/past.ts';
import { pastOfContainer } from '../../local/replay/past-of-container.ts';
import { timeIn } from '../query/time-range.ts';

export interface ContainerAsked {
  container: string;
  since?: string | undefined;
  timezone?: string | undefined;
}

/** The log of a container of this machine's Docker Engine, or of DOCKER_HOST. @throws UsageError, PastError */
export function pastInDocker(
  { container, since, timezone }: ContainerAsked,
  environment: NodeJS.ProcessEnv,
  nowMs: number,
): Past {
  const sinceMs = since === undefined ? 0 : timeIn('--since', since, nowMs).ms;
  try {
    return pastOfContainer(engineAt(environment), container, { sinceMs, timezone });
  } catch (error) {
    throw error instanceof EngineError ? new PastError(error.message) : error;
  }
}
