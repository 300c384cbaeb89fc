import { systemClock } from '../../functions/shared/clock.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import { type Engine, engineAt } from '../../local/docker/engine.ts';
import { EngineError } from '../../local/docker/engine-error.ts';
import { machineSecrets } from '../../local/watch/machine-secrets.ts';
import { UsageError } from '../usage-error.ts';
import { type Chosen, chooseContainers } from './choose-container.ts';
import { type ContainerFacts, factsOf, listContainers } from './container-facts.ts';
import { fromEnvironment } from './environment.ts';
import { findHealth, healthCandidates } from './find-health.ts';
import type { Seen } from './judge.ts';

export interface LookAsked {
  url?: string;
  docker?: string;
  secrets?: string;
  environment?: string;
}

/** Looks at Docker's Engine, asks what may be the health check, and reads the variables of this machine. */
export async function look(
  { url, docker, secrets, environment: environmentName }: LookAsked,
  environment: NodeJS.ProcessEnv,
): Promise<Seen> {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new UsageError(`--url takes a whole URL that begins with https:// or http://, not "${url}"`);
  const { chosen, facts, whyNoDocker } = await lookAtDocker(docker, environment);
  const candidates = url === undefined ? healthCandidates(facts) : withSlash(url);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const [health, receivers] = await Promise.all([
    findHealth(candidates, systemClock.now()),
    fromEnvironment(environment, machineSecrets({ environment, directory: secrets }), timeZone),
  ]);
  return {
    environmentName: environmentName ?? DEFAULTS.environment,
    chosen,
    facts,
    whyNoDocker,
    // A URL that somebody gave is taken, whatever it answers.
    health:
      url === undefined || health.found
        ? health
        : { ...health, found: { url, isWell: false, sentence: health.asked[0]?.sentence ?? '' } },
    receivers,
    awsRegion: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION,
  };
}

/** What was given, then what AtlasML's redirect of it would lead to. */
const withSlash = (url: string) => (url.endsWith('/') || url.includes('?') ? [url] : [url, `${url}/`]);

interface SeenOfDocker {
  chosen: Chosen | undefined;
  facts: ContainerFacts | undefined;
  whyNoDocker: string | undefined;
}

async function lookAtDocker(asked: string | undefined, environment: NodeJS.ProcessEnv): Promise<SeenOfDocker> {
  let engine: Engine | undefined;
  try {
    engine = engineAt(environment);
    const chosen = chooseContainers(await listContainers(engine), asked);
    if (asked !== undefined && !chosen.atlasml)
      throw new UsageError(`Docker knows no container named ${asked}: see docker ps -a`);
    const facts = chosen.atlasml && (await factsOf(engine, chosen.atlasml.name));
    return { chosen, facts, whyNoDocker: undefined };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (asked !== undefined) throw new UsageError(error.message);
    return { chosen: undefined, facts: undefined, whyNoDocker: error.message };
  } finally {
    await engine?.close();
  }
}
