import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { FULL } from './support.ts';

test.each([
  ['the commercial partition', 'eu-central-1', 'aws', 'console.aws.amazon.com'],
  ['China', 'cn-north-1', 'aws-cn', 'console.amazonaws.cn'],
  ['GovCloud', 'us-gov-west-1', 'aws-us-gov', 'console.amazonaws-us-gov.com'],
  ['the European Sovereign Cloud', 'eusc-de-east-1', 'aws-eusc', 'console.amazonaws-eusc.eu'],
])('in %s each ARN is of that partition, and each alarm links to its console', (_title, region, partition, host) => {
  const context = { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:enablePartitionLiterals': true };
  const app = new App({ context, builtinCloudFormationValidation: false });
  const config = resolveConfig({ ...FULL, logs: { group: 'g', region }, customerManagedKey: true });
  const template = Template.fromStack(new MonitoringStack(app, 'Test', { config, env: { region, account: '111122223333' } }));
  const arns = [...JSON.stringify(template.toJSON()).matchAll(/arn:([\w-]+):/g)].map(([, found]) => found);
  expect(arns.length).toBeGreaterThan(10);
  expect(new Set(arns)).toEqual(new Set([partition]));
  const described = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((a) =>
    String(a.Properties.AlarmDescription),
  );
  const linked = described.filter((text) => text.includes('https://'));
  expect(linked.length).toBeGreaterThan(10);
  for (const text of linked) expect(text).toContain(`https://${region}.${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/`);
});
