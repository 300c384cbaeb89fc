import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, type ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, type ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { FunctionName } from './bundle.ts';
import { MonitorFunction, type MonitorFunctionProps } from './function.ts';

export interface ScheduledFunctionProps extends Omit<MonitorFunctionProps, 'name'> {
  readonly name: Exclude<FunctionName, 'report-incident'>;
}

/** A function that runs by schedules. A run that fails is not tried again: the next one comes by itself. */
export class ScheduledFunction extends Construct {
  readonly function: MonitorFunction;
  readonly #target: ScheduleTargetBaseProps;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    this.function = new MonitorFunction(this, 'Check', props);
    const { function: lambda } = this.function;
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) });
    const role = new Role(this, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    acknowledgeWildcard(
      role,
      `${lambda.functionArn}:*`,
      'The CDK lets the schedule invoke the function and its versions; there is one function.',
    );
    this.#target = { role, retryAttempts: 0, maxEventAge: Duration.seconds(60) };
  }

  /** Runs it by a schedule, each time with the input. */
  run(id: string, schedule: ScheduleExpression, description: string, input?: object): void {
    const target = new LambdaInvoke(this.function.function, {
      ...this.#target,
      ...(input && { input: ScheduleTargetInput.fromObject(input) }),
    });
    new Schedule(this, id, { schedule, timeWindow: TimeWindow.off(), description, target });
  }
}
