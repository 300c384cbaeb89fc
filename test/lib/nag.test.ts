import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { acknowledge } from '../../lib/acknowledge.ts';
import { MonitorFunction, TIMEOUTS } from '../../lib/function.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import example from '../../monitor.config.ts';
import { FULL, templateApp, VPC } from './support.ts';

const least: MonitorConfigInput = { endpoints: [{ name: 'health', url: 'https://a.example.com/' }] };
const bot: MonitorConfigInput = { ...FULL, slack: { botTokenParameter: '/slack/bot', channel: 'C0123ABCD' } };

function checkedApp(): App {
  const app = templateApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}

/** What was found: an error throws, a warning only stands in the report. */
function findings(app: App): string {
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return JSON.stringify(pluginReports);
}

describe('cdk-nag, with the packs AwsSolutions and Serverless, finds nothing that has no written reason', () => {
  test.each<[string, MonitorConfigInput, object]>([
    ['the least configuration', least, {}],
    ['monitor.config.ts as it is', example, {}],
    ['everything configured', FULL, { region: 'eu-central-1' }],
    ['everything, encrypted with a key of its own', { ...FULL, customerManagedKey: true }, { region: 'eu-central-1' }],
    ['a bot of Slack, in a VPC, with a key', { ...bot, network: { vpc: VPC }, customerManagedKey: true }, {}],
    ['an archive that goes with the stack', { ...FULL, deleteArchiveOnDestroy: true }, {}],
    ['a named account', FULL, { region: 'eu-central-1', account: '111122223333' }],
    ['China', FULL, { region: 'cn-north-1' }],
  ])('%s', (_title, input, env) => {
    const app = checkedApp();
    new MonitoringStack(app, 'Test', { config: resolveConfig(input), env });
    expect(findings(app)).toBe('[]');
  });

  test('an unwritten wildcard would be found', () => {
    const app = checkedApp();
    const stack = new MonitoringStack(app, 'Test', { config: resolveConfig(least) });
    const extra = new MonitorFunction(stack, 'Extra', {
      name: 'check-memory',
      config: resolveConfig({ ...least, environment: 'other' }),
      timeout: TIMEOUTS['check-memory'],
      environment: {},
    });
    extra.function.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::bucket/*'] }));
    expect(findings(app)).toContain('AwsSolutions-IAM5[Resource::arn:aws:s3:::bucket/*]');
  });

  test('a warning, such as that of a function without tracing, would be found too', () => {
    const app = checkedApp();
    const stack = new MonitoringStack(app, 'Test', { config: resolveConfig(least) });
    const code = Code.fromInline('none');
    const plain = new LambdaFunction(stack, 'Plain', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
    const basic = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const errors = ['LambdaDLQ', 'LambdaDefaultMemorySize', 'LambdaDefaultTimeout'].map((rule) => `Serverless-${rule}`);
    acknowledge(plain, 'This is about the warning alone.', `AwsSolutions-IAM4[Policy::${basic}]`, ...errors);
    expect(findings(app)).toContain('Serverless-LambdaTracing');
  });

  test('a queue without TLS and without an end would be found, by both packs', () => {
    const app = checkedApp();
    new Queue(new MonitoringStack(app, 'Test', { config: resolveConfig(least) }), 'Extra');
    const found = findings(app);
    for (const id of ['AwsSolutions-SQS3', 'AwsSolutions-SQS4', 'Serverless-SQSRedrivePolicy']) expect(found).toContain(id);
  });
});
