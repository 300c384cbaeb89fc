import { CfnResource, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ConfigError } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { monitor } from './monitor.ts';

export interface MonitoringStackProps extends StackProps {
  readonly config: MonitorConfig;
}

/** Everything that `cdk deploy` creates for one service. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    monitor(this, config);
  }
}

export interface SharedStackProps extends StackProps {
  readonly configs: MonitorConfig[];
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;

/** Several services in one stack, each with all that it has in a stack of its own, under the same names. */
export class SharedStack extends Stack {
  /** @throws ConfigError when it would be more than CloudFormation takes. */
  constructor(scope: Construct, id: string, { configs, ...props }: SharedStackProps) {
    super(scope, id, props);
    const counts = configs.map((config) => {
      const part = new Construct(this, config.slug);
      monitor(part, config);
      return { slug: config.slug, count: part.node.findAll().filter((one) => CfnResource.isCfnResource(one)).length };
    });
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    if (total <= MOST_RESOURCES) return;
    const each = counts.map(({ slug, count }) => `${slug} ${count}`).join(', ');
    throw new ConfigError('-c oneStack', [
      `one stack would hold ${total} resources (${each}), and CloudFormation takes ${MOST_RESOURCES}; leave -c oneStack out, so that each service has a stack of its own`,
    ]);
  }
}
