import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { taskOwnerOf } from '../functions/report-incident/keep-task-changes.ts';
import { showsPictures } from '../functions/shared/config/asked-for.ts';
import type { MonitorConfig, SesConfig } from '../functions/shared/config/schema.ts';
import { NAMESPACE } from '../functions/shared/signals/metrics.ts';
import { acknowledge } from './acknowledge.ts';
import { alarmTopic } from './alarm-topic.ts';
import { MonitorFunction, TIMEOUTS } from './function.ts';
import { messageKey, SEND_WITH_KEY } from './message-key.ts';
import { queues } from './queues.ts';
import { SEND_BY_SES, sesIdentityArn } from './ses-identity-arn.ts';
import { listenToTasks } from './task-changes.ts';

/** From alarm changes to messages: SNS, a queue with a dead-letter queue, the reporter, and what it remembers. */
export class IncidentReporter extends Construct {
  /** Alarms publish their changes here. */
  readonly changes: Topic;
  /** Its subscribers are the people. */
  readonly alerts: Topic;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly undelivered: Queue;
  readonly betweenRuns: Queue;
  readonly table: Table;
  readonly reporter: MonitorFunction;
  readonly #key: IKey | undefined;
  readonly #ses: SesConfig | undefined;

  constructor(scope: Construct, id: string, { config }: { readonly config: MonitorConfig }) {
    super(scope, id);
    this.#ses = config.ses;
    const prefix = `atlasml-${config.slug}`;
    const changesName = `${prefix}-alarm-changes`;
    this.#key = messageKey(this, config, changesName);
    const masterKey = this.#key && { masterKey: this.#key };
    this.changes = alarmTopic(this, 'Changes', config.slug, { topicName: changesName, ...masterKey });
    this.alerts = alarmTopic(this, 'Alerts', config.slug, {
      topicName: `${prefix}-alerts`,
      displayName: `${config.service} alerts`,
      ...masterKey,
    });
    for (const address of config.email) this.alerts.addSubscription(new EmailSubscription(address));
    acknowledge(
      this.alerts,
      'SNS tries a mail again for hours; verify-delivery counts what failed, and the other channel tells of it.',
      'Serverless-SNSRedrivePolicy',
    );
    const all = queues(this, config, this.#key);
    const { wakeUps, deadLetters, undelivered } = all;
    this.queue = wakeUps;
    this.deadLetters = deadLetters;
    this.undelivered = undelivered;
    this.betweenRuns = all.betweenRuns;
    this.changes.addSubscription(new SqsSubscription(this.queue, { deadLetterQueue: undelivered }));
    this.table = new Table(this, 'State', {
      partitionKey: { name: 'kind', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // It holds the ended incidents of a year. CloudFormation names it, so a stack that is deployed again makes another.
      removalPolicy: config.deleteArchiveOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.reporter = new MonitorFunction(this, 'Reporter', {
      name: 'report-incident',
      config,
      timeout: TIMEOUTS['report-incident'],
      environment: { TABLE_NAME: this.table.tableName, ALERT_TOPIC_ARN: this.alerts.topicArn },
    });
    this.#grant(config);
    // No change waits for others: what was in a message already is not told once more (`worthTelling` in reconcile/).
    this.reporter.function.addEventSource(new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency: 2 }));
    acknowledge(
      this.reporter,
      'A mapping of a queue has no such destination: what fails goes to the dead-letter queue of the queue.',
      'Serverless-LambdaEventSourceMappingDestination',
    );
    this.#wakeEachMinute();
    const tasks = taskOwnerOf(config);
    if (tasks) listenToTasks(this, tasks, all);
  }

  /** Lets the reporter ask how the endpoints are while it writes a message about them. */
  askAgainBy({ function: checkHealth }: MonitorFunction): void {
    this.reporter.function.addEnvironment('CHECK_HEALTH', checkHealth.functionName);
    this.reporter.allow('lambda:InvokeFunction').on(checkHealth.functionArn);
  }

  /** Lets a function write to the people. */
  letSendAlerts(fn: MonitorFunction): void {
    if (this.#ses) {
      fn.allow(...SEND_BY_SES).on(sesIdentityArn(this, this.#ses));
      return;
    }
    fn.allow('sns:Publish').on(this.alerts.topicArn);
    if (this.#key) fn.allow(...SEND_WITH_KEY).on(this.#key.keyArn);
  }

  #grant(config: MonitorConfig): void {
    this.reporter.allow('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query').on(this.table.tableArn);
    this.letSendAlerts(this.reporter);
    // A list of names is not a resource that DescribeAlarms is authorised on; it reads states and changes nothing.
    this.reporter.allow('cloudwatch:DescribeAlarms').on('*');
    if (showsPictures(config)) this.reporter.allow('cloudwatch:GetMetricWidgetImage').on('*');
    if (config.maintenance.length > 0) this.reporter.allow('cloudwatch:ListAlarmMuteRules').on('*');
    if (config.heartbeat) this.reporter.allowOwnMetrics(NAMESPACE);
  }

  /** Reminders and the end of an incident need no event, and an event that never came must not matter. */
  #wakeEachMinute(): void {
    new Schedule(this, 'EachMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      timeWindow: TimeWindow.off(),
      description: 'Wakes the reporter of AtlasML Monitor',
      target: new SqsSendMessage(this.queue, {
        retryAttempts: 3,
        maxEventAge: Duration.minutes(1),
        deadLetterQueue: this.undelivered,
      }),
    });
  }
}
