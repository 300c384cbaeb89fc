import { CloudWatchClient, GetMetricWidgetImageCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmDefinition } from '../signals/alarm-definitions.ts';
import { METRICS, NAMESPACE } from '../signals/metrics.ts';
import { nativeOf } from '../signals/native-alarms.ts';
import { readersTime } from '../text/readers-time.ts';
import { awsClient } from './client.ts';

const SIZE = { width: 800, height: 300 };
/** Drawing takes longer than reading, but a message does without its picture sooner than it waits. */
const DRAWING = { answerMs: 4_000, totalMs: 5_000, attempts: 2 };

/**
 * A picture of what an alarm watches, with its threshold, PNG.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Metric-Widget-Structure.html
 */
export async function chartOf(
  definition: AlarmDefinition,
  window: { startMs: number; endMs: number },
  timezone?: string,
  client = awsClient(CloudWatchClient, DRAWING),
): Promise<Uint8Array> {
  const { signal, dimensions, threshold, title, metric } = nativeOf(definition);
  const widget = {
    ...SIZE,
    title,
    metrics: [[NAMESPACE, METRICS[metric].name, ...Object.entries(dimensions).flat(), { stat: signal.statistic }]],
    period: Math.max(signal.periodSeconds, 60),
    start: new Date(window.startMs).toISOString(),
    end: new Date(window.endMs).toISOString(),
    annotations: { horizontal: [{ value: threshold, label: `alarm ${signal.comparison} ${threshold}` }] },
    timezone: readersTime(timezone).offset(window.endMs),
  };
  const { MetricWidgetImage } = await client.send(
    new GetMetricWidgetImageCommand({ MetricWidget: JSON.stringify(widget), OutputFormat: 'png' }),
  );
  if (!MetricWidgetImage) throw new Error('CloudWatch drew nothing');
  return MetricWidgetImage;
}
