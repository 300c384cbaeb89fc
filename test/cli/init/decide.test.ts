import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseContainers } from '../../../cli/init/choose-container.ts';
import type { ListedContainer } from '../../../cli/init/container-facts.ts';
import { fromEnvironment } from '../../../cli/init/environment.ts';
import { healthCandidates } from '../../../cli/init/find-health.ts';
import { found, missing } from '../../../cli/init/findings.ts';
import { configText } from '../../../cli/init/write-config.ts';
import { loadConfigFile } from '../../../functions/shared/config/load-file.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';

const one = (name: string, image: string, isRunning = true, composeService = ''): ListedContainer => ({
  name,
  image,
  isRunning,
  composeService,
});

describe('which container is AtlasML', () => {
  const WEAVIATE = one('weaviate', 'semitechnologies/weaviate:1.37');
  test.each<[string, ListedContainer[], string | undefined]>([
    ['by its name', [WEAVIATE, one('atlasml', 'x:1')], 'atlasml'],
    ['by its image', [WEAVIATE, one('ml-1', 'ghcr.io/ls1intum/edutelligence/atlasml:2.7')], 'ml-1'],
    ['by its service of Compose', [WEAVIATE, one('edu-api-1', 'x:1', true, 'atlasml')], 'edu-api-1'],
    ['the one that runs', [one('atlasml', 'x:1', false), one('atlasml-new', 'x:2')], 'atlasml-new'],
    ['not its monitor', [one('atlasml-monitor', 'atlasml-monitor:1'), WEAVIATE], undefined],
    ['not its Weaviate', [one('atlasml-weaviate', 'x:1')], undefined],
    ['none of others', [one('nginx', 'nginx:1'), WEAVIATE], undefined],
  ])('%s', (_why, all, name) => expect(chooseContainers(all).atlasml?.name).toBe(name));

  test('the others that it may be are told, and those beside it', () => {
    const chosen = chooseContainers([WEAVIATE, one('atlasml', 'x:1'), one('atlasml-2', 'x:1'), one('traefik', 'traefik:3')]);
    expect(chosen.others.map(({ name }) => name)).toEqual(['atlasml-2']);
    expect(chosen.beside.map(({ name }) => name)).toEqual(['weaviate', 'traefik']);
  });
});

describe('where the health check may be', () => {
  const facts = { routes: [], published: [], ownPorts: [], healthPath: undefined };
  test('as users reach it before a port of this machine, with the slash first', () => {
    const candidates = healthCandidates({
      ...facts,
      routes: [{ host: 'atlas.example.org', prefix: '' }],
      published: [{ host: 'localhost', port: 8000 }],
      healthPath: '/api/v1/health',
    });
    expect(candidates.slice(0, 2)).toEqual(['https://atlas.example.org/api/v1/health/', 'https://atlas.example.org/health/']);
    expect(candidates.filter((url) => url.startsWith('http://localhost:8000'))[0]).toBe('http://localhost:8000/api/v1/health/');
  });

  test('below a path of the proxy, but not where that is a part of its own', () => {
    const first = (prefix: string) => healthCandidates({ ...facts, routes: [{ host: 'a.example.org', prefix }] })[0];
    expect(first('/atlasml')).toBe('https://a.example.org/atlasml/api/v1/health/');
    expect(first('/api')).toBe('https://a.example.org/api/v1/health/');
  });

  test('without Docker, at the port that AtlasML has by itself', () =>
    expect(healthCandidates(undefined)[0]).toBe('http://localhost:8000/api/v1/health/'));

  test('where Docker names no port, at that port as well', () =>
    expect(healthCandidates({ routes: [], published: [], ownPorts: [], healthPath: undefined })[0]).toBe(
      'http://localhost:8000/api/v1/health/',
    ));
});

describe('whom to tell, by the variables', () => {
  const read = (environment: NodeJS.ProcessEnv, zone = 'UTC') =>
    fromEnvironment(environment, machineSecrets({ environment, directory: '/nowhere' }), zone);

  test('nothing is nobody', async () => expect(await read({})).toEqual({ keys: {}, by: [] }));

  test('a mail server and Slack, of which only the names of the secrets are kept', async () => {
    const seen = await read(
      {
        ATLASML_MONITOR_SMTP_HOST: 'smtp.example.org',
        ATLASML_MONITOR_SMTP_PORT: '465',
        ATLASML_MONITOR_SMTP_USER: 'monitor',
        ATLASML_MONITOR_SMTP_PASSWORD: 'planted-password',
        ATLASML_MONITOR_SMTP_FROM: 'monitor@example.org',
        ATLASML_MONITOR_EMAIL: 'ops@example.org, night@example.org',
        ATLASML_MONITOR_SLACK_WEBHOOK: 'https://hooks.slack.com/services/T0/B0/planted-hook',
        ATLASML_MONITOR_HEARTBEAT_URL: 'https://hc-ping.com/planted-uuid',
        ATLASML_MONITOR_SENTRY_DSN: 'https://planted-key@sentry.example.org/1',
      },
      'Europe/Berlin',
    );
    expect(seen.keys).toEqual({
      timezone: 'Europe/Berlin',
      email: ['ops@example.org', 'night@example.org'],
      smtp: {
        host: 'smtp.example.org',
        port: 465,
        security: 'tls',
        user: 'monitor',
        passwordParameter: '/atlasml-monitor/smtp-password',
        from: 'monitor@example.org',
      },
      slack: { webhookParameter: '/atlasml-monitor/slack-webhook' },
      heartbeat: { urlParameter: '/atlasml-monitor/heartbeat-url' },
      sentry: { dsnParameter: '/atlasml-monitor/sentry-dsn' },
    });
    expect(JSON.stringify(seen)).not.toContain('planted');
  });

  test('the names that other programs use, and a password where those keep it', async () => {
    const { keys } = await read({
      SMTP_HOST: 'mail.example.org',
      SMTP_FROM: 'a@example.org',
      SMTP_USER: 'a',
      SMTP_PASSWORD: 'x',
    });
    expect(keys).toEqual({
      email: ['a@example.org'],
      smtp: { host: 'mail.example.org', from: 'a@example.org', user: 'a', passwordParameter: '/smtp-password' },
    });
  });

  test('a webhook elsewhere is allowed by its host', async () => {
    const { keys } = await read({ ATLASML_MONITOR_SLACK_WEBHOOK: 'https://chat.example.org/hooks/x' });
    expect(keys.slack).toEqual({ webhookParameter: '/atlasml-monitor/slack-webhook', webhookHosts: ['chat.example.org'] });
  });
});

test('what was found can become no code: neither a value nor a comment ends before its end', async () => {
  const hostile =
    "x'); globalThis.planted = 1; //\n globalThis.planted = 2 \u2028 globalThis.planted = 3\r*/`globalThis.planted = 4`";
  const findings = [found('service', hostile, hostile), missing('log', [hostile], [hostile]), found('logs', { group: hostile })];
  const file = join(mkdtempSync(join(tmpdir(), 'hostile-')), 'hostile.config.ts');
  writeFileSync(file, configText(findings, relative(dirname(file), resolve('functions/shared/config/load.ts'))));
  expect(await loadConfigFile(file)).toEqual({ service: hostile, logs: { group: hostile } });
  expect(globalThis).not.toHaveProperty('planted');
});
