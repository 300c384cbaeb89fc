import { bytesOf } from '../../../functions/check-memory/units.ts';
import { troubleWords } from '../../../functions/report-incident/diagnose/container-words.ts';
import { LOCAL_LOG_GROUP } from '../../../functions/shared/config/local-log-group.ts';
import type { ContainerState } from '../../../functions/shared/observation.ts';
import { cutText } from '../../../functions/shared/text/cut.ts';
import { number, plural } from '../../../functions/shared/text/words.ts';
import { EngineError, type EngineFault } from '../../../local/docker/engine-error.ts';
import { stateOf } from '../../../local/docker/inspection.ts';
import { usageOf } from '../../../local/docker/usage.ts';
import { fail, type Item, NotMade, ok, skip } from '../finding.ts';
import type { HerePorts } from './ports.ts';

const MOST_OUTPUT = 160;
/** Memory in words: small as MiB, so that it is not 0 GiB. */
const sizeWords = (bytes: number) => (bytes < 2 ** 30 ? `${number(bytes / 2 ** 20)} MiB` : `${number(bytes / 2 ** 30)} GiB`);

const FIXES: Partial<Record<EngineFault, string>> = {
  'no-container':
    'write the name that `docker ps -a` shows into docker.container, or make the container (`docker compose up -d`)',
  absent: 'start Docker (`systemctl start docker`), or fix DOCKER_HOST',
  address: 'fix DOCKER_HOST, or leave it out for the socket of this machine',
  denied: 'let the user of the monitor ask Docker (docs/one-machine.md, section "Docker")',
  version: 'update Docker',
};

/** The source of most that follows: without it the monitor sees the endpoint alone. */
export const docker: Item<HerePorts> = {
  name: 'Docker',
  async look({ container }) {
    try {
      const { name, image } = stateOf(await container());
      return ok(`it knows the container ${name}, of the image ${image}`);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return fail(error.message, FIXES[error.fault] ?? 'see whether `docker ps` answers');
    }
  },
};

export const dockerHealth: Item<HerePorts> = {
  name: 'Docker health check',
  async look({ container }) {
    const state = stateOf(await container());
    const { health, status, name } = state;
    if (status !== 'running') return fail(`the container ${name} is ${troubleWords({ state, events: [] })}`, fixOf(state));
    if (!health)
      return fail(
        `the container ${name} has none, so Docker cannot say that AtlasML hangs`,
        "add one to Compose, such as healthcheck: { test: ['CMD', 'curl', '-fsS', 'http://localhost:8000/api/v1/health/'], interval: 30s, timeout: 10s, retries: 3 }",
      );
    const every = `each ${number(health.intervalSeconds)} s, ${health.retries} in a row`;
    const output = health.last ? `: ${cutText(health.last.output.replace(/\s+/g, ' '), MOST_OUTPUT)}` : '';
    // Not yet unhealthy: Docker waits for as many failures as it was told.
    const failed = health.failingStreak > 0 ? `, the last ${plural(health.failingStreak, 'probe')} failed${output}` : '';
    if (health.status === 'healthy' && !failed) return ok(`healthy; ${every}`);
    if (health.status !== 'unhealthy') return skip(`${health.status}${failed}; ${every}: look again in a minute`);
    return fail(`unhealthy, ${health.failingStreak} in a row${output}`, 'docs/runbook.md, section "endpoint-down"');
  },
};

function fixOf({ status, name, error }: ContainerState): string {
  if (error) return `fix what Docker names, then docker start ${name}`;
  if (status === 'restarting') return `read docker logs ${name}: it ends again and again`;
  if (status === 'paused') return `docker unpause ${name}`;
  return `see docker logs ${name}, then docker start ${name}`;
}

/** Drivers that send the log away, so that another place must have it. */
const SENDING = ['syslog', 'fluentd', 'gelf', 'splunk', 'gcplogs', 'journald'];

/** https://docs.docker.com/engine/logging/drivers/awslogs/ */
export const logDriver: Item<HerePorts> = {
  name: 'log driver',
  async look({ container, config: { logs } }) {
    const { Type: driver, Config } = (await container()).HostConfig.LogConfig;
    const group = logs?.group;
    const actual = Config?.['awslogs-group'];
    if (driver === 'none') return fail('none: the log is thrown away', 'use json-file or awslogs (docs/sources.md)');
    if (driver === 'awslogs' && group !== undefined && group !== LOCAL_LOG_GROUP && actual !== group)
      return fail(
        `awslogs writes to ${actual ?? 'a group without a name'}, and the configuration reads ${group}`,
        'write the same name into logs.group and into awslogs-group',
      );
    const region = Config?.['awslogs-region'];
    if (driver === 'awslogs' && group !== undefined && region !== undefined && region !== logs?.region)
      return fail(
        `awslogs writes to ${region}, and the configuration reads ${logs?.region}`,
        'write the same region into logs.region',
      );
    if (driver === 'awslogs') return ok(`awslogs, group ${actual ?? 'not named'}${region === undefined ? '' : ` in ${region}`}`);
    if (SENDING.includes(driver)) return skip(`${driver}: whether the log arrives where it is sent is not seen from here`);
    return ok(`${driver}: read by Docker on this machine`);
  },
};

/** https://docs.docker.com/engine/logging/drivers/json-file/ : `max-size` is unlimited by default. */
export const rotation: Item<HerePorts> = {
  name: 'log rotation',
  async look({ container }) {
    const inspection = await container();
    const { driver, isRotated } = stateOf(inspection).log;
    if (isRotated === undefined) return ok(`${driver} keeps no file on this disk`);
    if (isRotated)
      return ok(`${driver}${driver === 'json-file' ? `, max-size ${inspection.HostConfig.LogConfig.Config?.['max-size']}` : ''}`);
    return fail(
      `${driver} without max-size: the log grows until the disk is full`,
      "add to Compose: logging: { driver: json-file, options: { max-size: '50m', max-file: '5' } }, and create the container again",
    );
  },
};

export const memorySource: Item<HerePorts> = {
  name: 'memory source',
  async look({ container, usage, config }) {
    if (!config.docker) throw new NotMade('no container is configured: set docker, or start watch with --docker NAME');
    const inspection = await container();
    const limitBytes = config.docker.memoryLimit === undefined ? undefined : bytesOf(config.docker.memoryLimit);
    const { memoryBytes, memoryPercent } = usageOf(await usage(), inspection, { limitBytes });
    if (memoryBytes === undefined) return fail('Docker says nothing of its memory: it does not run', 'start the container');
    const used = sizeWords(memoryBytes);
    if (memoryPercent === undefined)
      return fail(
        `${used} used, and there is no limit, so no percent of it`,
        'set mem_limit in Compose, or docker.memoryLimit in the configuration',
      );
    return ok(`${used} used, ${number(memoryPercent)} % of its limit`);
  },
};
