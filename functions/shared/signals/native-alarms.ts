import { type AlarmDefinition, alarmName } from './alarm-definitions.ts';
import type { MetricKey } from './metrics.ts';
import { isSeldom } from './seldom.ts';
import { SHARED } from './sent.ts';
import type { Signal } from './signal.ts';

/** An alarm of CloudWatch: of one definition, or of all parts of a signal together, which share a gauge and an alarm there. */
export interface NativeAlarm extends AlarmDefinition {
  /** What it watches there. */
  metric: MetricKey;
  /** Those that it speaks for; which of them is meant stands in the observations. */
  parts: AlarmDefinition[];
}

/** The alarms that CloudWatch has for these, in the same order. */
export function nativeAlarmsOf(definitions: readonly AlarmDefinition[]): NativeAlarm[] {
  const natives = new Map<string, NativeAlarm>();
  for (const definition of definitions) {
    const native = nativeOf(definition);
    const known = natives.get(native.name);
    if (known) known.parts.push(definition);
    else natives.set(native.name, native);
  }
  return [...natives.values()];
}

/** The alarm of CloudWatch that stands for this one. */
export function nativeOf(definition: AlarmDefinition): NativeAlarm {
  const { dimensions } = definition;
  const shared = SHARED[definition.signal.metric];
  const metric = shared?.metric ?? definition.signal.metric;
  // Where it is sent seldom, what is missing says nothing.
  const signal: Signal = isSeldom(metric) ? { ...definition.signal, missingData: 'ignore' } : definition.signal;
  if (!shared) return { ...definition, signal, metric, parts: [definition] };
  const { Environment = '' } = dimensions;
  return {
    ...definition,
    signal,
    name: alarmName(Environment, signal.id, ''),
    subject: '',
    title: shared.title,
    dimensions: { Environment },
    metric,
    parts: [definition],
  };
}
