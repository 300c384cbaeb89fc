import { createReadStream, statSync } from 'node:fs';
import { checkHealth } from '../../../functions/check-health/check.ts';
import { systemClock } from '../../../functions/shared/clock.ts';
import { scheduledEndpoints } from '../../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import type { Clock } from '../../../functions/shared/ports.ts';
import { verifyService } from '../../../functions/verify-delivery/verify.ts';
import type { LogEvent } from '../../../insights/index.ts';
import type { DockerEnvironment } from '../../../local/docker/address.ts';
import { inspect } from '../../../local/docker/container.ts';
import { ContainerLog } from '../../../local/docker/container-log.ts';
import { type Engine, engineAt } from '../../../local/docker/engine.ts';
import { logOf } from '../../../local/docker/log-stream.ts';
import { readStats } from '../../../local/docker/usage.ts';
import { readStream } from '../../../local/lines/read-stream.ts';
import { openForReading } from '../../../local/store/open-store.ts';
import { writerOf } from '../../../local/store/writer-lock.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { machineFolder } from '../../../local/watch/open-machine-store.ts';
import { NotMade, UnreadableLog } from '../finding.ts';
import { once } from '../once.ts';
import type { HerePorts, ReadLog, WatchSeen } from './ports.ts';

export interface HereAsked {
  docker?: string;
  'log-file'?: string;
  data?: string;
  secrets?: string;
}

/** So much of the log is read back. */
const LOG_MS = 15 * 60_000;
const LOG_BYTES = 1 << 20;
/** AtlasML says all of its start in its first lines. */
const START_LINES = 500;
const START_READ_MS = 15_000;

/** This machine as it is. Close it after the last look. */
export function openHere(
  asked: HereAsked,
  configured: MonitorConfig,
  environment: NodeJS.ProcessEnv,
  clock: Clock = systemClock,
): HerePorts & { close(): Promise<void> } {
  const docker = asked.docker === undefined ? configured.docker : { also: [], ...configured.docker, container: asked.docker };
  const logFile = asked['log-file'] ?? configured.logs?.file;
  // The checks are those of `watch`, which counts Docker's log and samples its use.
  const { config } = machineConfig({ ...configured, docker }, { logFile, docker: docker && { hasLog: true } });
  const secrets = machineSecrets({ environment, directory: asked.secrets });
  let engine: Engine | undefined;
  const engineOf = (): { engine: Engine; name: string } => {
    if (!docker) throw new NotMade('no container is configured: set docker, or name it with --docker NAME');
    engine ??= engineAt(environment as DockerEnvironment);
    return { engine, name: docker.container };
  };
  const container = once(async () => {
    const { engine, name } = engineOf();
    return inspect(engine, name);
  });
  return {
    config,
    clock,
    secrets,
    // One success is enough, and each is asked once.
    health: once(() =>
      checkHealth(
        { ...config, endpoints: scheduledEndpoints(config), confirm: { attempts: 1, leastAttempts: 1, intervalSeconds: 0 } },
        { clock, secrets },
      ),
    ),
    container,
    usage: once(async () => {
      const { engine } = engineOf();
      return readStats(await engine.json(`/containers/${(await container()).Id}/stats?stream=0`));
    }),
    log: once(() => (docker ? containerLog(engineOf(), config, clock) : fileLog(logFile, config, clock))),
    startLines: once(async () => {
      const { engine } = engineOf();
      const inspection = await container();
      const sinceNs = BigInt(inspection.State.StartedAt ?? 0) * 1_000_000n;
      const lines: string[] = [];
      for await (const records of logOf(engine, inspection, { sinceNs, isFollowed: false }, AbortSignal.timeout(START_READ_MS))) {
        lines.push(...records.map(({ text }) => text));
        if (lines.length > START_LINES) break;
      }
      return lines;
    }),
    service: (channel) => verifyService(channel, config, { secrets, clock }),
    mail: once(async () => {
      const { smtp, email } = config;
      if (!smtp) throw new NotMade('not configured');
      const [{ mailServerOf }, { mailChannel }] = await Promise.all([
        import('../../../local/mail/server.ts'),
        import('../../../local/mail/verify.ts'),
      ]);
      return mailChannel(
        mailServerOf(smtp, secrets),
        email.map((address) => ({ address })),
        clock.now(),
      );
    }),
    watch: once(async () => watchSeen(asked.data ?? '.atlasml-monitor', config.slug, clock)),
    close: async () => void (await engine?.close()),
  };
}

async function containerLog(
  { engine, name }: { engine: Engine; name: string },
  { logs }: MonitorConfig,
  clock: Clock,
): Promise<ReadLog> {
  const events: LogEvent[] = [];
  const sink = { add: (more: readonly LogEvent[]) => void events.push(...more) };
  const log = new ContainerLog(engine, name, sink, { keepMs: LOG_MS, timezone: logs?.timezone });
  await log.catchUp(clock.now());
  return { where: `the container ${name}`, events, clock: log.clock, newestMs: events.at(-1)?.timestamp };
}

async function fileLog(path: string | undefined, { logs }: MonitorConfig, clock: Clock): Promise<ReadLog> {
  if (path === undefined) throw new NotMade('no log is read on this machine: set docker, logs.file or --log-file FILE');
  const { size, mtimeMs } = statOf(path);
  const events: LogEvent[] = [];
  const stream = createReadStream(path, { start: Math.max(0, size - LOG_BYTES) });
  const { clock: seen } = await readStream(stream, (more) => void events.push(...more), {
    timezone: logs?.timezone,
    writtenMs: mtimeMs,
  });
  return { where: `the file ${path}`, events, clock: seen, newestMs: Math.min(mtimeMs, clock.now()) };
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnreadableLog(path, code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`);
  }
}

async function watchSeen(directory: string, slug: string, { now }: Clock): Promise<WatchSeen> {
  const folder = machineFolder(directory, slug);
  if (!statSync(folder, { throwIfNoEntry: false }))
    throw new NotMade(`no monitor ever wrote to ${folder}: name its folder with --data DIR`);
  const store = openForReading(folder, slug, now);
  try {
    const writer = writerOf(folder);
    return { observations: await store.state.observations(), watcher: writer && `process ${writer.pid}` };
  } finally {
    store.close();
  }
}
