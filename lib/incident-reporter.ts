import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { taskOwnerOf } from '../functions/report-incident/keep-task-changes.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { slackParameters } from '../functions/shared/config/secrets-of.ts';
import { NAMESPACE } from '../functions/shared/signals/metrics.ts';
import { alarmTopic } from './alarm-topic.ts';
import { MonitorFunction, TIMEOUTS } from './function.ts';
import { listenToTasks } from './task-changes.ts';

/** A wake-up is tried so often before it goes to the dead-letter queue. */
const MOST_RECEIVES = 5;

/** From alarm changes to messages: SNS, a queue with a dead-letter queue, the reporter, and what it remembers. */
export class IncidentReporter extends Construct {
  /** Alarms publish their changes here. */
  readonly changes: Topic;
  /** Its subscribers are the people. */
  readonly alerts: Topic;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly table: Table;
  readonly reporter: MonitorFunction;

  constructor(scope: Construct, id: string, { config }: { readonly config: MonitorConfig }) {
    super(scope, id);
    const prefix = `atlasml-${config.environment}`;
    this.changes = alarmTopic(this, 'Changes', { topicName: `${prefix}-alarm-changes` });
    this.alerts = alarmTopic(this, 'Alerts', { topicName: `${prefix}-alerts`, displayName: `${config.service} alerts` });
    for (const address of config.email) this.alerts.addSubscription(new EmailSubscription(address));
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'WakeUps', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS asks for at least six times the function's time-out; one is enough for a function that saves its progress.
      visibilityTimeout: Duration.seconds(90),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MOST_RECEIVES },
    });
    this.changes.addSubscription(new SqsSubscription(this.queue));
    this.table = new Table(this, 'State', {
      partitionKey: { name: 'kind', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'Holds the open incident and the last observations, which the next runs make anew, and a record of ended incidents.',
    });
    this.reporter = new MonitorFunction(this, 'Reporter', {
      name: 'report-incident',
      config,
      timeout: TIMEOUTS['report-incident'],
      environment: { TABLE_NAME: this.table.tableName, ALERT_TOPIC_ARN: this.alerts.topicArn },
    });
    this.#grant(config);
    // Changes of the same moment are told together.
    this.reporter.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, maxBatchingWindow: Duration.seconds(5), maxConcurrency: 2 }),
    );
    this.#wakeEachMinute();
    const tasks = taskOwnerOf(config);
    if (tasks) listenToTasks(this, tasks, this.queue);
  }

  /** Lets the reporter ask how the endpoints are while it writes a message about them. */
  askAgainBy({ function: checkHealth }: MonitorFunction): void {
    this.reporter.function.addEnvironment('CHECK_HEALTH', checkHealth.functionName);
    this.reporter.allow('lambda:InvokeFunction').on(checkHealth.functionArn);
  }

  #grant(config: MonitorConfig): void {
    this.reporter.allow('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query').on(this.table.tableArn);
    this.reporter.allow('sns:Publish').on(this.alerts.topicArn);
    // A list of names is not a resource that DescribeAlarms is authorised on; it reads states and changes nothing.
    this.reporter.allow('cloudwatch:DescribeAlarms').on('*');
    if (config.slack?.botTokenParameter) this.reporter.allow('cloudwatch:GetMetricWidgetImage').on('*');
    if (config.maintenance.length > 0) this.reporter.allow('cloudwatch:ListAlarmMuteRules').on('*');
    if (config.heartbeat) this.reporter.allowOwnMetrics(NAMESPACE);
    this.reporter.allowParameters(
      [...slackParameters(config), config.heartbeat?.urlParameter, config.sentry?.dsnParameter].filter((p) => p !== undefined),
    );
  }

  /** Reminders and the end of an incident need no event, and an event that never came must not matter. */
  #wakeEachMinute(): void {
    new Schedule(this, 'EachMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      timeWindow: TimeWindow.off(),
      description: 'Wakes the reporter of AtlasML Monitor',
      target: new SqsSendMessage(this.queue, { retryAttempts: 3, maxEventAge: Duration.minutes(1) }),
    });
  }
}
