import { CfnResource, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { scheduledEndpoints } from '../functions/shared/config/asked-for.ts';
import { ConfigError } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { MOST_IN_ONE_TEMPLATE } from '../functions/shared/signals/alarm-definitions.ts';
import { monitor } from './monitor.ts';

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;

/** How many resources of a part stand in the template of a stack; those of nested stacks stand in their own. */
function resourcesOf(part: IConstruct, stack: Stack): number {
  return part.node.findAll().filter((one) => CfnResource.isCfnResource(one) && one.stack === stack).length;
}

/** With many endpoints a template is written without line breaks: a megabyte is all that CloudFormation takes, and they are a third of it. */
function writtenFor(configs: MonitorConfig[]): StackProps {
  return { suppressTemplateIndentation: configs.some((config) => scheduledEndpoints(config).length > MOST_IN_ONE_TEMPLATE) };
}

export interface MonitoringStackProps extends StackProps {
  readonly config: MonitorConfig;
}

/** Everything that `cdk deploy` creates for one service. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: MonitoringStackProps) {
    super(scope, id, { ...writtenFor([config]), ...props });
    monitor(this, config);
    const count = resourcesOf(this, this);
    if (count <= MOST_RESOURCES) return;
    throw new ConfigError('The configuration', [
      `the stack of ${config.slug} would hold ${count} resources, and CloudFormation takes ${MOST_RESOURCES}; each address of e-mail is one (there are ${config.email.length}), so name a mailing list in their place, or share the endpoints out among several services`,
    ]);
  }
}

export interface SharedStackProps extends StackProps {
  readonly configs: MonitorConfig[];
}

/** Several services in one stack, each with all that it has in a stack of its own, under the same names. */
export class SharedStack extends Stack {
  /** @throws ConfigError when it would be more than CloudFormation takes. */
  constructor(scope: Construct, id: string, { configs, ...props }: SharedStackProps) {
    super(scope, id, { ...writtenFor(configs), ...props });
    const counts = configs.map((config) => {
      const part = new Construct(this, config.slug);
      monitor(part, config);
      return { slug: config.slug, count: resourcesOf(part, this) };
    });
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    if (total <= MOST_RESOURCES) return;
    const each = counts.map(({ slug, count }) => `${slug} ${count}`).join(', ');
    throw new ConfigError('-c oneStack', [
      `one stack would hold ${total} resources (${each}), and CloudFormation takes ${MOST_RESOURCES}; leave -c oneStack out, so that each service has a stack of its own`,
    ]);
  }
}
