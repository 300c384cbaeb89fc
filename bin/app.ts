import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { screenOf } from '../cli/screen.ts';
import { ConfigError } from '../functions/shared/config/load.ts';
import { costText } from '../functions/shared/cost/cost.ts';
import { type AskedOfCdk, askedOfCdk } from '../lib/asked-of-cdk.ts';
import { MonitoringStack } from '../lib/monitoring-stack.ts';

const app = new App();
const screen = screenOf(process);
const { config, stackRegion } = await asked();
// The template goes to standard output, so this must not.
screen.complain(costText(config));

new MonitoringStack(app, `AtlasMLMonitor-${config.environment}`, {
  config,
  description: `AtlasML Monitor, ${config.environment}`,
  env: {
    ...(process.env.CDK_DEFAULT_ACCOUNT && { account: process.env.CDK_DEFAULT_ACCOUNT }),
    region: stackRegion ?? process.env.CDK_DEFAULT_REGION ?? config.logs?.region ?? 'us-east-1',
  },
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

/** What is wrong is said in sentences: a stack trace would only be about this file. */
async function asked(): Promise<AskedOfCdk> {
  try {
    return await askedOfCdk(app.node.getAllContext());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    screen.complain(error.message);
    process.exit(1);
  }
}
