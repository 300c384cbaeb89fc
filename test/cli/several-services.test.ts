import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configurationAsked } from '../../cli/configuration.ts';
import { forEachService } from '../../cli/each-service.ts';
import { main } from '../../cli/main.ts';
import type { Outcome } from '../../cli/usage-error.ts';
import { watchCommand } from '../../cli/watch.ts';
import { watchEach } from '../../cli/watch-several.ts';
import { resolveConfigs } from '../../functions/shared/config/load.ts';
import type { ConfigInput } from '../../functions/shared/config/services.ts';
import { recordedAnswer } from '../support/corpus.ts';
import { header, mailServer } from '../support/mail-server.ts';
import { closedPort, serve } from '../support/servers.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'services-'));

const at = (origin: string) => [{ name: 'health', url: `${origin}/api/v1/health/` }];
const twoAt = (well: string, gone: string) => ({
  confirm: { attempts: 1, leastAttempts: 1 },
  services: [{ endpoints: at(well) }, { environment: 'staging', endpoints: at(gone) }],
});
/** Nobody is asked. */
const two = twoAt('http://a.test', 'http://b.test');
/** Production is well, and nothing listens where staging should be. */
async function running() {
  const well = await serve((_request, response) => response.end(recordedAnswer('health-ok').body));
  return { well, config: twoAt(well, `http://127.0.0.1:${await closedPort()}`) };
}

const there = 'production (AtlasML production), staging (AtlasML staging)';
const run = (argv: string[], config: ConfigInput = two) => main(argv, { loadConfig: async () => config, environment: {} });

describe('what can be done for all is done for all', () => {
  test('check health asks each, says of which it speaks, and is as well as the worst', async () => {
    const { text, code } = await run(['check', 'health'], (await running()).config);
    expect(text).toMatch(/^AtlasML production\n\nUP {2}health[\s\S]+\n\nAtlasML staging\n\nDOWN {2}health/);
    expect(code).toBe(1);
  });

  test('--json has each under its slug', async () => {
    const { text, code } = await run(['check', 'health', '--json'], (await running()).config);
    const { services } = JSON.parse(text);
    expect(services).toMatchObject([
      { slug: 'production', environment: 'production', code: 0, result: { endpoints: [{ verdict: 'up' }] } },
      { slug: 'staging', environment: 'staging', code: 1, result: { endpoints: [{ verdict: 'down' }] } },
    ]);
    expect(code).toBe(1);
  });

  test('of one that is chosen all is as if it stood alone', async () => {
    const { config } = await running();
    for (const choice of [
      ['--service', 'production'],
      ['--environment', 'production'],
      ['--service', 'AtlasML production'],
    ]) {
      const { text, code } = await run(['check', 'health', ...choice], config);
      expect(text).toMatch(/^UP {2}health/);
      expect(code).toBe(0);
    }
  });

  test('the cost of each, and of all', async () => {
    const { text } = await run(['cost', '--json']);
    const { services, totalUsd, text: words } = JSON.parse(text);
    expect(services.map(({ slug }: { slug: string }) => slug)).toEqual(['production', 'staging']);
    // Each is rounded by itself.
    expect(totalUsd).toBeCloseTo(services[0].totalUsd + services[1].totalUsd, 1);
    expect(words).toContain(`2 services together a month: $${totalUsd.toFixed(2)} in us-east-1`);
  });

  test('an outcome is the worst one; where all fail there is no result', async () => {
    const codes = async (...outcomes: Outcome[]) => {
      const left = [...outcomes];
      const { code, isFailure = false } = await forEachService(
        configurationAsked({}, async () => two),
        async () => left.shift() as Outcome,
      );
      return [code, isFailure];
    };
    const failed: Outcome = { text: 'no answer', code: 3, isFailure: true };
    expect(await codes({ text: 'a', code: 0 }, { text: 'b', code: 0 })).toEqual([0, false]);
    expect(await codes({ text: 'a', code: 0 }, failed)).toEqual([3, false]);
    expect(await codes({ text: 'a', code: 1 }, failed)).toEqual([1, false]);
    expect(await codes(failed, failed)).toEqual([3, true]);
  });
});

describe('what goes with one says which there are', () => {
  test.each([
    ['silence --for 10m --why deploy'],
    ['silence --end --data .atlasml-monitor'],
    ['ack'],
    ['send-test'],
    ['send-test --here'],
    ['incident show'],
    ['logs'],
    ['watch --url http://a.test/'],
  ])('%s', async (line) => {
    const { text, code } = await run(line.split(' '));
    expect(text).toContain(`say which service: --service NAME before the command; there are ${there}`);
    expect(code).toBe(2);
  });

  test.each([
    ['--service x', `--service x: there is no such service; there are ${there}`],
    ['--environment x', `--environment x: there is no such service; there are ${there}`],
    ['--environment production --service staging', '--environment production --service staging: there is no such service'],
    ['--service=', '--service needs a name'],
  ])('cost %s', async (line, said) => {
    expect(await run(['cost', ...line.split(' ')])).toMatchObject({ code: 2, text: expect.stringContaining(said) });
  });

  test('a plain file holds one, which may be named', async () => {
    const plain = { endpoints: at('http://a.test'), environment: 'staging' };
    expect(await run(['cost', '--service', 'staging'], plain)).toMatchObject({ code: 0 });
    const { text } = await run(['cost', '--service', 'production'], plain);
    expect(text).toContain('there is no such service; there are staging (AtlasML staging)');
  });

  test('a file that is not valid is said before anything is chosen', async () => {
    const wrong = { services: [{ endpoints: at('http://a.test') }, { environment: 'x', endpoints: [] }] };
    const { text, code } = await run(['cost', '--service', 'production'], wrong);
    expect(text).toContain('monitor.config.ts is not valid:\n  services[1].endpoints: needs at least one endpoint');
    expect(code).toBe(2);
  });
});

describe('check logs', () => {
  const file = join(folder(), 'atlasml.log');
  writeFileSync(file, 'INFO:     127.0.0.1:1 - "GET /api/v1/x HTTP/1.1" 200 OK\n');

  test('needs no choice where the services count alike, and its own --service is about the log', async () => {
    expect((await run(['check', 'logs', file])).code).toBe(0);
    expect((await run(['check', 'logs', file, '--service', 'atlasml'])).code).not.toBe(2);
  });

  test('needs one where they do not, before the command', async () => {
    const [first, second] = two.services;
    const logs = { group: 'b', healthPaths: ['/health'] };
    const apart = { services: [first, { ...second, logs }] } as ConfigInput;
    expect((await run(['check', 'logs', file], apart)).text).toContain(`there are ${there}`);
    expect((await run(['--service', 'staging', 'check', 'logs', file], apart)).code).toBe(0);
  });
});

describe('watch', () => {
  test('one round of each: each line says which, and only what is down is told', async () => {
    const printed: string[] = [];
    const data = folder();
    const { config } = await running();
    const screen = { print: (line: string) => void printed.push(line), data: () => {} };
    const { code } = await watchCommand(
      { once: true, data },
      configurationAsked({}, async () => config),
      {},
      screen,
    );
    expect(code).toBe(1);
    expect(printed.join('\n')).toMatch(/^production \| \S+ \S+ {2}health {9}up: HTTP 200$/m);
    expect(printed.join('\n')).toMatch(/^staging {4}\| \S+ \S+ {2}health {9}down: /m);
    const subjects = printed.filter((line) => line.includes('Subject:'));
    expect(subjects).toEqual([expect.stringMatching(/^staging {4}\| │ Subject: \[DOWN\] AtlasML staging: /)]);
    expect(['production', 'staging'].map((slug) => existsSync(join(data, slug, 'state.sqlite')))).toEqual([true, true]);
  });

  test('what goes with one log or container is refused for all', async () => {
    const asked = watchCommand(
      { cgroup: '/x', docker: 'y' },
      configurationAsked({}, async () => two),
      {},
      { print: () => {}, data: () => {} },
    );
    await expect(asked).rejects.toThrow(
      '--cgroup and --docker: say which service with --service NAME; there are production, staging',
    );
  });

  test('one that is down is told in its name, one that cannot begin is told by the others, and neither stops what is well', async () => {
    const { well, config } = await running();
    const { port, taken } = await mailServer();
    const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
    const services = resolveConfigs({
      ...config,
      smtp,
      services: [
        ...config.services,
        {
          service: 'Nebula',
          endpoints: at(well),
          logs: { group: 'n' },
          slack: { webhookParameter: '/nebula/hook' },
          smtp: undefined,
        },
      ],
    });
    const stop = new AbortController();
    const printed: string[] = [];
    const print = (line: string) => {
      printed.push(line);
      if (taken.length === 2 && printed.some((p) => /production .* up: /.test(p))) stop.abort();
    };
    const outcome = await watchEach({ services, values: { data: folder() }, environment: {}, print }, stop.signal);
    expect(outcome.code).toBe(0);
    const subjects = taken.map(({ text }) => header(text, 'Subject') ?? '').sort();
    expect(subjects).toEqual([
      expect.stringMatching(/^\[DOWN\] AtlasML staging: endpoint health refuses/),
      '[NOTICE] Nebula production: it is not watched',
    ]);
    expect(taken.find(({ text }) => text.includes('Nebula'))?.text).toContain('NEBULA_HOOK');
    expect(printed).toContain('nebula-production | This service is not watched. It is tried again each minute.');
  });

  test('a slip in one service is told to the people of another one, which goes on', async () => {
    const { well } = await running();
    const { port, taken } = await mailServer();
    const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
    const input = { smtp, services: [{ endpoints: at(well) }, { environment: 'staging', endpoints: [] }] };
    const { configs, broken } = await configurationAsked({}, async () => input).right();
    const stop = new AbortController();
    const printed: string[] = [];
    const print = (line: string) => {
      printed.push(line);
      if (taken.length > 0 && printed.some((p) => /production .* up: /.test(p))) stop.abort();
    };
    const several = { services: configs, broken, values: { data: folder() }, environment: {}, print };
    expect((await watchEach(several, stop.signal)).code).toBe(1);
    expect(taken.map(({ text }) => header(text, 'Subject'))).toEqual(['[NOTICE] AtlasML staging: it is not watched']);
    expect(taken[0]?.text).toContain('needs at least one endpoint');
    expect(printed).toContainEqual(expect.stringMatching(/^staging is not watched: monitor\.config\.ts is not valid:/));
  });

  test('where only the broken one is asked for there is nothing to watch', async () => {
    const input = { services: [{ endpoints: at('http://a.test') }, { environment: 'staging', endpoints: [] }] };
    const { text, code } = await run(['watch', '--once', '--service', 'staging'], input as ConfigInput);
    expect(text).toContain('services[1].endpoints: needs at least one endpoint');
    expect(code).toBe(2);
  });
});
