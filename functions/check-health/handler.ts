import type { Context, SQSEvent } from 'aws-lambda';
import { ownMetricStore } from '../shared/aws/own-metrics.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { parameterSecrets } from '../shared/aws/secrets.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock, within } from '../shared/clock.ts';
import { independentTargetOf } from '../shared/config/asked-for.ts';
import type { AppTotals, EndpointObservation, HealthObservation, IndependentTarget, Observation } from '../shared/observation.ts';
import { figuresOf } from '../shared/signals/figures.ts';
import { appTotalsOf } from './app-metrics/scrape.ts';
import { askAgain } from './ask-again.ts';
import { downBefore } from './between.ts';
import { summary } from './check.ts';
import { independentOf } from './independent.ts';
import { type RunPorts, runBetween, runHealth } from './run.ts';

/** No metric waits longer for what was remembered. */
const LONGEST_READ_MS = 2_000;
const store = dynamoStateStore(requiredEnv('TABLE_NAME'));
/** A table that cannot be read, or hangs, leaves it unknown: then nothing is explained by the monitor's own network. */
const remembered = (): Promise<Observation[]> => within(LONGEST_READ_MS, store.observations).catch(() => []);
let reading: Promise<Observation[]> | undefined;
/** What the process before left, asked once. */
const atBegin = (): Promise<Observation[]> => {
  reading ??= remembered();
  return reading;
};
const stores = { store, metrics: ownMetricStore(config.slug, 'health', { ...config, observations: atBegin }) };
const ports: RunPorts = {
  clock: systemClock,
  secrets: parameterSecrets(systemClock),
  async publish(seen, metrics, kept) {
    const observation = await publish(seen, metrics, stores, { ...config, kept });
    return { ...observation, published: [...kept, ...metrics] };
  },
};

const target = independentTargetOf(config);

/** The run by the schedule before this one may have been another process's. */
const RECENT_MS = 90_000;

/** What the run before left; read from the table by the first run of a process. */
let independent: IndependentTarget | undefined;
let app: AppTotals | undefined;
let last: HealthObservation | undefined;

async function before() {
  if ((independent || !target) && (app || !config.metrics)) return { independent, app };
  const observations = await (last ? remembered() : atBegin());
  independent ??= independentOf(observations);
  app ??= appTotalsOf(observations);
  return { independent, app };
}

async function bySchedule() {
  last = await runHealth(config, ports, before(), target);
  independent = last.independent;
  app = last.app?.totals;
  return { summary: summary(last), endpoints: shown(last.endpoints), figures: figuresOf(last.published) };
}

async function between(event: SQSEvent) {
  const isRecent = last && systemClock.now() - last.atMs < RECENT_MS;
  const lastRun = async () => (isRecent ? last : undefined) ?? (await remembered()).find((o) => o.check === 'health');
  const seen = await runBetween(config, ports, downBefore(event), lastRun, target);
  if (!seen) return { between: 'nothing new', endpoints: [] };
  return { between: summary(seen), endpoints: shown(seen.endpoints), figures: figuresOf(seen.published) };
}

/** Of more endpoints those that are well are only counted: this is logged each minute, and handed on to the run between by SQS. */
const MOST_SHOWN = 20;

function shown(endpoints: readonly EndpointObservation[]): Pick<EndpointObservation, 'endpoint' | 'verdict' | 'sentence'>[] {
  const few = endpoints.length <= MOST_SHOWN ? endpoints : endpoints.filter(({ verdict }) => verdict !== 'up');
  return few.map(({ endpoint, verdict, sentence }) => ({ endpoint, verdict, sentence }));
}

/**
 * @param event `{ again: true, about: […] }` from the reporter, which wants to know how these endpoints are while it writes; what a run by the
 * schedule left in a queue that delays it; all else is the schedule.
 */
export const handler = (event: { again?: boolean; about?: string[] } | SQSEvent | undefined, context: Context) =>
  runFunction<object>('check-health', context, async () => {
    if (event && 'Records' in event) return between(event);
    return event?.again === true ? askAgain(config, ports, event.about) : bySchedule();
  });
