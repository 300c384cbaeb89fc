import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { costText, keptRunsCost, monthlyCost } from '../../functions/shared/cost/cost.ts';
import { plural } from '../../functions/shared/text/words.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { templateApp } from './support.ts';

const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://atlas.example.com/api/v1/health/' }],
  logs: { group: 'atlasml' },
  email: ['ops@example.com'],
  memory: { source: 'ecs', cluster: 'c', service: 's' },
});
const template = Template.fromStack(new MonitoringStack(templateApp(), 'Test', { config }));

describe('the cost estimate', () => {
  test('adds up', () => {
    const total = monthlyCost(config).reduce((sum, line) => sum + line.dollars, 0);
    expect(costText(config)).toContain(`$${total.toFixed(2)}  together`);
  });

  test('a heartbeat is a metric, an alarm, and a request and a write each minute', () => {
    const dollars = (watched: boolean) => {
      const lines = monthlyCost({ ...config, ...(watched && { heartbeat: { urlParameter: '/beat' } }) });
      return lines.reduce((sum, line) => sum + line.dollars, 0);
    };
    expect(dollars(true) - dollars(false)).toBeCloseTo(0.3 + 0.1 + 43_200 * (0.00001 + 0.625e-6), 6);
  });

  test('what runs rested on: an item of 4 KB an hour, and one a minute in a trouble, with its place for 14 days', () => {
    const items = 720 - 10 + 600;
    const [writes, gbMonths] = [items * 4, (items * 4e-6 * 14) / 30];
    expect(keptRunsCost(10)).toBeCloseTo(writes * 0.625e-6 + gbMonths * 0.45, 9);
    expect(costText(config)).toContain('what runs rested on, 14 days (an alarm that is always on: $0.14)');
  });

  test('counts the alarms that the template has', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const highResolution = alarms.filter((a) => a.Properties.Period < 60).length;
    expect(costText(config)).toContain(`  ${alarms.length - highResolution} alarms`);
    expect(costText(config)).toContain(`  ${plural(highResolution, 'high-resolution alarm')}\n`);
  });
});
