import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { screenOf } from '../cli/screen.ts';
import { applyOverrides, resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { costText } from '../functions/shared/cost/cost.ts';
import { MonitoringStack } from '../lib/monitoring-stack.ts';

const app = new App();
const screen = screenOf(process);
const context = (key: string): string | undefined => app.node.tryGetContext(key);
const config = await configFor();
// The template goes to standard output, so this must not.
screen.complain(costText(config));

new MonitoringStack(app, `AtlasMLMonitor-${config.environment}`, {
  config,
  description: `AtlasML Monitor, ${config.environment}`,
  env: {
    ...(process.env.CDK_DEFAULT_ACCOUNT && { account: process.env.CDK_DEFAULT_ACCOUNT }),
    region: context('stackRegion') ?? process.env.CDK_DEFAULT_REGION ?? config.logs?.region ?? 'us-east-1',
  },
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/** The configuration of `-c config=FILE`, by default monitor.config.ts, with the values of -c laid over it. */
async function configFor(): Promise<MonitorConfig> {
  const file = context('config') ?? 'monitor.config.ts';
  const { default: userConfig } = (await import(pathToFileURL(resolve(file)).href)) as { default: MonitorConfigInput };
  const overrides = {
    url: context('url'),
    email: context('email'),
    logGroup: context('logGroup'),
    region: context('region'),
    environment: context('environment'),
    slackWebhookParameter: context('slackWebhookParameter'),
  };
  try {
    return resolveConfig(applyOverrides(userConfig, overrides), `The configuration (${file} and -c values)`);
  } catch (error) {
    screen.complain((error as Error).message);
    process.exit(1);
  }
}
