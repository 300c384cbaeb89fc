import { setTimeout } from 'node:timers/promises';
import type { EngineApi } from './engine-api.ts';
import { IMAGE } from './image.ts';

export interface ContainerOptions {
  port: number;
  /** @default no */
  restart?: 'no' | 'unless-stopped';
  /** Whether it has a health check, each second. @default true */
  isChecked?: boolean;
  /** Whether its start takes 20 s. */
  isSlow?: boolean;
}

const MEMORY_BYTES = 48 * 1024 * 1024;
const SECOND_NS = 1e9;
// BusyBox's own wget, linked statically, falls over the names of hosts.
const HEALTH = "printf 'GET /api/v1/health/ HTTP/1.0\\r\\n\\r\\n' | nc -w 2 127.0.0.1 $PORT | grep '200 OK'";

/** Makes a container of the stand-in and starts it. @returns its ID. */
export async function startContainer(api: EngineApi, name: string, options: ContainerOptions): Promise<string> {
  const { port, restart = 'no', isChecked = true, isSlow = false } = options;
  const created = await api.ask('POST', `/containers/create?name=${name}`, {
    Image: IMAGE,
    Cmd: ['/atlasml'],
    Env: [`PORT=${port}`, 'PATH=/bin', ...(isSlow ? ['SLOW=yes'] : [])],
    StopTimeout: 5,
    ...(isChecked && {
      Healthcheck: {
        Test: ['CMD-SHELL', HEALTH],
        Interval: SECOND_NS,
        Timeout: 3 * SECOND_NS,
        Retries: 2,
        StartPeriod: SECOND_NS,
      },
    }),
    HostConfig: {
      NetworkMode: 'host',
      Memory: MEMORY_BYTES,
      MemorySwap: MEMORY_BYTES,
      RestartPolicy: { Name: restart },
    },
  });
  const { Id: id } = JSON.parse(created) as { Id: string };
  await api.ask('POST', `/containers/${id}/start`);
  return id;
}

/** Makes the stand-in fall ill, or well again. @param how see root-file-system/atlasml. */
export async function suffer(api: EngineApi, name: string, how: 'leak' | 'exit' | 'weaviate-down' | 'slow'): Promise<void> {
  const created = await api.ask('POST', `/containers/${name}/exec`, { Cmd: ['sh', '-c', `echo ${how} >/trouble`] });
  const { Id: id } = JSON.parse(created) as { Id: string };
  // Only waited for where nothing ends by it.
  await api.ask('POST', `/exec/${id}/start`, { Detach: how !== 'slow' });
}

export async function remove(api: EngineApi, name: string): Promise<void> {
  await api.ask('DELETE', `/containers/${name}?force=true&v=true`);
}

export interface State {
  Status: string;
  ExitCode: number;
  OOMKilled: boolean;
  StartedAt: string;
  Health?: { Status: string; FailingStreak: number };
}

/** Waits until a container is in a state; a test that waits in vain ends by its own limit. */
export async function until(api: EngineApi, name: string, isSo: (state: State, restarts: number) => boolean): Promise<void> {
  for (;;) {
    const { State, RestartCount } = JSON.parse(await api.ask('GET', `/containers/${name}/json`)) as {
      State: State;
      RestartCount: number;
    };
    if (isSo(State, RestartCount)) return;
    await setTimeout(100);
  }
}
