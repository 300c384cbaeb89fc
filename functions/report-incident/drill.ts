import type { MonitorConfig } from '../shared/config/schema.ts';
import { deliverToAll } from '../shared/delivery/deliver-to-all.ts';
import { drillMessage } from '../shared/message/test-message.ts';
import type { Receiver } from '../shared/ports.ts';
import { drillAlarmName } from '../shared/signals/alarm-definitions.ts';
import type { WakeUp } from './wake-up.ts';

type DrillConfig = Pick<MonitorConfig, 'service' | 'environment' | 'slug' | 'runbookUrl'>;

/**
 * Answers the alarm that is set off on purpose: tells every receiver how long its way took. What is told rests on the
 * event, not on the alarm's state, which CloudWatch corrects within a minute.
 * @param way what the drill went through, where that is not AWS.
 * @returns how long it took, ms, or undefined when this is no drill.
 * @throws when no receiver took it; one that failed is named to the next.
 */
export async function answerDrill(
  wokenBy: WakeUp[],
  config: DrillConfig,
  receivers: Receiver[],
  nowMs: number,
  way?: string,
): Promise<number | undefined> {
  const alarm = wokenBy.find((w) => w.kind === 'fire' && w.alarm.name === drillAlarmName(config.slug));
  if (alarm?.kind !== 'fire') return undefined;
  const startedMs = alarm.alarm.whenMs ?? nowMs;
  const failures = await deliverToAll(receivers, (before) =>
    drillMessage(
      config,
      startedMs,
      nowMs,
      before.map(({ error }) => `another receiver did not get this drill. ${error.message}`),
      way,
    ),
  );
  if (failures.length === receivers.length) {
    const errors = failures.map(({ error }) => error);
    throw new AggregateError(errors, `nobody got the drill: ${errors.map((e) => e.message).join('; ')}`);
  }
  return nowMs - startedMs;
}
