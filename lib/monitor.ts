import { Annotations, CfnOutput, Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { channelsOf, checksOf } from '../functions/shared/config/asked-for.ts';
import { digestsOf } from '../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { NAMESPACE } from '../functions/shared/signals/metrics.ts';
import { Alarms } from './alarms.ts';
import { Answers } from './answers.ts';
import { MonitorDashboard } from './dashboard.ts';
import { DeliveryVerifier } from './delivery-verifier.ts';
import { Digests } from './digests.ts';
import { type MonitorFunction, TIMEOUTS } from './function.ts';
import { IncidentReporter } from './incident-reporter.ts';
import { allowQueries } from './log-access.ts';
import { adviseOnRegion } from './log-region.ts';
import { Maintenance } from './maintenance.ts';
import { networkOf } from './network.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { SelfMonitoring } from './self-monitoring.ts';

/**
 * Everything that one service needs, in a stack or in a part of one that several share.
 * @param scope gives the logical ids their beginning, and nothing gets its name from it.
 */
export function monitor(scope: Construct, config: MonitorConfig): void {
  adviseOn(scope, config);
  const reporter = new IncidentReporter(scope, 'IncidentReporter', { config });
  const network = networkOf(scope, config);
  const checks: Record<string, MonitorFunction> = {};
  for (const check of checksOf(config)) {
    const name = `check-${check}` as const;
    const scheduled = new ScheduledFunction(scope, name, {
      name,
      config,
      timeout: TIMEOUTS[name],
      environment: { TABLE_NAME: reporter.table.tableName },
      undelivered: reporter.undelivered,
      ...(check === 'health' && { between: reporter.betweenRuns, ...(network && { network }) }),
    });
    scheduled.run('Schedule', ScheduleExpression.rate(Duration.minutes(1)), `Runs ${name} of AtlasML Monitor`);
    const fn = scheduled.function;
    fn.allowOwnMetrics(NAMESPACE);
    // And what its last run left, when a process begins.
    fn.allow('dynamodb:PutItem', 'dynamodb:Query').on(reporter.table.tableArn);
    checks[name] = fn;
  }
  grant(checks, config, reporter.table.tableArn);
  const health = checks['check-health'] as MonitorFunction;
  reporter.askAgainBy(health);
  const alarms = new Alarms(scope, 'Alarms', { config, changes: reporter.changes });
  new Maintenance(scope, 'Maintenance', { config, alarms });
  const hourly =
    channelsOf(config).length > 0
      ? { 'verify-delivery': new DeliveryVerifier(scope, 'DeliveryVerifier', { config, reporter }).verifier }
      : {};
  const others = {
    ...(digestsOf(config).length > 0 && { 'send-digest': new Digests(scope, 'Digests', { config, reporter }).sender }),
    ...(config.answers && { answer: new Answers(scope, 'Answers', { config, answers: config.answers, reporter }).taker }),
  };
  const self = new SelfMonitoring(scope, 'SelfMonitoring', { config, checks, hourly, others, ...parts(reporter) });
  if (config.dashboard) new MonitorDashboard(scope, 'Dashboard', { config, alarms: [...alarms.alarms, ...self.alarms] });
  new CfnOutput(scope, 'AlertTopicArn', {
    value: reporter.alerts.topicArn,
    description: 'Whoever subscribes here gets the alerts',
  });
}

/** What each check may do beyond writing its own metrics and observation. */
function grant(checks: Record<string, MonitorFunction>, config: MonitorConfig, tableArn: string): void {
  if (config.network.vpc) {
    // Lambda attaches the function's network interfaces with its role; EC2 lets none of these be narrowed before they exist.
    checks['check-health']
      ?.allow('ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface')
      .on('*');
  }
  checks['check-memory']?.allow('cloudwatch:GetMetricStatistics').on('*');
  const logs = checks['check-logs'];
  if (logs && config.logs) {
    allowQueries(logs, config.logs);
    logs.allow('dynamodb:UpdateItem').on(tableArn);
  }
}

function adviseOn(scope: Construct, config: MonitorConfig): void {
  adviseOnRegion(scope, config);
  const advice = Annotations.of(scope);
  if (config.endpoints.some((e) => new URL(e.url).hostname.endsWith('example.org'))) {
    advice.addWarningV2(
      'atlasml-monitor:example-url',
      'An endpoint is still the example; write your URL in monitor.config.ts or deploy with -c url=…',
    );
  }
  if (channelsOf(config).length === 0) {
    advice.addWarningV2(
      'atlasml-monitor:nobody-told',
      'No receiver is set (email, slack, teams, pagerduty, ntfy, webhook), so nobody is told; deploy with -c email=you@example.com',
    );
  }
}

function parts({ reporter, queue, deadLetters, undelivered, alerts }: IncidentReporter) {
  return { reporter, queue, deadLetters, undelivered, alerts };
}
