import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import type { ChannelObservation, Observation } from '../../../functions/shared/observation.ts';
import type { Clock, LogSource, MetricStore, Secrets, TopicSource } from '../../../functions/shared/ports.ts';

/** All that is looked at in the account, with the rights of whoever asks. What cannot be read is thrown. */
export interface AwsPorts {
  config: MonitorConfig;
  clock: Clock;
  /** All whose names begin as those of this service do. */
  alarms(): Promise<MetricAlarm[]>;
  /** The ARN of a topic by its name; undefined where there is none. */
  topicNamed(name: string): Promise<string | undefined>;
  /** Where answers are taken, by Lambda. */
  answersUrl(): Promise<string>;
  topics: TopicSource;
  /** Whether SES would send; absent where it is not asked to. */
  askSes?: () => Promise<ChannelObservation>;
  metrics: Pick<MetricStore, 'read'>;
  secrets: Secrets;
  /** Undefined where the configuration names no log group. */
  logs: LogSource | undefined;
  /** In the region of the log. */
  logGroups(prefix: string): Promise<LogGroup[]>;
  /** The newest observation of each check, by the deployed reporter. */
  observations(): Promise<Observation[]>;
}
