import { answerDrill } from '../../functions/report-incident/drill.ts';
import { sendDigest } from '../../functions/send-digest/digest.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import { channelsOf } from '../../functions/shared/config/asked-for.ts';
import { DIGEST_TIMES, digestsOf } from '../../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { ChannelObservation, Observation } from '../../functions/shared/observation.ts';
import type { Clock, IssueSource, LogSource, Receiver, SecretAges, Secrets } from '../../functions/shared/ports.ts';
import { drillAlarmName } from '../../functions/shared/signals/alarm-definitions.ts';
import { deliveryMetrics, verifyDelivery } from '../../functions/verify-delivery/verify.ts';
import { keptSource } from '../follow/kept-source.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { every, scheduleOf } from './calendar.ts';
import { checklistLinks, type Reached } from './page-links.ts';
import type { Task } from './timetable.ts';

export interface TaskPorts {
  clock: Clock;
  store: SqliteStore;
  logs?: LogSource;
  issues?: IssueSource;
  secrets: Secrets & SecretAges;
  receivers: Receiver[];
  /** Where people reach the page; absent where there is none. */
  page?: Reached;
  askMailServer(): Promise<ChannelObservation>;
  observed(observation: Observation): void;
}

const HOUR_MS = 3_600_000;
/** What the store says that is more stands in its table. */
const MOST_NOTICES = 10;
/** As in AWS, `lib/delivery-verifier.ts`. */
const DRILL = '0 9 * * MON';
const DRILL_WAY = "this machine's clock, the reporter, each receiver";

/** What comes by the calendar: the checklists, the weekly drill, and each hour the question whether alerts would arrive. */
export function tasksOf(config: MonitorConfig, ports: TaskPorts): Task[] {
  if (channelsOf(config).length === 0) return [];
  return [
    ...digestsOf(config).map((kind) => {
      const { minute, day = '*', weekDay = '*' } = DIGEST_TIMES[kind];
      const { hour, timezone } = config.digests;
      return {
        name: `the ${kind} digest`,
        schedule: scheduleOf(`${minute} ${hour} ${day} * ${weekDay}`, timezone),
        run: () => digest(kind, config, ports),
      };
    }),
    ...(config.weeklyDrill
      ? [{ name: 'the weekly drill', schedule: scheduleOf(DRILL, 'UTC'), run: () => drill(config, ports) }]
      : []),
    { name: 'verify-delivery', schedule: every(HOUR_MS), atStart: true, run: () => verify(config, ports) },
  ];
}

async function digest(kind: Parameters<typeof sendDigest>[0], config: MonitorConfig, ports: TaskPorts): Promise<void> {
  const { store, receivers, clock, logs, issues, secrets, page } = ports;
  const measured = {
    metrics: store,
    kinds: store,
    store: store.state,
    kept: keptSource(store),
    ...(logs && { logs }),
    ...(issues && { issues }),
  };
  const notices = (sinceMs: number) =>
    store.notices
      .list(sinceMs)
      .slice(-MOST_NOTICES)
      .map(({ text }) => text);
  await sendDigest(kind, config, {
    clock,
    ...measured,
    secrets,
    receivers,
    links: () => (page ? checklistLinks(page) : []),
    notices,
  });
}

async function drill(config: MonitorConfig, { receivers, clock }: TaskPorts): Promise<void> {
  const whenMs = clock.now();
  const alarm = { name: drillAlarmName(config.slug), whenMs, from: 'OK', to: 'ALARM' };
  const wokenBy = [{ kind: 'fire' as const, alarm: { ...alarm, dimensions: {}, datapoints: [], description: '', cause: [] } }];
  await answerDrill(wokenBy, config, receivers, clock.now(), DRILL_WAY);
}

async function verify(config: MonitorConfig, ports: TaskPorts): Promise<void> {
  const { store, observed } = ports;
  const seen = await verifyDelivery(config, ports);
  observed(await publish(seen, deliveryMetrics(seen), { store: store.state, metrics: store }, config));
}
