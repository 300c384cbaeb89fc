import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { screenOf } from '../cli/screen.ts';
import { ConfigError } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { costTextOf } from '../functions/shared/cost/cost.ts';
import { askedOfCdk } from '../lib/asked-of-cdk.ts';
import { stackRegionOf } from '../lib/log-region.ts';
import { MonitoringStack, SharedStack } from '../lib/monitoring-stack.ts';

const app = new App();
const screen = screenOf(process);
await orOneSentence(build);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

async function build(): Promise<void> {
  const { configs, stackRegion, isOneStack } = await askedOfCdk(app.node.getAllContext());
  // The template goes to standard output, so this must not.
  screen.complain(costTextOf(configs));
  const env = (config: MonitorConfig) => ({
    ...(process.env.CDK_DEFAULT_ACCOUNT && { account: process.env.CDK_DEFAULT_ACCOUNT }),
    region: stackRegionOf(config, stackRegion),
  });
  const [first] = configs;
  if (isOneStack && first) {
    // No hyphen: a stack of one service can never be called so.
    const description = `AtlasML Monitor: ${configs.map(({ slug }) => slug).join(', ')}`;
    new SharedStack(app, 'AtlasMLMonitors', { configs, description, env: env(first) });
    return;
  }
  for (const config of configs) {
    const description = `AtlasML Monitor, ${config.slug}`;
    new MonitoringStack(app, `AtlasMLMonitor-${config.slug}`, { config, description, env: env(config) });
  }
}

/** What is wrong is said in sentences: a stack trace would only be about this file. */
async function orOneSentence(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    screen.complain(error.message);
    process.exit(1);
  }
}
