import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { betweenDelaySeconds } from '../functions/check-health/between.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { acknowledge } from './acknowledge.ts';
import { TIMEOUTS } from './function.ts';
import { keyOfQueues } from './message-key.ts';

/** A wake-up is tried so often before it goes to the dead-letter queue. */
const MOST_RECEIVES = 5;
/** One request for a key serves an hour of messages. */
const KEY_REUSE = Duration.hours(1);

export interface Queues {
  /** What wakes the reporter: changes of alarms, and a schedule. */
  readonly wakeUps: Queue;
  /** Wake-ups that the reporter failed on. */
  readonly deadLetters: Queue;
  /** What SNS and EventBridge Scheduler could not hand over: changes of alarms, starts of functions. */
  readonly undelivered: Queue;
  /** What a run of check-health leaves for the one between it and the next. */
  readonly betweenRuns: Queue;
}

/** The queues on the way from an alarm to the reporter, encrypted, over TLS alone. */
export function queues(scope: Construct, config: MonitorConfig, key: IKey | undefined): Queues {
  const common: QueueProps = {
    enforceSSL: true,
    ...(key
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: keyOfQueues(scope, key), dataKeyReuse: KEY_REUSE }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  };
  const deadLetters = new Queue(scope, 'DeadLetters', { ...common, retentionPeriod: Duration.days(14) });
  const wakeUps = new Queue(scope, 'WakeUps', {
    ...common,
    // AWS asks for at least six times the function's time-out; one is enough for a function that saves its progress.
    visibilityTimeout: Duration.seconds(90),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MOST_RECEIVES },
  });
  // Short, so that its alarm ends by itself: what was not started is not made up for.
  const undelivered = new Queue(scope, 'Undelivered', { ...common, retentionPeriod: Duration.days(4) });
  const betweenRuns = new Queue(scope, 'BetweenRuns', {
    ...common,
    deliveryDelay: Duration.seconds(betweenDelaySeconds(config)),
    // Lambda asks for the function's time at least, so that a run that failed is forgotten before its message comes again.
    visibilityTimeout: TIMEOUTS['check-health'],
    retentionPeriod: Duration.seconds(60),
  });
  acknowledge(
    betweenRuns,
    'A run that failed is counted by its own alarm, and is not made up for: the next one by the schedule comes within the minute.',
    'AwsSolutions-SQS3',
    'Serverless-SQSRedrivePolicy',
  );
  for (const last of [deadLetters, undelivered]) {
    acknowledge(
      last,
      'What others could not take ends here, and an alarm tells of it.',
      'AwsSolutions-SQS3',
      'Serverless-SQSRedrivePolicy',
    );
  }
  return { wakeUps, deadLetters, undelivered, betweenRuns };
}
