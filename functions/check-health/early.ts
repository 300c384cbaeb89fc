import type { EndpointConfig } from '../shared/config/schema.ts';
import type { EndpointObservation, HealthObservation } from '../shared/observation.ts';
import type { Clock } from '../shared/ports.ts';
import type { Metric } from '../shared/signals/metrics.ts';
import { noneAnswered } from './independent.ts';
import { endpointMetrics } from './metrics.ts';

/** Endpoints that fail together are known nearly together, and cost one call. */
const SETTLE_MS = 1_000;

/** Publishes what is known so far: the observation, the metrics that are new, and those that are out. */
export type PublishSoFar = (seen: HealthObservation, metrics: Metric[], kept: Metric[]) => Promise<unknown>;

export interface Early {
  /** Takes an endpoint that is known. */
  seen(endpoint: EndpointObservation): void;
  /** When all are known: what is out, so that it is not published twice. */
  ended(): Promise<Metric[]>;
}

/**
 * Publishes endpoints that are down while others keep the run waiting: one that hangs must not delay the news of the rest. Where
 * no endpoint has given any sign yet it waits, for then the monitor's own network may be to blame. What could not be
 * published is left to the end of the run.
 */
export function publishEarly(endpoints: EndpointConfig[], clock: Clock, publish: PublishSoFar): Early {
  const known: EndpointObservation[] = [];
  const out = new Map<EndpointObservation, Metric[]>();
  let isOver = false;
  let published: Promise<void> | undefined;
  const isDue = () =>
    !isOver &&
    known.length < endpoints.length &&
    known.some((e) => e.verdict === 'down' && !out.has(e)) &&
    !noneAnswered({ endpoints: known }, { endpoints });
  const settled = async () => {
    await clock.sleep(SETTLE_MS);
    if (!isDue()) return;
    const fresh = known.filter((e) => !out.has(e));
    const metrics = fresh.map(endpointMetrics);
    const seen = known.toSorted((a, b) => placeOf(a) - placeOf(b));
    try {
      await publish({ check: 'health', atMs: clock.now(), endpoints: seen }, metrics.flat(), [...out.values()].flat());
      fresh.forEach((e, i) => void out.set(e, metrics[i] ?? []));
    } catch {
      // What failed once may fail for as long as the run takes.
      isOver = true;
    }
  };
  const placeOf = ({ endpoint }: EndpointObservation) => endpoints.findIndex(({ name }) => name === endpoint);
  const publishing = () => {
    if (published || !isDue()) return;
    published = settled().finally(() => {
      published = undefined;
      publishing();
    });
  };
  return {
    seen(endpoint) {
      known.push(endpoint);
      publishing();
    },
    async ended() {
      isOver = true;
      await published;
      return [...out.values()].flat();
    },
  };
}
