import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';
import { screenOf } from '../../../cli/screen.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { loadConfigFile } from '../../../functions/shared/config/load-file.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { bytes, json, recorded, recordedJson, standInEngine } from '../../support/recorded-engine.ts';
import { serve } from '../../support/servers.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'init-'));

async function run(argv: string[], environment: NodeJS.ProcessEnv, loadConfig?: () => Promise<MonitorConfigInput>) {
  let said = '';
  const out = {
    write(text: string) {
      said += text;
    },
  };
  const outcome = await main(argv, {
    environment,
    screen: screenOf({ stdout: out, stderr: out }),
    ...(loadConfig && { loadConfig }),
  });
  return { ...outcome, said };
}

interface Inspected {
  Config: Record<string, unknown>;
  HostConfig: Record<string, unknown>;
  NetworkSettings: Record<string, unknown>;
}

/** A recorded Engine whose container listens where a real server does. @param change what else is different. */
async function machine({ change = () => {} }: { change?: (inspected: Inspected) => void } = {}) {
  const { status, body } = recordedAnswer('health-ok');
  const origin = await serve((request, response) => {
    if (request.url === '/api/v1/health/') response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    else if (request.url === '/api/v1/health') response.writeHead(307, { location: '/api/v1/health/' }).end();
    else response.writeHead(404).end('{"detail":"Not Found"}');
  });
  const { port } = new URL(origin);
  const inspected = recordedJson('inspect-healthy.json') as Inspected;
  inspected.Config.Healthcheck = { Test: ['CMD-SHELL', `curl -f http://localhost:${port}/api/v1/health || exit 1`] };
  inspected.Config.Env = ['SENTRY_DSN=https://planted-dsn@sentry.example.org/1', 'ATLAS_API_KEYS=planted-key'];
  change(inspected);
  const list = [
    { Names: ['/weaviate'], Image: 'semitechnologies/weaviate:1.37.9', State: 'running', Labels: {} },
    { Names: ['/atlasml'], Image: 'atlasml:real', State: 'running', Labels: { 'com.docker.compose.service': 'atlasml' } },
  ];
  const id = (inspected as unknown as { Id: string }).Id;
  const { address } = await standInEngine({
    '/containers/json': json(list),
    '/containers/atlasml/json': json(inspected),
    [`/containers/${id}/json`]: json(inspected),
    [`/containers/${id}/logs`]: bytes(recorded('logs-tail40-timestamps.bin')),
    [`/containers/${id}/stats`]: bytes(recorded('stats-single.json')),
    '/containers/weaviate/json': json({ ...inspected, Name: '/weaviate' }),
    '/events': bytes(''),
    '/system/df': bytes(recorded('system-df.json')),
  });
  return { origin: `http://localhost:${port}`, environment: { DOCKER_HOST: address } };
}

describe('init', () => {
  test('writes what it found, which loads and watches', async () => {
    const { origin, environment } = await machine();
    const output = join(folder(), 'found.config.ts');
    const hook = await serve((_request, response) => response.end('ok'));
    const told = { ATLASML_MONITOR_SLACK_WEBHOOK: `${hook}/services/T0/B0/planted-hook` };
    const { code, text } = await run(['init', '--output', output], { ...environment, ...told });
    expect(text).toMatch(new RegExp(`^Wrote ${output}\\.\n`));
    expect(text).toContain('found  container         atlasml (atlasml:real)\n');
    expect(text).toContain(`found  health            ${origin}/api/v1/health/: HTTP 200\n`);
    expect(code).toBe(0);

    const written = readFileSync(output, 'utf8');
    expect(written).not.toContain('planted');
    expect(written).toContain('  // AtlasML sends its errors to Sentry by itself: SENTRY_DSN is set in its container.\n');
    expect(written).toContain('memory limit 0.7 GiB.');
    expect(written).toContain("  // heartbeat: { urlParameter: '/atlasml-monitor/heartbeat-url' },\n");

    const input = (await loadConfigFile(output)) as MonitorConfigInput;
    expect(input).toMatchObject({
      environment: 'production',
      endpoints: [{ name: 'health', url: `${origin}/api/v1/health/` }],
      docker: { container: 'atlasml', also: ['weaviate'] },
      slack: { webhookParameter: '/atlasml-monitor/slack-webhook', webhookHosts: ['127.0.0.1'] },
    });
    expect(resolveConfig(input).endpoints).toHaveLength(1);

    // Two attempts lie ten seconds apart by the configuration's defaults.
    const atOnce = async () => ({ ...input, confirm: { leastAttempts: 1 } });
    const whole = await run(['watch', '--once', '--data', folder()], { ...environment, ...told }, atOnce);
    expect(whole.said).toMatch(/health {9}up: HTTP 200/);
    // The recorded log is of another day, so that not all is known.
    expect([0, 3]).toContain(whole.code);
  });

  test('a log group is taken from the log driver, and a published port from Docker', async () => {
    const { environment, origin } = await machine({
      change: ({ Config, HostConfig, NetworkSettings }) => {
        const [, port] = /localhost:(\d+)/.exec(String((Config.Healthcheck as { Test: string[] }).Test)) ?? [];
        HostConfig.NetworkMode = 'bridge';
        HostConfig.Memory = 0;
        HostConfig.LogConfig = {
          Type: 'awslogs',
          Config: { 'awslogs-group': 'atlas/prod', 'awslogs-region': 'eu-central-1', 'awslogs-stream': 'api' },
        };
        NetworkSettings.Ports = {
          '8000/tcp': [
            { HostIp: '0.0.0.0', HostPort: port },
            { HostIp: '::', HostPort: port },
          ],
          '9/udp': null,
        };
        Config.Healthcheck = null;
        Config.Env = ['SENTRY_DSN='];
      },
    });
    const { text, code } = await run(['init', '--print', '--json'], environment);
    const { configuration, missing, text: file } = JSON.parse(text);
    expect(configuration).toMatchObject({
      endpoints: [{ name: 'health', url: `${origin}/api/v1/health/` }],
      logs: { group: 'atlas/prod', stream: 'api', region: 'eu-central-1' },
    });
    expect(missing.map(({ what }: { what: string }) => what)).toEqual(['receivers', 'heartbeat', "AtlasML's Sentry"]);
    expect(file).toContain(
      "no memory limit.\n  // What counts as full is not known. Set mem_limit in Compose, or add here: memoryLimit: '8GiB'\n",
    );
    expect(file).toContain('Docker has no health check for it');
    expect(file).toContain('AtlasML sends no errors to Sentry');
    // Nobody is told.
    expect(code).toBe(3);
  });

  test('overwrites nothing', async () => {
    const { environment } = await machine();
    const output = join(folder(), 'there.config.ts');
    writeFileSync(output, 'mine');
    const { code, text } = await run(['init', '--output', output], environment);
    expect(code).toBe(2);
    expect(text).toContain(`${output} is there already, and init overwrites nothing. Write another file with --output`);
    expect(readFileSync(output, 'utf8')).toBe('mine');
  });

  test('--print writes nothing', async () => {
    const { environment } = await machine();
    const output = join(folder(), 'not-written.config.ts');
    const { text, isData } = await run(['init', '--print', '--output', output], environment);
    expect(existsSync(output)).toBe(false);
    expect(isData).toBe(true);
    expect(text).toMatch(/^import \{ defineConfig \} from '[.][^']*\/functions\/shared\/config\/load\.ts';\n/);
  });

  test('without Docker and an answer the file loads all the same, and says what to write', async () => {
    const output = join(folder(), 'bare.config.ts');
    const environment = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const { code, text } = await run(['init', '--output', output, '--url', 'http://127.0.0.1:1/api/v1/health/'], environment);
    expect(code).toBe(3);
    expect(text).toContain(
      'open   Docker            Docker was not asked: no Docker Engine answers at unix:///nowhere/docker.sock (ENOENT)',
    );
    const input = (await loadConfigFile(output)) as MonitorConfigInput;
    expect(resolveConfig(input).endpoints[0]?.url).toBe('http://127.0.0.1:1/api/v1/health/');
    // Each line that is to be taken in loads as it stands.
    const written = readFileSync(output, 'utf8');
    const lines = /^ {2}\/\/ (?=(?:docker|logs|slack|email|smtp|heartbeat): )/gm;
    expect(written.match(lines)).toHaveLength(7);
    const taken = join(folder(), 'taken.config.ts');
    writeFileSync(taken, written.replace(lines, '  '));
    const { docker, email, heartbeat, logs, slack, smtp } = resolveConfig(await loadConfigFile(taken));
    expect({ docker, email, heartbeat, logs, slack, smtp }).toMatchObject({
      docker: { container: 'atlasml', also: ['weaviate'] },
      email: ['ops@example.org'],
      heartbeat: { urlParameter: '/atlasml-monitor/heartbeat-url' },
      logs: { file: '/var/log/atlasml/atlasml.log' },
      slack: { webhookParameter: '/atlasml-monitor/slack-webhook' },
      smtp: { passwordParameter: '/atlasml-monitor/smtp-password' },
    });
  });

  test('what was found and cannot be used stands there with what is wrong', async () => {
    const output = join(folder(), 'wrong.config.ts');
    const environment = {
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      ATLASML_MONITOR_EMAIL: 'nobody',
      SMTP_HOST: 'smtp.example.org:25',
      SMTP_FROM: 'a@example.org',
    };
    await run(['init', '--output', output, '--url', 'http://127.0.0.1:1/'], environment);
    const written = readFileSync(output, 'utf8');
    expect(written).toContain('  // smtp.host: must be the host of a mail server, such as smtp.example.org, without port\n');
    expect(written).toContain('  // email[0]: must be an e-mail address\n');
    resolveConfig(await loadConfigFile(output));
  });

  test('a container that was named and is not there is a wrong command line', async () => {
    const { environment } = await machine();
    const { code, text } = await run(['init', '--print', '--docker', 'nobody'], environment);
    expect(code).toBe(2);
    expect(text).toContain('Docker knows no container named nobody');
  });

  test('a URL that is none is a wrong command line', async () => {
    const { code, text } = await run(['init', '--print', '--url', 'not a url'], {});
    expect([code, text]).toEqual([2, expect.stringContaining('--url takes a whole URL that begins with https:// or http://')]);
  });

  test('of a URL without its slash the one is written that answers', async () => {
    const { origin, environment } = await machine();
    const { json: seen } = await run(['init', '--print', '--url', `${origin}/api/v1/health`], environment);
    expect(seen).toMatchObject({ configuration: { endpoints: [{ name: 'health', url: `${origin}/api/v1/health/` }] } });
  });

  test('what a screen hides is said, for the text is no file then', async () => {
    const { environment } = await machine();
    const mail = { ATLASML_MONITOR_EMAIL: 'ops@example.org', SMTP_HOST: 'smtp.example.org', SMTP_FROM: 'monitor@example.org' };
    const { said } = await run(['init', '--print'], { ...environment, ...mail });
    expect(said).toContain('addresses are [redacted] on the screen; the file that init writes has them');
  });

  test('a container that throws its log away is no source of it', async () => {
    const { environment } = await machine({
      change: ({ HostConfig }) => {
        HostConfig.LogConfig = { Type: 'none', Config: {} };
      },
    });
    const { said } = await run(['init', '--print'], environment);
    expect(said).toContain('The log driver is none: the log is thrown away');
  });
});
