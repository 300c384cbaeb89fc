import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { costText, costTextOf, monthlyCost, totals } from '../../functions/shared/cost/cost.ts';
import { FUNCTION_GB, healthKb, keptRuns, MINUTES, monthlyUse, OBSERVATION_KB } from '../../functions/shared/cost/monthly-use.ts';
import { type Amounts, beyondFree, PRICES, REGIONS, sumOf } from '../../functions/shared/cost/prices.ts';
import { storedObservation } from '../../functions/shared/incident/stored-observation.ts';
import { seldomShare } from '../../functions/shared/signals/seldom.ts';
import { plural } from '../../functions/shared/text/words.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { wellAgain } from '../functions/report-incident/fifty-down.ts';
import { health, logs, memory } from '../functions/report-incident/support.ts';
import { templateApp } from './support.ts';

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
