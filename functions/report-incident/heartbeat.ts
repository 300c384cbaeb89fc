import type { Beat } from '../shared/delivery/heartbeat.ts';
import type { Clock, MetricStore } from '../shared/ports.ts';

export interface HeartbeatPorts {
  beat(): Promise<Beat>;
  metrics: Pick<MetricStore, 'put'>;
  clock: Clock;
}

/**
 * Runs, and tells the outside watcher that the monitor lives, whatever became of the run: a receiver that refuses is told
 * of elsewhere. What the watcher says of its check is published.
 * @param ports undefined where no heartbeat is configured.
 * @throws what the run throws.
 */
export async function withHeartbeat<T extends object>(
  run: () => Promise<T>,
  ports: HeartbeatPorts | undefined,
): Promise<T & { heartbeat?: string }> {
  if (!ports) return run();
  const [ran] = await Promise.allSettled([run()]);
  const heartbeat = await tellWatcher(ports);
  if (ran.status === 'fulfilled') return { ...ran.value, heartbeat };
  console.log(JSON.stringify({ heartbeat }));
  throw ran.reason;
}

async function tellWatcher({ beat, metrics, clock }: HeartbeatPorts): Promise<string> {
  const { text, known } = await beat();
  if (known === undefined) return text;
  try {
    await metrics.put([{ key: 'heartbeatKnown', value: Number(known), dimensions: {} }], clock.now());
    return known ? text : `${text}, the watcher knows no such check`;
  } catch (error) {
    return `${text}, not published (${(error as Error).name})`;
  }
}
