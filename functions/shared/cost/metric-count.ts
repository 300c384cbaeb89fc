import type { MonitorConfig } from '../config/schema.ts';
import { alarmsOf } from '../signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../signals/native-alarms.ts';

/** How many metrics a configuration publishes to CloudWatch, each with its dimensions: those that an alarm watches. */
export function metricCount(config: MonitorConfig): number {
  return new Set(nativeAlarmsOf(alarmsOf(config)).map(({ metric, dimensions }) => JSON.stringify([metric, dimensions]))).size;
}
