import type { Offer } from '../../functions/report-incident/tell/offered.ts';
import { composeDigest } from '../../functions/send-digest/digest.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Clock, IssueSource, LogSource, Receiver, SecretAges, Secrets } from '../../functions/shared/ports.ts';
import { leavingTexts } from '../../functions/shared/text/leaving.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { keptSource } from '../follow/kept-source.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { MonitorView } from '../view/monitor-view.ts';
import { readStatus } from '../view/read-status.ts';
import { storedView } from '../view/stored-view.ts';
import { machineOffer } from '../watch/machine-offer.ts';
import { answerDesk } from './answer-desk.ts';
import type { AnsweredSource } from './answered-source.ts';
import { askQuery, LANGUAGE } from './ask-query.ts';
import { KeptMarks } from './kept-marks.ts';
import { nowOf } from './now.ts';
import { obeyOrder } from './obey-order.ts';
import { partsOf } from './parts.ts';
import type { Now, PageSource } from './port.ts';
import { readAlarms } from './read-alarms.ts';
import { readIncident, readIncidents } from './read-incidents.ts';
import { linesBefore, linesSince } from './read-lines.ts';
import { shownConfiguration } from './shown-configuration.ts';
import { readTimeline } from './timeline.ts';

/** The monitor of this process, whose data the page shows. */
export interface Watched {
  /** As it holds on this machine. */
  config: MonitorConfig;
  store: SqliteStore;
  clock: Clock;
  /** How fast that clock runs, by the reader's. @default 1 */
  speed?: number;
  receivers: Receiver[];
  secrets: SecretAges & Partial<Pick<Secrets, 'read'>>;
  /** What checklists ask. */
  logs?: LogSource;
  issues?: IssueSource;
  simulated?: PageSource['simulated'];
  suffer?: PageSource['suffer'];
}

/** A source that is told what the monitor sees. */
export interface WatchedSource extends AnsweredSource {
  observed(observation: Observation): void;
}

/** What a test offers to answer. */
function offerOf({ config: { answers, slug }, secrets: { read } }: Watched): { offer?: Offer } {
  return answers?.url === undefined || !read ? {} : { offer: machineOffer(slug, answers.url, answers, { read }) };
}

const NOTHING: Awaited<ReturnType<MonitorView['remembered']>> = { open: [], notices: [], observations: [] };

/** What the page shows of a monitor that runs in this process, out of its store. */
export function storeSource(watched: Watched): WatchedSource {
  const { config, store, clock, simulated, suffer } = watched;
  const kept = new KeptMarks(store, config.slug);
  const answers = answerDesk(watched);
  const view: MonitorView = {
    ...storedView(config, '', store, clock.now),
    watcher: async () => ({ isRunning: true, words: 'this process' }),
    errors: async () => [],
  };
  return {
    id: config.slug,
    service: config.service,
    environment: config.environment,
    clock: { now: clock.now, speed: watched.speed ?? 1 },
    ...(simulated && { simulated }),
    ...(suffer && { suffer }),
    ...(answers && { answers }),
    observed: (observation) => kept.observed(observation),
    timeline: (range, sinceMs, toMs = Number.POSITIVE_INFINITY) =>
      readTimeline({ config, store, kept }, range, Math.min(toMs, clock.now()), sinceMs),
    async now(): Promise<Now> {
      const nowMs = clock.now();
      const [status, remembered] = await Promise.all([readStatus(view, config, nowMs), view.remembered().catch(() => NOTHING)]);
      kept.silent(remembered.silence && remembered.silence.untilMs > nowMs ? remembered.silence : undefined, nowMs);
      return redactDeep(nowOf(status, partsOf(config, remembered.observations, nowMs), remembered.open[0]));
    },
    incidents: () => readIncidents(store),
    incident: (id) => readIncident(store, config, id, clock.now()),
    alarms: () => readAlarms(store, config, clock.now()),
    lines: async (window) =>
      'sinceMs' in window
        ? linesSince(store.logs, window.sinceMs, clock.now())
        : linesBefore(store.logs, Math.min(window.toMs, clock.now())),
    query: (text, window) => askQuery(store.logs, text, window, config.logs),
    language: () => LANGUAGE,
    async checklist(kind) {
      const { secrets, logs, issues } = watched;
      const asked = { ...(logs && { logs }), ...(issues && { issues }) };
      const measured = { metrics: store, kinds: store, store: store.state, kept: keptSource(store), ...asked };
      const message = await composeDigest(kind, config, { clock, ...measured, secrets, links: () => [] });
      const { subject, headline, checklist = [] } = leavingTexts(message);
      return { subject, headline, items: checklist.map(({ status, what, fact, more }) => ({ status, what, fact, more })) };
    },
    configuration: () => shownConfiguration(config),
    order: (order) => obeyOrder(order, { ...watched, clock, ...offerOf(watched) }),
  };
}
