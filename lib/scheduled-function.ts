import { Duration } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, type ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, type ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import type { FunctionName } from './bundle.ts';
import { MonitorFunction, type MonitorFunctionProps } from './function.ts';
import { SEND_WITH_KEY } from './message-key.ts';
import { services } from './service-principals.ts';

export interface ScheduledFunctionProps extends Omit<MonitorFunctionProps, 'name'> {
  readonly name: Exclude<FunctionName, 'report-incident' | 'answer'>;
  /** Gets what a schedule could not start. */
  readonly undelivered: IQueue;
  /** Gets what each run by a schedule ended with, failed or not, and hands it to the function after its delay. @default none */
  readonly between?: IQueue;
}

/** A function that runs by schedules. A run that fails is not tried again: the next one comes by itself. */
export class ScheduledFunction extends Construct {
  readonly function: MonitorFunction;
  readonly #target: ScheduleTargetBaseProps;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    this.function = new MonitorFunction(this, 'Check', props);
    const { function: lambda } = this.function;
    const { between } = props;
    const ended = between && this.#endsIn(between);
    lambda.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      ...(ended && { onSuccess: ended, onFailure: ended }),
    });
    if (between) this.#runBetween(between);
    acknowledge(
      lambda,
      'A run that failed or was never started is told by the alarms of the function; what it was asked to do is in its schedule.',
      'Serverless-LambdaAsyncFailureDestination',
    );
    const role = new Role(this, 'SchedulerRole', { assumedBy: services.scheduler(this) });
    acknowledgeWildcard(
      role,
      `${lambda.functionArn}:*`,
      'The CDK lets the schedule invoke the function and its versions; there is one function.',
    );
    // Scheduler hands over with this role, and the CDK grants the queue without its key.
    props.undelivered.encryptionMasterKey?.grant(role, ...SEND_WITH_KEY);
    this.#target = { role, retryAttempts: 0, maxEventAge: Duration.seconds(60), deadLetterQueue: props.undelivered };
  }

  /** The CDK would grant more of a key than a sender needs. */
  #endsIn({ queueArn, encryptionMasterKey }: IQueue): SqsDestination {
    encryptionMasterKey?.grant(this.function.function, ...SEND_WITH_KEY);
    return new SqsDestination(Queue.fromQueueArn(this, 'Ended', queueArn));
  }

  /** A run that comes by the queue is invoked in another way (synchronously), and leaves nothing there: there is one between two. */
  #runBetween(queue: IQueue): void {
    this.function.function.addEventSource(new SqsEventSource(queue, { batchSize: 1, maxConcurrency: 2 }));
    acknowledge(
      this.function,
      'A mapping of a queue has no such destination: a run that failed is counted, and is not made up for.',
      'Serverless-LambdaEventSourceMappingDestination',
    );
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
