import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock, MetricStore } from '../ports.ts';
import { functionLogGroup } from '../signals/figures.ts';
import { awsClient } from './client.ts';
import { withFigures } from './figure-source.ts';
import { insightsLogSource } from './log-source.ts';
import { cloudWatchMetricStore } from './metric-store.ts';

/** Every series of a deployed monitor: of CloudWatch, and of the logs of its functions, in the region of the stack. */
export function deployedSeries(
  slug: string,
  clock: Clock,
  { cloudWatch = awsClient(CloudWatchClient), logs }: { cloudWatch?: CloudWatchClient; logs?: CloudWatchLogsClient } = {},
): Pick<MetricStore, 'read'> {
  return withFigures(cloudWatchMetricStore(slug, cloudWatch), (name) =>
    insightsLogSource({ group: functionLogGroup(slug, name) }, clock, logs),
  );
}
