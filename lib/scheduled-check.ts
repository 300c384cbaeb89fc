import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, type ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
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
  readonly #target: ScheduleTargetBaseProps;

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
    this.#target = { role, retryAttempts: 0, maxEventAge: Duration.seconds(60) };
    this.run('Schedule', ScheduleExpression.rate(every), `Runs ${props.name} of AtlasML Monitor`);
  }

  /** Runs it by a schedule, each time with the input. */
  run(id: string, schedule: ScheduleExpression, description: string, input?: object): void {
    const target = new LambdaInvoke(this.check.function, {
      ...this.#target,
      ...(input && { input: ScheduleTargetInput.fromObject(input) }),
    });
    new Schedule(this, id, { schedule, timeWindow: TimeWindow.off(), description, target });
  }
}
