import { z } from 'zod';
import type { ContainerHealth, ContainerState } from '../../functions/shared/container-observation.ts';
import { beginOf, cutText } from '../../functions/shared/text/cut.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import { readRfc3339 } from '../lines/stamps.ts';
import { EngineError } from './engine-error.ts';

/** Epoch ms; Docker writes the year 1 for "never". */
const moment = z.string().transform((text) => {
  const ms = readRfc3339(text) ?? 0;
  return ms > 0 ? ms : undefined;
});

const probe = z.object({ Start: moment, ExitCode: z.number(), Output: z.string() });

/** What is read of GET /containers/NAME/json, https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerInspect */
const inspected = z.object({
  Id: z.string().min(12),
  Name: z.string(),
  RestartCount: z.number().default(0),
  LogPath: z.string().default(''),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    ExitCode: z.number(),
    Error: z.string().default(''),
    StartedAt: moment,
    FinishedAt: moment,
    Health: z.object({ Status: z.string(), FailingStreak: z.number(), Log: z.array(probe).nullish() }).nullish(),
  }),
  HostConfig: z.object({
    Memory: z.number().default(0),
    NanoCpus: z.number().default(0),
    CpuQuota: z.number().default(0),
    CpuPeriod: z.number().default(0),
    LogConfig: z.object({ Type: z.string(), Config: z.record(z.string(), z.string()).nullish() }),
  }),
  Mounts: z
    .array(z.object({ Type: z.string(), Name: z.string().default(''), Destination: z.string() }))
    .nullish()
    .transform((mounts) => mounts ?? []),
  Config: z.object({
    Image: z.string().default(''),
    Tty: z.boolean().default(false),
    Healthcheck: z
      .object({
        Interval: z.number().default(0),
        Timeout: z.number().default(0),
        StartPeriod: z.number().default(0),
        Retries: z.number().default(0),
      })
      .nullish(),
  }),
});

export type Inspection = z.output<typeof inspected>;

/** @throws EngineError where it is not what an Engine answers. */
export function readInspection(json: unknown): Inspection {
  const { success, data, error } = inspected.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw new EngineError(
    'garbled',
    `what Docker says of the container cannot be read (${issue?.path.join('.')}: ${issue?.message})`,
  );
}

/** What Docker takes where the check says nothing: https://docs.docker.com/reference/dockerfile/#healthcheck */
const HEALTH_DEFAULTS = { intervalSeconds: 30, timeoutSeconds: 30, retries: 3 };
const SECOND_NS = 1e9;
const LONGEST_ID = 12;
const MOST_OUTPUT = 500;
const MOST_NAME = 128;
/** Drivers whose files lie on the host, and rotate only where `max-size` says so; `local` does by itself. */
const UNROTATED = 'json-file';

/** @param logBytes of its log files, where they can be read. */
export function stateOf({ Id, Name, RestartCount, State, HostConfig, Config }: Inspection, logBytes?: number): ContainerState {
  const { Status, Running, ExitCode, Error: error, StartedAt, FinishedAt } = State;
  const health = healthOf(State.Health, Config.Healthcheck);
  const cpuLimit = cpusOf(HostConfig);
  return {
    name: shownName(Name.replace(/^\//, '')),
    id: Id.slice(0, LONGEST_ID),
    image: shownName(Config.Image),
    status: shownName(Status),
    ...(StartedAt !== undefined && { startedMs: StartedAt }),
    ...(FinishedAt !== undefined && { finishedMs: FinishedAt }),
    ...(!Running && StartedAt !== undefined && { exitCode: ExitCode }),
    ...(!Running && error !== '' && { error: cutText(redact(soundText(error.trim())).replace(/\s+/g, ' '), MOST_OUTPUT) }),
    restarts: RestartCount,
    ...(health && { health }),
    ...(HostConfig.Memory > 0 && { memoryLimitBytes: HostConfig.Memory }),
    ...(cpuLimit !== undefined && { cpuLimit }),
    log: logOf(HostConfig.LogConfig, logBytes),
  };
}

const shownName = (text: string) => beginOf(redact(soundText(text)), MOST_NAME);

function healthOf(
  health: Inspection['State']['Health'],
  check: Inspection['Config']['Healthcheck'],
): ContainerHealth | undefined {
  // "none": the image has a check, and the container turned it off.
  if (!health || health.Status === 'none' || health.Status === '') return undefined;
  const last = health.Log?.at(-1);
  const seconds = (ns: number | undefined, otherwise: number) => (ns ? ns / SECOND_NS : otherwise);
  return {
    status: shownName(health.Status),
    failingStreak: health.FailingStreak,
    ...(last?.Start !== undefined && {
      last: { atMs: last.Start, exitCode: last.ExitCode, output: cutText(redact(soundText(last.Output.trim())), MOST_OUTPUT) },
    }),
    intervalSeconds: seconds(check?.Interval, HEALTH_DEFAULTS.intervalSeconds),
    timeoutSeconds: seconds(check?.Timeout, HEALTH_DEFAULTS.timeoutSeconds),
    startPeriodSeconds: seconds(check?.StartPeriod, 0),
    retries: check?.Retries || HEALTH_DEFAULTS.retries,
  };
}

const DEFAULT_PERIOD_US = 100_000;
/** How many CPUs it may use; undefined for all of its host: https://docs.docker.com/engine/containers/resource_constraints/#cpu */
export function cpusOf({ NanoCpus, CpuQuota, CpuPeriod }: Inspection['HostConfig']): number | undefined {
  if (NanoCpus > 0) return NanoCpus / 1e9;
  return CpuQuota > 0 ? CpuQuota / (CpuPeriod || DEFAULT_PERIOD_US) : undefined;
}

/** https://docs.docker.com/engine/logging/drivers/json-file/ : `max-size` is unlimited by default. */
function logOf({ Type, Config }: Inspection['HostConfig']['LogConfig'], bytes: number | undefined): ContainerState['log'] {
  const isRotated = Type === UNROTATED ? Boolean(Config?.['max-size']) && Config?.['max-size'] !== '-1' : true;
  const hasFiles = Type === UNROTATED || Type === 'local';
  return { driver: shownName(Type), ...(hasFiles && { isRotated }), ...(bytes !== undefined && { bytes }) };
}
