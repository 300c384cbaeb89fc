import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../functions/shared/clock.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { openDocker } from '../../local/docker/open-docker.ts';
import { machineConfig } from '../../local/watch/machine-config.ts';
import { machineSecrets } from '../../local/watch/machine-secrets.ts';
import { runReal } from '../../local/watch/real.ts';
import { remove, startContainer, suffer, until } from './support/container.ts';
import type { EngineApi } from './support/engine-api.ts';
import { describeWithEngine, freePort, SOCKET } from './support/test.ts';

/** A container with its name and port, and the Engine that it runs in. */
interface Patient {
  api: EngineApi;
  name: string;
  port: number;
}

interface Sickness {
  how: string;
  restart?: 'unless-stopped';
  fallIll(patient: Patient): Promise<unknown>;
  /** What the subject says, and the sentence of the cause, or where AtlasML only starts anew what Docker says of it. */
  subject: RegExp;
  cause: RegExp;
}

const SICKNESSES: Sickness[] = [
  {
    how: 'unhealthy',
    fallIll: ({ api, name }) => suffer(api, name, 'weaviate-down'),
    subject: /^\[DOWN\] .*: Weaviate unreachable since/,
    cause: /Cause: AtlasML answers \(HTTP 503\) and reports weaviate: Weaviate is unreachable\./,
  },
  {
    how: 'killed for memory',
    fallIll: ({ api, name }) => suffer(api, name, 'leak'),
    subject: /^\[DOWN\] .*: killed for memory since/,
    cause: /Cause: AtlasML was killed for memory at [\d:]+ UTC \(exit code 137\): Docker says so\. It was not started again\./,
  },
  {
    how: 'stopped',
    fallIll: ({ api, name }) => api.ask('POST', `/containers/${name}/stop`),
    subject: /^\[DOWN\] .*: stopped by somebody since/,
    cause: /Cause: AtlasML's container was stopped by a command of somebody at [\d:]+ UTC \(exit code 0\): Docker says so\./,
  },
  {
    how: 'removed',
    fallIll: ({ api, name }) => remove(api, name),
    subject: /^\[DOWN\] .*: removed by somebody since/,
    cause: /Cause: AtlasML's container was removed by a command of somebody at [\d:]+ UTC: Docker says so\./,
  },
  {
    how: 'paused',
    fallIll: ({ api, name }) => api.ask('POST', `/containers/${name}/pause`),
    subject: /^\[DOWN\] .*: paused by somebody since/,
    cause: /Cause: AtlasML's container was paused by a command of somebody at [\d:]+ UTC: Docker says so\./,
  },
  {
    how: 'killed for memory and started again',
    restart: 'unless-stopped',
    fallIll: ({ api, name }) => suffer(api, name, 'leak'),
    subject: /^\[WARN\] .*: killed for memory/,
    cause: /killed for memory at [\d:]+ UTC \(exit code 137\)/,
  },
  {
    how: 'restarted',
    async fallIll({ api, name }) {
      await suffer(api, name, 'slow');
      await api.ask('POST', `/containers/${name}/restart`);
    },
    subject: /^\[DOWN\] .*: restarted by somebody since/,
    cause: /Probable cause: AtlasML's container was stopped by a command of somebody at [\d:]+ UTC/,
  },
  {
    how: 're-created',
    async fallIll({ api, name, port }) {
      await api.ask('POST', `/containers/${name}/rename?name=${name}-old`);
      await api.ask('POST', `/containers/${name}-old/stop`);
      await startContainer(api, name, { port, isSlow: true });
      await remove(api, `${name}-old`);
    },
    subject: /^\[DOWN\] .*: re-created by a deploy since/,
    cause: /stopped by a deploy at [\d:]+ UTC/,
  },
];

/** Events that are the sickness, in Docker's words. */
const SICK = /^(?:die|oom|pause|health_status: unhealthy|destroy)$/;

describeWithEngine('the whole monitor tells a sick container', (api) => {
  test.concurrent.each(SICKNESSES)('$how: the right cause, within 60 s of what Docker says', async (sickness) => {
    const name = `atlasml-${sickness.how.replaceAll(' ', '-')}`;
    const patient = { api, name, port: await freePort() };
    const sinceSeconds = Math.floor(Date.now() / 1000);
    await startContainer(api, name, { port: patient.port, ...(sickness.restart && { restart: sickness.restart }) });
    await until(api, name, ({ Health }) => Health?.Status === 'healthy');
    const { taken, stop } = await watching(patient);
    try {
      await sickness.fallIll(patient);
      while (taken.length === 0) await setTimeout(100);
      const [{ atMs, subject, text } = { atMs: 0, subject: '', text: '' }] = taken;
      expect(subject).toMatch(sickness.subject);
      expect(text).toMatch(sickness.cause);
      const eventMs = await firstSickMs(api, name, sinceSeconds);
      // By the clock of the monitor and of the Engine, which are the same one here.
      expect(atMs - eventMs).toBeLessThanOrEqual(60_000);
    } finally {
      await stop();
      await remove(api, name).catch(() => {});
    }
  });
});

/** Starts the whole monitor on a container, and waits until it has seen it well. */
async function watching({ name, port }: Patient) {
  const docker = await openDocker({ container: name, also: [] }, { DOCKER_HOST: `unix://${SOCKET}` });
  const asked = resolveConfig({
    environment: 'test',
    endpoints: [{ name: 'health', url: `http://127.0.0.1:${port}/api/v1/health/`, timeoutSeconds: 2 }],
    confirm: { attempts: 2, leastAttempts: 1, intervalSeconds: 1 },
    digests: { daily: false, weekly: false, monthly: false },
    docker: { container: name },
  });
  const { config } = machineConfig(asked, { docker });
  const stopped = new AbortController();
  const taken: { atMs: number; subject: string; text: string }[] = [];
  const isSeen = Promise.withResolvers<void>();
  const running = runReal({
    config,
    docker,
    directory: mkdtempSync(join(tmpdir(), 'sick-')),
    secrets: machineSecrets({ environment: {} }),
    signal: stopped.signal,
    print: (line) => {
      // Nobody is configured to be told, so each message is printed as it would be sent.
      const [, subject] = /E-mail[\s\S]*?Subject: (.+)/.exec(line) ?? [];
      if (subject) taken.push({ atMs: systemClock.now(), subject, text: line });
      if (/ {2}container {6}/.test(line)) isSeen.resolve();
    },
  });
  await isSeen.promise;
  return {
    /** The e-mails, with the moment at which each was told. */
    taken,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

async function firstSickMs(api: EngineApi, name: string, sinceSeconds: number): Promise<number> {
  const query = new URLSearchParams({
    since: String(sinceSeconds),
    until: String(Math.floor(Date.now() / 1000)),
    filters: JSON.stringify({ container: [name] }),
  });
  const events = (await api.ask('GET', `/events?${query}`)).trim().split('\n');
  const seen = events.map((line) => JSON.parse(line) as { Action: string; timeNano: number });
  const first = seen.find(({ Action }) => SICK.test(Action));
  if (!first) throw new Error(`Docker told of no sickness: ${seen.map(({ Action }) => Action).join(', ')}`);
  return Math.floor(first.timeNano / 1e6);
}
