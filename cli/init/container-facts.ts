import { z } from 'zod';
import type { Engine } from '../../local/docker/engine.ts';
import { EngineError } from '../../local/docker/engine-error.ts';

/** A container as the list of all names it. */
export interface ListedContainer {
  name: string;
  image: string;
  /** Of Compose; empty where it made none of it. */
  composeService: string;
  isRunning: boolean;
}

/** What the configuration can be made of. Of its variables no value is kept. */
export interface ContainerFacts {
  name: string;
  image: string;
  isRunning: boolean;
  /** Ports of this machine that lead to it, where it listens on a port of its own. */
  published: { host: string; port: number }[];
  /** Ports that it listens on, on this machine itself: it has the host's network. */
  ownPorts: number[];
  /** Where Traefik leads to it, by its labels. */
  routes: { host: string; prefix: string }[];
  /** The path that its own health check asks. */
  healthPath: string | undefined;
  hasHealthCheck: boolean;
  log: { driver: string; options: Record<string, string> };
  /** Bytes; 0 without a limit. */
  memoryLimitBytes: number;
  /** AtlasML sends its errors to Sentry where SENTRY_DSN holds something (its source, atlasml/config.py). */
  hasSentry: boolean;
}

const labels = z.record(z.string(), z.string()).nullish();

/** What is read of GET /containers/json, https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerList */
const listed = z.array(
  z.object({
    Names: z.array(z.string()).nullish(),
    Image: z.string().default(''),
    State: z.string().default(''),
    Labels: labels,
  }),
);

/** What is read of GET /containers/NAME/json beyond what the watch reads. */
const inspected = z.object({
  Name: z.string(),
  State: z.object({ Running: z.boolean() }),
  Config: z.object({
    Image: z.string().default(''),
    Env: z.array(z.string()).nullish(),
    Cmd: z.array(z.string()).nullish(),
    Labels: labels,
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
    Healthcheck: z.object({ Test: z.array(z.string()).nullish() }).nullish(),
  }),
  HostConfig: z.object({
    Memory: z.number().default(0),
    NetworkMode: z.string().default(''),
    LogConfig: z.object({ Type: z.string(), Config: z.record(z.string(), z.string()).nullish() }),
  }),
  NetworkSettings: z
    .object({
      Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullish()).nullish(),
    })
    .nullish(),
});

/** All containers of this Engine, also those that do not run. @throws EngineError */
export async function listContainers(engine: Pick<Engine, 'json'>): Promise<ListedContainer[]> {
  const { success, data } = listed.safeParse(await engine.json('/containers/json?all=1'));
  if (!success) throw new EngineError('garbled', 'the list of containers that Docker gives cannot be read');
  return data.flatMap(({ Names, Image, State, Labels }) => {
    const name = (Names?.[0] ?? '').replace(/^\//, '');
    const composeService = Labels?.['com.docker.compose.service'] ?? '';
    return name === '' ? [] : [{ name, image: Image, composeService, isRunning: State === 'running' }];
  });
}

/** @throws EngineError */
export async function factsOf(engine: Pick<Engine, 'json'>, name: string): Promise<ContainerFacts> {
  const { success, data } = inspected.safeParse(await engine.json(`/containers/${encodeURIComponent(name)}/json`));
  if (!success) throw new EngineError('garbled', `what Docker says of the container ${name} cannot be read`);
  const { Config, HostConfig, NetworkSettings, State } = data;
  const test = Config.Healthcheck?.Test ?? [];
  const check = test[0] === 'NONE' ? '' : test.slice(1).join(' ');
  const asked = /https?:\/\/[^\s/'"]*?(?::(\d+))?(\/[^\s'")]*)/.exec(check);
  return {
    name: data.Name.replace(/^\//, ''),
    image: Config.Image,
    isRunning: State.Running,
    published: publishedOf(NetworkSettings?.Ports ?? {}),
    ownPorts:
      HostConfig.NetworkMode === 'host' ? ownPorts(asked?.[1], Config.Cmd ?? [], Object.keys(Config.ExposedPorts ?? {})) : [],
    routes: routesOf(Config.Labels ?? {}),
    healthPath: asked?.[2],
    hasHealthCheck: check !== '',
    log: { driver: HostConfig.LogConfig.Type, options: HostConfig.LogConfig.Config ?? {} },
    memoryLimitBytes: HostConfig.Memory,
    hasSentry: (Config.Env ?? []).some((variable) => /^SENTRY_DSN=./.test(variable)),
  };
}

const EVERYWHERE = ['', '0.0.0.0', '::'];

function publishedOf(ports: Record<string, { HostIp: string; HostPort: string }[] | null | undefined>) {
  const found = Object.entries(ports).flatMap(([port, bindings]) =>
    port.endsWith('/tcp')
      ? (bindings ?? []).map(({ HostIp, HostPort }) => ({
          host: EVERYWHERE.includes(HostIp) ? 'localhost' : HostIp.includes(':') ? `[${HostIp}]` : HostIp,
          port: Number(HostPort),
        }))
      : [],
  );
  // Docker names each port for IPv4 and IPv6.
  return found.filter(({ host, port }, i) => found.findIndex((other) => other.host === host && other.port === port) === i);
}

/** By its health check, by uvicorn's `--port`, by what its image says. */
function ownPorts(checked: string | undefined, command: string[], exposed: string[]): number[] {
  const at = command.indexOf('--port');
  const ports = [checked, at < 0 ? undefined : command[at + 1], ...exposed.map((port) => port.split('/')[0])];
  return [...new Set(ports.map(Number).filter((port) => Number.isInteger(port) && port > 0))];
}

/** Rules of routers: https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/ */
function routesOf(all: Record<string, string>): ContainerFacts['routes'] {
  const rules = Object.entries(all).flatMap(([label, rule]) =>
    /^traefik\.http\.routers\.[^.]+\.rule$/.test(label) ? [rule] : [],
  );
  return rules.flatMap((rule) => {
    const prefix = /PathPrefix\(`(\/[^`]*)`/.exec(rule)?.[1] ?? '';
    return [...rule.matchAll(/Host\(`([\w.-]+)`/g)].map(([, host = '']) => ({ host, prefix: prefix.replace(/\/$/, '') }));
  });
}
