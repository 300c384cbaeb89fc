import type { MonitorConfig } from '../shared/config/schema.ts';
import type { RunMemory } from '../shared/incident/kept-run.ts';
import { type ReceiverRecord, withTold } from '../shared/incident/receiver-record.ts';
import { emptyMemory, type ProcessMemory, type RunStore, rememberingStore } from '../shared/incident/remembering-store.ts';
import type { Incident, ReporterState } from '../shared/incident/reporter-state.ts';
import type { Link, Message } from '../shared/message/message.ts';
import { noticeMessage } from '../shared/message/test-message.ts';
import type { AskedAgain, Observation, SentryObservation } from '../shared/observation.ts';
import type { AlarmSource, Clock, IssueSource, Receiver, StateStore, TimeLimit, WindowSource } from '../shared/ports.ts';
import { ConflictError } from '../shared/ports.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';
import { redact } from '../shared/text/redact.ts';
import { decide } from './decide.ts';
import { drawnFirst } from './drawn-alarm.ts';
import { keepRun, keptRunOf, type RunAtEnd } from './keep-run.ts';
import { lookAround } from './look-around.ts';
import type { Reason } from './reconcile/reconcile.ts';
import { compose, type MessageConfig } from './tell/compose.ts';
import { endNotices } from './tell/ends-before.ts';
import { lookAgain, lookFirst } from './tell/look-again.ts';
import { type Offer, withOffer } from './tell/offered.ts';
import type { Outgoing } from './tell/outgoing.ts';
import { plainMessage } from './tell/plain-message.ts';
import { escalatedAfter, type Wanted, wantedBy } from './tell/routed.ts';
import { allTold } from './tell/tell.ts';
import { type Told, tellReceiver } from './tell/tell-receiver.ts';

export interface ReportPorts {
  alarms: AlarmSource;
  /** Every alarm that the configuration defines. */
  configured: readonly AlarmDefinition[];
  store: StateStore;
  /** What this process remembers by itself; absent for one that runs once. */
  memory?: ProcessMemory;
  /** Keeps what runs rested on; absent where nobody asks later. */
  runs?: RunMemory;
  /** Absent where none are planned. */
  windows?: WindowSource;
  receivers: Receiver[];
  clock: Clock;
  within: TimeLimit;
  newId(): string;
  links(incident: Incident, nowMs: number): Link[];
  /** Where people can see the alarms, in words. @default in CloudWatch */
  alarmsAt?: string;
  /** Makes the answers that a message offers; absent where nobody takes any. */
  offer?: Offer;
  /** Asks every endpoint once more; absent where that cannot be done. */
  askAgain?(about: readonly string[]): Promise<AskedAgain>;
  /** What AtlasML itself told Sentry; absent where no project is configured. */
  issues?: IssueSource;
  /** Draws what an alarm of the incident watches, PNG; absent where nobody shows pictures. */
  chart?(incident: Incident, nowMs: number): Promise<Uint8Array>;
}

/** What one run did, for the log of the function. */
export interface Report {
  reason: Reason;
  told: { receiver: string; incident?: string; kind: Message['kind'] }[];
}

export type ReportConfig = MessageConfig & Pick<MonitorConfig, 'deployGraceSeconds' | 'resolveAfterSeconds' | 'routes'>;

/** Each call to the store, to CloudWatch and the like ends within this time. */
const CALL_MS = 5_000;
/** The receivers together have so long, each for itself; with what comes before and after it is less than a run may take. */
const RECEIVER_MS = 30_000;
const AFTER_MS = 8_000;
/** A receiver waits so long for the failures of those before it, so as to name them. */
const NAME_FAILURES_MS = 1_000;
const MOST_TRIES = 3;

/**
 * One run of the reporter: read the truth afresh, reconcile, save, then tell every receiver at the same time what it has not
 * been told. Receivers share nothing but the messages: one that hangs or fails costs the others a second at most.
 * @param deadlineMs when the run must be over, epoch ms.
 * @throws AggregateError at the end, when anything failed, so that it is counted and the wake-up is tried again.
 */
export async function reportIncident(
  config: ReportConfig,
  ports: ReportPorts,
  deadlineMs = ports.clock.now() + CALL_MS + RECEIVER_MS + AFTER_MS + CALL_MS,
): Promise<Report> {
  const { clock, within, receivers, memory = emptyMemory() } = ports;
  const atMs = clock.now();
  const store = rememberingStore(ports.store, memory, within, CALL_MS);
  const around = await lookAround(ports, store, CALL_MS);
  const first = await lookFirst(around, ports);
  const seen = { ...around, ...first };
  const { before, state, records, reason } = await decideAndSave(config, seen, store, ports);
  const untilMs = Math.min(clock.now() + RECEIVER_MS, deadlineMs - AFTER_MS);
  const configured = receivers.map((r) => records[r.name] as ReceiverRecord);
  const names = receivers.map((r) => r.name);
  const wanted = wantedBy(config.routes, names, state.silence);
  const { again, sentry: asked } = first ?? (await lookAgain(state, configured, ports, wanted));
  const sentry = await asked;
  const observations = [...seen.observations, ...(again ? [again] : [])];
  const outcomes: Promise<Told>[] = [];
  for (const receiver of receivers) {
    const before = outcomes.slice();
    outcomes.push(
      tellReceiver(receiver, state, records[receiver.name] as ReceiverRecord, untilMs, {
        clock,
        within,
        store,
        wanted,
        compose: async (outgoing, record) => {
          const notices = before.length > 0 ? await failuresOf(before, within) : [];
          return messageOf(outgoing, record, { observations, sentry }, notices, config, ports);
        },
      }),
    );
  }
  const told = await Promise.all(outcomes);
  const keeping = keepRunWithin(
    {
      atMs,
      seen,
      configured: ports.configured,
      before,
      state,
      reason,
      again: again ? [again] : [],
      told,
      problems: [...seen.problems, ...store.problems],
    },
    memory,
    // A store that is away would cost the run its time once more.
    store.isAway() ? { within } : ports,
  );
  await forget(state, told, records, reason, store, clock.now(), wanted);
  const notKept = await keeping;
  const failures = [...seen.problems, ...store.problems, ...told.flatMap((t) => (t.failure ? [t.failure] : [])), ...notKept];
  if (failures.length > 0) {
    const undelivered = told.some((t) => t.failure) ? 'not delivered: ' : '';
    throw new AggregateError(failures, `${undelivered}${failures.map((e) => e.message).join('; ')}`);
  }
  const sent = told.flatMap((t, i) => t.sent.map(({ key: _, ...s }) => ({ receiver: receivers[i]?.name ?? '', ...s })));
  return { reason, told: sent };
}

/** @returns why it was not kept, where it was not: whoever is told does not wait for it, and the run fails by it at its end. */
async function keepRunWithin(
  run: RunAtEnd,
  memory: ProcessMemory,
  { runs, within }: Pick<ReportPorts, 'runs' | 'within'>,
): Promise<Error[]> {
  if (!runs) return [];
  return within(CALL_MS, () => keepRun(keptRunOf(run), runs, memory)).then(
    () => [],
    (error: Error) => [new Error(`what the run decided from was not saved: ${error.message}`, { cause: error })],
  );
}

type Seen = Awaited<ReturnType<typeof lookAround>>;
type Decided = { before: ReporterState; state: ReporterState; records: Record<string, ReceiverRecord>; reason: Reason };

/** Saves what changed before anybody is told of it, so that another run finds it and tells nobody twice. */
async function decideAndSave(config: ReportConfig, seen: Seen, store: RunStore, ports: ReportPorts): Promise<Decided> {
  const names = ports.receivers.map((r) => r.name);
  for (let tries = 1; ; tries++) {
    const { state: before, receivers: records, damaged } = await store.load(names);
    const { state, reason, aside } = decide(before, seen, damaged, config, ports);
    await Promise.all(aside.map(({ damage, atMs }) => store.attempt((s) => s.setAside(damage, atMs))));
    if (JSON.stringify(state) === JSON.stringify(before) && !store.isUnsaved()) return { before, state, records, reason };
    try {
      return { before, state: await store.save(state), records, reason };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // Others keep saving what they saw at the same time: then theirs is told.
      if (tries === MOST_TRIES) return { before, state: before, records, reason: 'unchanged' };
    }
  }
}

/** What became of the receivers before this one, as far as it is known within a second. */
async function failuresOf(before: Promise<Told>[], within: TimeLimit): Promise<string[]> {
  const known = await Promise.all(before.map((b) => within(NAME_FAILURES_MS, () => b).catch(() => undefined)));
  return known.flatMap((t) => (t?.failure ? [`another receiver did not get this message. ${t.failure.message}`] : []));
}

async function messageOf(
  outgoing: Outgoing,
  record: ReceiverRecord,
  known: { observations: Observation[]; sentry: SentryObservation | undefined },
  notices: string[],
  config: ReportConfig,
  ports: ReportPorts,
): Promise<Message> {
  if (outgoing.what === 'notice') return noticeMessage(config, outgoing.notice.text, ports.alarmsAt);
  const { incident, kind, ends } = outgoing;
  const nowMs = ports.clock.now();
  const told = record.told[incident.id];
  const again = kind === 'reminded' ? `.${(told?.reminders ?? 0) + 1}` : '';
  const story = { incident: incident.id, step: `${incident.revision}.${kind}${again}` };
  let links: Link[] = [];
  const after = told ? undefined : escalatedAfter(config.routes, record.receiver, incident, nowMs);
  const escalated = after === undefined ? [] : [`Nobody has acknowledged this for ${after} minutes, so it comes to you as well.`];
  try {
    links = ports.links(incident, nowMs);
    const message = {
      ...compose({ incident, kind, ...known, nowMs, told }, config, links, [
        ...endNotices(ends, record, config.timezone),
        ...escalated,
        ...notices,
      ]),
      story,
    };
    const { chart } = ports;
    const drawn = chart ? { ...message, chart: () => chart(incident, nowMs), chartOf: chartOf(incident) } : message;
    return withOffer(drawn, incident, record.receiver, nowMs, ports);
  } catch (error) {
    const plain = { ...plainMessage(incident, kind, config, error as Error, links, ports.alarmsAt), story };
    return withOffer(plain, incident, record.receiver, nowMs, ports);
  }
}

/** Keeps ended incidents in the archive, then forgets those that nobody has to be told of any more. */
async function forget(
  state: ReporterState,
  told: Told[],
  known: Record<string, ReceiverRecord>,
  reason: Reason,
  store: RunStore,
  nowMs: number,
  wanted: Wanted,
): Promise<void> {
  const records = told.map((t) => t.record);
  const others = Object.values(known).filter((k) => !records.some((r) => r.receiver === k.receiver));
  const isNews = reason === 'resolved' || told.some((t) => t.sent.length > 0);
  const done = allTold(state, records, others, nowMs, wanted);
  const ended = state.incidents.filter((i) => i.resolvedMs !== undefined && (isNews || done.includes(i)));
  for (const incident of ended) {
    const kept = await store.attempt(async (s) => {
      await s.archive(withTold(incident, records));
      return true;
    });
    if (!kept) return;
  }
  if (done.length === 0) return;
  await store.save({ ...state, incidents: state.incidents.filter((i) => !done.includes(i)) }).catch((error) => {
    // Another run saved meanwhile, and the next one forgets.
    if (!(error instanceof ConflictError)) throw error;
  });
}

/** What the picture shows, in words. */
const chartOf = ({ members }: Incident): string => redact(drawnFirst(members)[0]?.title ?? '');
