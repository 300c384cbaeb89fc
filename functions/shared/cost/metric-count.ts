import type { MonitorConfig } from '../config/schema.ts';
import { alarmsOf } from '../signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../signals/native-alarms.ts';
import { isSeldom } from '../signals/seldom.ts';

/** The metrics that a configuration publishes to CloudWatch, each with its dimensions: those that an alarm watches. */
export function metricCount(config: MonitorConfig): { each: number; seldom: number } {
  const natives = nativeAlarmsOf(alarmsOf(config));
  const keys = new Map(natives.map(({ metric, dimensions }) => [JSON.stringify([metric, dimensions]), metric]));
  const seldom = [...keys.values()].filter(isSeldom).length;
  return { each: keys.size - seldom, seldom };
}
