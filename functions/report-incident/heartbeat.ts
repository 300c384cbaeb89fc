import { publish } from '../shared/checks/publish.ts';
import type { Beat } from '../shared/delivery/heartbeat.ts';
import type { HeartbeatObservation } from '../shared/observation.ts';
import type { Clock, MetricStore, StateStore } from '../shared/ports.ts';
import type { Metric } from '../shared/signals/metrics.ts';

export interface HeartbeatPorts {
  beat(): Promise<Beat>;
  metrics: Pick<MetricStore, 'put' | 'allUntil'>;
  store: Pick<StateStore, 'saveObservation'>;
  clock: Clock;
  /** Takes what a failed run cannot return. @default the log of the function */
  log?(line: string): void;
}

/**
 * Runs, and tells the outside watcher that the monitor lives, whatever became of the run: a receiver that refuses is told
 * of elsewhere. What the watcher says of its check is published and kept, as the proof of its end.
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
  const { log = console.log } = ports;
  log(JSON.stringify({ heartbeat }));
  throw ran.reason;
}

async function tellWatcher({ beat, metrics, store, clock }: HeartbeatPorts): Promise<string> {
  const { text, known } = await beat();
  const sentence = known === false ? `${text}: the watcher knows no such check` : text;
  const observation: HeartbeatObservation = {
    check: 'heartbeat',
    atMs: clock.now(),
    ...(known !== undefined && { known }),
    sentence,
  };
  const seen: Metric[] = known === undefined ? [] : [{ key: 'heartbeatKnown', value: Number(known), dimensions: {} }];
  try {
    await publish(observation, seen, { store, metrics });
    return sentence;
  } catch (error) {
    return `${sentence}; not published (${(error as Error).name})`;
  }
}
