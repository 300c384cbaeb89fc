import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { NAMESPACE } from '../functions/shared/metrics.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { FunctionName } from './bundle.ts';
import { MonitorFunction, type MonitorFunctionProps } from './function.ts';

export interface ScheduledCheckProps extends Omit<MonitorFunctionProps, 'name'> {
  readonly name: Exclude<FunctionName, 'report-incident'>;
  /** @default each minute */
  readonly every?: Duration;
}

/** A check and the schedule that runs it. A run that fails is not tried again: the next one comes soon. */
export class ScheduledCheck extends Construct {
  readonly check: MonitorFunction;

  constructor(scope: Construct, id: string, { every = Duration.minutes(1), ...props }: ScheduledCheckProps) {
    super(scope, id);
    this.check = new MonitorFunction(this, 'Check', props);
    this.check.allowOwnMetrics(NAMESPACE);
    this.check.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) });
    const role = new Role(this, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    acknowledgeWildcard(
      role,
      `${this.check.function.functionArn}:*`,
      'The CDK lets the schedule invoke the function and its versions; there is one function.',
    );
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.rate(every),
      timeWindow: TimeWindow.off(),
      description: `Runs ${props.name} of AtlasML Monitor`,
      target: new LambdaInvoke(this.check.function, { role, retryAttempts: 0, maxEventAge: Duration.seconds(60) }),
    });
  }
}
