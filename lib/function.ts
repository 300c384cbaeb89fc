import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { inBatches } from '../functions/shared/aws/batches.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { MOST_READ_ALONE } from '../functions/shared/config/secrets-of.ts';
import { functionLogGroup } from '../functions/shared/signals/figures.ts';
import { acknowledge } from './acknowledge.ts';
import { bundle, type FunctionName } from './bundle.ts';
import { secretsFor } from './function-secrets.ts';
import { services } from './service-principals.ts';

const NAMES_PER_STATEMENT = 20;

export interface MonitorFunctionProps {
  readonly name: FunctionName;
  readonly config: MonitorConfig;
  readonly timeout: Duration;
  readonly environment: Record<string, string>;
  /** @default 256, which makes a cold start of the SDK bearable */
  readonly memorySize?: number;
  /** So many at one time, kept for it and never more. @default as many as the account has */
  readonly reservedConcurrency?: number;
  /** @default none: the function runs outside any VPC */
  readonly network?: { readonly vpc: IVpc; readonly vpcSubnets: SubnetSelection; readonly securityGroups: ISecurityGroup[] };
}

/** A Lambda function with its own log group and a role that starts with nothing but writing there. */
export class MonitorFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: MonitorFunctionProps) {
    super(scope, id);
    const { name, config, timeout, environment, memorySize = 256, network, reservedConcurrency } = props;
    const logGroup = new LogGroup(this, 'Log', {
      // By its name whoever reads the figures of the runs finds it.
      logGroupName: functionLogGroup(config.slug, name),
      // A monthly checklist compares with the month before.
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: services.lambda(this) });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: `atlasml-${config.slug}-${name}`,
      description: `AtlasML Monitor: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundle(name, config),
      role,
      timeout,
      memorySize,
      environment,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      ...network,
    });
    logGroup.grantWrite(role);
    this.#allowParameters(secretsFor(name, config));
    acknowledge(
      role,
      'Only actions that take no resource, or none that can be named (PutMetricData, GetMetricData, GetMetricStatistics, DescribeAlarms, ListAlarmMuteRules, GetMetricWidgetImage, StopQuery, GetSubscriptionAttributes, EC2 network interfaces), use it; PutMetricData is held to our namespace by a condition.',
      'AwsSolutions-IAM5[Resource::*]',
    );
    acknowledge(
      this.function,
      'A run that failed is counted by its own alarm, and is not made up for: the next one sees what is then so.',
      'Serverless-LambdaDLQ',
    );
    acknowledge(
      this.function,
      'Each run logs what it asked and how long that took; X-Ray would cost for each run and tell the same.',
      'Serverless-LambdaTracing',
    );
  }

  /** Lets the function do something; every wildcard needs its written reason where it is made. */
  allow(...actions: string[]): { on(...resources: string[]): void } {
    return { on: (...resources) => this.function.addToRolePolicy(new PolicyStatement({ actions, resources })) };
  }

  /** Lets the function read parameters by name, and nothing else from Parameter Store. */
  #allowParameters(names: string[]): void {
    if (names.length === 0) return;
    const stack = Stack.of(this);
    const actions = ['ssm:GetParameter', ...(names.length > MOST_READ_ALONE ? ['ssm:GetParameters'] : [])];
    // The CDK shares statements out among several policies, where one would be too long; it does not cut a statement.
    for (const few of inBatches(names, { most: NAMES_PER_STATEMENT })) {
      this.allow(...actions).on(...few.map((name) => stack.formatArn({ service: 'ssm', resource: `parameter${name}` })));
    }
  }

  /** Lets the function write the monitor's own metrics. PutMetricData takes no resource; the condition does its work. */
  allowOwnMetrics(namespace: string): void {
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
      }),
    );
  }
}

/** Time-outs of the functions; each must end before the next run of its schedule matters. */
export const TIMEOUTS = {
  'check-health': Duration.seconds(150),
  'check-logs': Duration.seconds(120),
  'check-memory': Duration.seconds(30),
  'report-incident': Duration.seconds(60),
  'verify-delivery': Duration.seconds(60),
  'send-digest': Duration.seconds(120),
  // It waits for the reporter.
  answer: Duration.seconds(75),
} satisfies Record<FunctionName, Duration>;
