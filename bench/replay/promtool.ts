import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { type AlarmDefinition, alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { metricsOf } from '../../local/replay/published.ts';
import type { Scanned } from '../../local/replay/scan.ts';

const MINUTE_MS = 60_000;
/** Runs `promtool test rules` on the alarms of a past and what the checks published in it, and says what it took. */
export function promtoolWords(scanned: Scanned, config: MonitorConfig, folder: string): string {
  const series = seriesOf(scanned, config);
  const alarms = alarmsOf(config).filter((alarm) => series.has(nameOf(alarm.signal.metric, alarm.dimensions)));
  const minutes = Math.floor((scanned.untilMs - scanned.startMs) / MINUTE_MS);
  const rules = { groups: [{ name: 'alarms', interval: '1m', rules: alarms.map(ruleOf) }] };
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify(rules));
  const input = [...series].map(([name, values]) => ({
    series: name,
    values: Array.from({ length: minutes }, (_, i) => values.get(i) ?? '_').join(' '),
  }));
  // An alert that is asked for makes it evaluate all of the time until then.
  const asked = [{ eval_time: `${minutes}m`, alertname: alarms[0]?.name ?? '', exp_alerts: [] }];
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [{ interval: '1m', input_series: input, alert_rule_test: asked }],
  };
  writeFileSync(join(folder, 'test.yaml'), JSON.stringify(test));
  const begun = performance.now();
  const { status, error, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'test.yaml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (error) return 'promtool is not installed: nothing is set beside it';
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  const last = `${stdout}${stderr}`.trim().split('\n').slice(-3).join(' ');
  return `promtool test rules: ${took} s by the clock, ${alarms.length} alarms, ${series.size} series, ${minutes} minutes; exit code ${status}: ${last}`;
}

/** What the checks published, by the minute. */
function seriesOf({ runs, startMs }: Scanned, config: MonitorConfig): Map<string, Map<number, number>> {
  const series = new Map<string, Map<number, number>>();
  for (const { observation, doneMs } of runs)
    for (const { key, dimensions, value } of metricsOf(observation, config)) {
      const name = nameOf(key, dimensions);
      const values = series.get(name) ?? new Map<number, number>();
      series.set(name, values.set(Math.floor((doneMs - startMs) / MINUTE_MS), value));
    }
  return series;
}

function nameOf(key: string, { Environment: _, ...dimensions }: Record<string, string>): string {
  const labels = Object.entries(dimensions).map(([name, value]) => `${name}="${value}"`);
  return `atlasml_${key}{${labels.join(',')}}`;
}

/** M of N, as a query over the last N periods. */
function ruleOf({ name, signal, dimensions, threshold }: AlarmDefinition): object {
  const { metric, comparison, evaluationPeriods, datapointsToAlarm, periodSeconds } = signal;
  const [of, step] = [`${evaluationPeriods * periodSeconds}s`, `${periodSeconds}s`];
  const breaching = `(${nameOf(metric, dimensions)} ${comparison} ${threshold})[${of}:${step}]`;
  return { alert: name, expr: `count_over_time(${breaching}) >= ${datapointsToAlarm}` };
}
