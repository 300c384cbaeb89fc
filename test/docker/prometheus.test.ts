import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { machineConfig } from '../../local/watch/machine-config.ts';
import { machineSecrets } from '../../local/watch/machine-secrets.ts';
import { runReal } from '../../local/watch/real.ts';
import { serve } from '../support/servers.ts';
import { pathOf } from './support/engine-process.ts';
import { freePort } from './support/test.ts';

const prometheus = pathOf('prometheus');
const promtool = pathOf('promtool');
const WHY =
  prometheus && promtool
    ? ''
    : ' (skipped: Prometheus is not installed; Debian: apt-get install --no-install-recommends prometheus)';
const page = (name: string) => readFileSync(`test/fixtures/app-metrics/${name}.txt`, 'utf8');

describe.skipIf(WHY !== '')(`a real Prometheus${WHY}`, () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterAll(() => Promise.all(ends.map((end) => end())));

  /** The whole monitor with its page, watching an AtlasML that is well. */
  async function monitor(): Promise<{ origin: string; target: string }> {
    const health = JSON.stringify({ status: 'ok', components: { api: { status: 'ok' } } });
    const origin = await serve((request, response) => {
      response.end(request.url === '/metrics' ? page('instrumentator') : health);
    });
    const asked = resolveConfig({
      environment: 'test',
      endpoints: [{ name: 'health', url: `${origin}/api/v1/health/` }],
      metrics: { url: `${origin}/metrics` },
      confirm: { leastAttempts: 1 },
      components: [],
    });
    const stopped = new AbortController();
    const at = Promise.withResolvers<string>();
    const running = runReal({
      config: machineConfig(asked, {}).config,
      secrets: machineSecrets({ environment: {} }),
      metrics: { host: '127.0.0.1', port: 0 },
      signal: stopped.signal,
      print: (line) => {
        const [, target] = /at http:\/\/([\d.:]+)\/metrics/.exec(line) ?? [];
        if (target) at.resolve(target);
      },
    });
    ends.push(async () => {
      stopped.abort();
      await running;
    });
    return { origin, target: await at.promise };
  }

  test('takes the rules and the configuration of the examples', () => {
    for (const [what, file] of [
      ['rules', 'prometheus-rules.yml'],
      ['config', 'prometheus.yml'],
    ]) {
      const said = execFileSync(promtool as string, ['check', what as string, `docs/examples/${file}`], { encoding: 'utf8' });
      expect(said).toContain('SUCCESS');
    }
  });

  test('scrapes AtlasML and the monitor by the example, and its rules see that both are there', async () => {
    const { origin, target } = await monitor();
    await until(async () => (await text(`http://${target}/metrics`)).includes('atlasml_monitor_up{'));
    // It prints what could be named better, and fails for what is wrong.
    const linted = execFileSync(promtool as string, ['check', 'metrics'], { input: await text(`http://${target}/metrics`) });
    expect(linted.toString()).toBe('');

    const { api } = await startPrometheus({ atlasml: new URL(origin).host, 'atlasml-monitor': target });
    const query = async (expression: string) =>
      (
        JSON.parse(await text(`${api}/api/v1/query?query=${encodeURIComponent(expression)}`)) as {
          data: { result: { metric: Record<string, string>; value: [number, string] }[] };
        }
      ).data.result;
    await until(async () => (await query('up == 1')).length === 2);
    expect((await query('atlasml_monitor_up')).map(({ metric, value }) => [metric.endpoint, value[1]])).toEqual([
      ['health', '1'],
    ]);
    expect((await query('sum(http_requests_total{job="atlasml"})')).map(({ value }) => value[1])).toEqual(['17']);
    expect((await query('atlasml_monitor_incident_open')).map(({ value }) => value[1])).toEqual(['0']);
    const rules = JSON.parse(await text(`${api}/api/v1/rules`)) as { data: { groups: { rules: { name: string }[] }[] } };
    expect(rules.data.groups.flatMap((group) => group.rules.map(({ name }) => name))).toContain('AtlasMLMonitorGone');
    const asked = expressionsOf('docs/examples/grafana-prometheus.json').map((e) => e.replaceAll('$environment', 'test'));
    const [endpointsUp = ''] = asked;
    expect((await query(endpointsUp)).map(({ metric }) => metric.endpoint)).toEqual(['health']);
    // What Prometheus cannot parse it refuses.
    for (const expression of asked) await query(expression);
  });

  async function startPrometheus(targets: Record<string, string>): Promise<{ api: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    copyFileSync('docs/examples/prometheus-rules.yml', join(folder, 'prometheus-rules.yml'));
    const example = parse(readFileSync('docs/examples/prometheus.yml', 'utf8'));
    const jobs = example.scrape_configs.map((job: { job_name: string }) => ({
      ...job,
      static_configs: [{ targets: [targets[job.job_name]] }],
    }));
    const fast = { ...example, global: { scrape_interval: '1s', evaluation_interval: '1s' }, scrape_configs: jobs };
    writeFileSync(join(folder, 'prometheus.yml'), stringify(fast));
    const port = await freePort();
    const child = spawn(
      prometheus as string,
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    ends.push(() => ended(child));
    const api = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${api}/-/ready`)).ok);
    return { api };
  }
});

/** What the panels of a dashboard ask. */
function expressionsOf(file: string): string[] {
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as { panels: { targets?: { expr: string }[] }[] };
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** Waits; a test that waits in vain ends by its own limit. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await setTimeout(100);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
