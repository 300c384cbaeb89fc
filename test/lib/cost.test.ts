import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { logLine } from '../../functions/shared/aws/console.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { MEANINGS } from '../../functions/shared/config/meanings.ts';
import type { LogsConfig, MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { costText, costTextOf, monthlyCost, totals } from '../../functions/shared/cost/cost.ts';
import { metricCount } from '../../functions/shared/cost/metric-count.ts';
import {
  FUNCTION_GB,
  healthKb,
  keptRuns,
  MINUTES,
  monthlyUse,
  OBSERVATION_KB,
  RUN_LOG_BYTES,
} from '../../functions/shared/cost/monthly-use.ts';
import { type Amounts, beyondFree, PRICES, REGIONS, sumOf } from '../../functions/shared/cost/prices.ts';
import { storedObservation } from '../../functions/shared/incident/stored-observation.ts';
import type { HealthObservation, LogsObservation, Observation, StoredObservation } from '../../functions/shared/observation.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { figuresOf } from '../../functions/shared/signals/figures.ts';
import { NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { seldomShare } from '../../functions/shared/signals/seldom.ts';
import type { SignalId } from '../../functions/shared/signals/signal.ts';
import { plural } from '../../functions/shared/text/words.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { metricsOf } from '../../local/replay/published.ts';
import exampleInput from '../../monitor.config.ts';
import { wellAgain } from '../functions/report-incident/fifty-down.ts';
import { health, logs, memory } from '../functions/report-incident/support.ts';
import { FULL, templateApp } from './support.ts';

const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://atlas.example.com/api/v1/health/' }],
  logs: { group: 'atlasml' },
  email: ['ops@example.com'],
  memory: { source: 'ecs', cluster: 'c', service: 's' },
});
const template = Template.fromStack(new MonitoringStack(templateApp(), 'Test', { config }));
const used = sumOf(monthlyUse(config).map(({ amounts }) => amounts));

describe('the cost estimate', () => {
  test.each(REGIONS)('is the amounts by the prices of %s', (region) => {
    const byHand = Object.entries(used).reduce((sum, [unit, n]) => sum + n * PRICES[region][unit as keyof Amounts], 0);
    const total = monthlyCost(config, {}, region).reduce((sum, line) => sum + line.dollars, 0);
    expect(total).toBeCloseTo(byHand, 9);
    expect(costText(config)).toMatch(new RegExp(`\\$${total.toFixed(2)}.* together`));
    expect(costText(config)).toContain(`$${totals([config], undefined, region).after.toFixed(2)}`);
  });

  test('a heartbeat is a metric that is sent seldom, an alarm, and a write each minute', () => {
    const watched = sumOf(monthlyUse({ ...config, heartbeat: { urlParameter: '/beat' } }).map(({ amounts }) => amounts));
    const more = Object.entries(watched).map(([unit, n]) => [unit, n - (used[unit as keyof Amounts] ?? 0)] as const);
    expect(Object.fromEntries(more.filter(([, n]) => Math.abs(n) > 1e-9))).toEqual({
      metrics: expect.closeTo(seldomShare(10), 9),
      alarms: 1,
      apiRequests: expect.closeTo(MINUTES * seldomShare(10), 6),
      tableWrites: MINUTES,
    });
  });

  test('what runs rested on: an item of 4 KB an hour, and one a minute in a trouble, with its place for 14 days', () => {
    const items = 720 - 10 + 600;
    expect(keptRuns(10).tableWrites).toBe(items * 4);
    expect(keptRuns(10).tableGbKept).toBeCloseTo((items * 4e-6 * 14) / 30, 9);
    expect(costText(config)).toContain('what runs rested on, 14 days (an alarm that is always on: $0.14)');
  });

  test('has what the template has: alarms, dashboards, the memory of each function, its runs a minute', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const highResolution = alarms.filter((a) => a.Properties.Period < 60).length;
    expect(costText(config)).toContain(`  ${alarms.length - highResolution} alarms`);
    expect(costText(config)).toContain(`  ${plural(highResolution, 'high-resolution alarm')}\n`);
    expect(used.dashboards ?? 0).toBe(Object.keys(template.findResources('AWS::CloudWatch::Dashboard')).length);
    const functions = Object.values(template.findResources('AWS::Lambda::Function')).map((f) => f.Properties);
    expect(new Set(functions.map((f) => f.MemorySize))).toEqual(new Set([FUNCTION_GB * 1024]));
    expect(new Set(functions.flatMap((f) => f.Architectures))).toEqual(new Set(['arm64']));
    const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule')).map((s) => s.Properties);
    const eachMinute = schedules.filter((s) => s.ScheduleExpression === 'rate(1 minute)');
    // check-health runs once more between two minutes, which its queue sees to.
    expect(used.lambdaRequests).toBe(MINUTES * (eachMinute.length + 1));
  });

  test('the metrics are those that the alarms of the template watch', () => {
    const watched = Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { Namespace: NAMESPACE } }));
    const names = watched.filter(({ Properties }) => Properties.MetricName !== 'Drill');
    const series = new Set(names.map(({ Properties: { MetricName, Dimensions } }) => JSON.stringify([MetricName, Dimensions])));
    const { each, seldom } = metricCount(config);
    expect(each + seldom).toBe(series.size);
    expect(used.metrics).toBeCloseTo(each + seldom * seldomShare(10), 9);
  });

  test('what a run logs is no more, in the mean, than the estimate takes it to be', async () => {
    const ofRun = async (seen: Observation | Promise<Observation>, more: (o: StoredObservation) => object) => {
      const observation = (await seen) as StoredObservation;
      return logLine({
        function: `check-${observation.check}`,
        ...more(observation),
        figures: figuresOf(metricsOf(observation, config)),
      });
    };
    const lines = await Promise.all([
      ofRun(health('health-ok'), (o) => ({ summary: '1 of 1 endpoint up', endpoints: (o as HealthObservation).endpoints })),
      ofRun(logs('logs/concurrent'), (o) => ({ counts: (o as LogsObservation).counts, notes: [] })),
      ofRun(memory, (o) => o),
      logLine({ function: 'check-health', between: 'nothing new', endpoints: [] }),
      logLine({ function: 'report-incident', wokenBy: { schedule: 1 }, reason: 'quiet', told: [] }),
    ]);
    // INIT_START is rare; START, END and REPORT are JSON of some 230 bytes each.
    const mean = lines.reduce((sum, line) => sum + line.length * 1.15, 0) / lines.length + 3 * 230;
    expect(mean).toBeLessThanOrEqual(RUN_LOG_BYTES);
  });

  test('what an observation takes in the table is at least what recorded ones take', async () => {
    const kilobytes = async (seen: unknown) => Math.ceil(JSON.stringify(await seen).length / 1024);
    expect(await kilobytes(health('health-ok'))).toBeLessThanOrEqual(OBSERVATION_KB.health);
    expect(await kilobytes(logs('logs/concurrent'))).toBeLessThanOrEqual(OBSERVATION_KB.logs);
    expect(await kilobytes(memory)).toBeLessThanOrEqual(OBSERVATION_KB.memory);
    for (const count of [1, 20, 200]) {
      const endpoints = wellAgain.endpoints.slice(0, count);
      const observation = { ...wellAgain, endpoints, published: healthMetrics({ ...wellAgain, endpoints }, []) };
      expect(storedObservation(observation).length / 1000, `${count} endpoints`).toBeLessThanOrEqual(healthKb(count));
    }
  });
});

/** The signals of commit 2926b9f; each later one may cost $0.40 more: a metric and an alarm. */
const FIRST: readonly SignalId[] = [
  ...(['crash-loop', 'component-down', 'endpoint-down', 'critical-lines', 'server-errors', 'server-error-rate'] as const),
  ...(['unfinished-requests', 'memory-high', 'channel-lost', 'check-unknown', 'new-error-kind', 'slow'] as const),
  ...(['memory-running-out', 'disk-high', 'certificate-expiring', 'logs-silent', 'log-format-changed'] as const),
];
const laterIn = (one: MonitorConfig) =>
  new Set(alarmsOf(one).flatMap(({ signal }) => (FIRST.includes(signal.id) ? [] : [signal.id]))).size;

describe('the goals', () => {
  const example = resolveConfig(exampleInput as MonitorConfigInput);
  const url = (path: string) => `https://atlas.example.com/api/v1/${path}`;
  const everything = resolveConfig({
    ...FULL,
    endpoints: [
      { name: 'health', url: url('health/') },
      { name: 'openai', url: url('health/openai'), body: 'json' },
    ],
    cpu: { source: 'ecs', cluster: 'c', service: 's' },
    metrics: { url: 'https://atlas.example.com/metrics/' },
    // Each is an option that says its price.
    dashboard: false,
    customerManagedKey: false,
  });

  test.each(REGIONS)(
    'the example costs 9 dollars at most in %s, 2.50 with the free tier, and 0.40 more for each later signal',
    (region) => {
      const { before, after } = totals([example], undefined, region);
      const later = laterIn(example);
      expect(later).toBe(3);
      expect(before).toBeLessThanOrEqual(9 + 0.4 * later);
      expect(after).toBeLessThanOrEqual(2.5);
    },
  );

  test.each(REGIONS)(
    'everything, with two https endpoints, costs 12 dollars at most in %s, and 0.40 more for each later signal',
    (region) => {
      const later = laterIn(everything);
      expect(later).toBe(6);
      expect(totals([everything], undefined, region).before).toBeLessThanOrEqual(12 + 0.4 * later);
    },
  );

  test('what is not in them says its price', () => {
    const dearer = (more: Partial<MonitorConfig>) =>
      totals([{ ...everything, ...more }], undefined, 'us-east-1').before - totals([everything], undefined, 'us-east-1').before;
    expect(dearer({ dashboard: true })).toBeCloseTo(3, 9);
    expect(dearer({ customerManagedKey: true })).toBeCloseTo(1, 9);
    const meaning = (key: 'dashboard' | 'customerManagedKey') => JSON.stringify(MEANINGS[key]);
    expect(meaning('dashboard')).toContain('$3.00 a month');
    expect(meaning('customerManagedKey')).toContain('$1 a month');
  });

  test('a budget for scanned bytes bounds the line of Logs Insights', () => {
    const withBudget = { ...config, logs: { ...(config.logs as LogsConfig), monthlyScanBudgetGB: 100 } };
    const scanned = (one: MonitorConfig, logGbADay: number) =>
      sumOf(monthlyUse(one, { logGbADay }).map((l) => l.amounts)).logGbScanned;
    expect(scanned(withBudget, 0.2)).toBe(scanned(config, 0.2));
    expect(scanned(withBudget, 10)).toBe(100 + 10 * 30 * 3);
  });
});

describe('the free tier', () => {
  test.each<[string, Partial<Amounts>, Partial<Amounts>]>([
    ['of metrics is ten', { metrics: 12 }, { metrics: 2 }],
    ['is not owed back', { metrics: 3, alarms: 4 }, { metrics: 0, alarms: 0 }],
    ['has no high-resolution alarm', { highResolutionAlarms: 1 }, { highResolutionAlarms: 1 }],
    ['of logs is taken by what is taken in first', { logGbIngested: 1, logGbScanned: 7 }, { logGbIngested: 0, logGbScanned: 3 }],
    ['of logs may end with what is taken in', { logGbIngested: 6, logGbScanned: 7 }, { logGbIngested: 1, logGbScanned: 7 }],
  ])('%s', (_title, amounts, left) => {
    expect(beyondFree(amounts)).toMatchObject(left);
  });

  test('is there once for several services', () => {
    const one = totals([config], undefined, 'us-east-1');
    const two = totals([config, { ...config, slug: 'staging' }], undefined, 'us-east-1');
    expect(two.before).toBeCloseTo(2 * one.before, 9);
    expect(two.after).toBeGreaterThan(2 * one.after);
    expect(costTextOf([config, config])).toContain(`with the free tier $${two.after.toFixed(2)}`);
  });
});
