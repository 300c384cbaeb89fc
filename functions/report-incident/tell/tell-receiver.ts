import type { DeliveryError } from '../../shared/delivery/delivery-error.ts';
import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { RunStore } from '../../shared/incident/remembering-store.ts';
import type { ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Message } from '../../shared/message/message.ts';
import { type Clock, ConflictError, type Receiver, type TimeLimit, TimeLimitError } from '../../shared/ports.ts';
import { cutText } from '../../shared/text/cut.ts';
import { redact } from '../../shared/text/redact.ts';
import { isPaused, withArrival, withAttempt, withFailure } from './back-off.ts';
import { markOver } from './ends-before.ts';
import { nextOutgoing, type Outgoing } from './outgoing.ts';
import type { Wanted } from './routed.ts';
import { forgetOthers, markTold } from './tell.ts';

/** One send ends within this time: Slack's worst is an update, a post and a picture. */
const SEND_MS = 15_000;
/** A receiver is left alone for so long by others while a run sends; a run that was killed holds it up no longer than this. */
export const BUSY_MS = 30_000;
const WAIT_MS = 500;

export interface TellPorts {
  clock: Clock;
  within: TimeLimit;
  store: RunStore;
  /** What is sent, as it is known when it goes out. */
  compose(outgoing: Outgoing, record: ReceiverRecord): Promise<Message>;
  /** Who hears of what; absent where all hear of all. */
  wanted?: Wanted;
}

/** What became of one receiver in one run. */
export interface Told {
  record: ReceiverRecord;
  sent: { key: string; incident?: string; kind: Message['kind'] }[];
  failure?: Error;
}

/**
 * Tells one receiver all that it must know, until its time is up or it fails. What it was told is saved as soon as each send
 * ended, in its own record, so that no other receiver's trouble is its own. It does not throw.
 * @param untilMs epoch ms; no send begins after it, and none outlives it.
 */
export async function tellReceiver(
  receiver: Receiver,
  state: ReporterState,
  start: ReceiverRecord,
  untilMs: number,
  ports: TellPorts,
): Promise<Told> {
  const { clock, store, wanted } = ports;
  const result: Told = { record: start, sent: [] };
  while (clock.now() < untilMs) {
    const nowMs = clock.now();
    const { record } = result;
    if (isPaused(record, nowMs)) return result;
    const outgoing = nextOutgoing(state, record, nowMs, !store.isAway(), wanted);
    if (!outgoing) return result;
    if (isBusy(record, nowMs)) {
      await clock.sleep(WAIT_MS);
      result.record = await reload(receiver.name, ports);
      continue;
    }
    try {
      const noted = withAttempt(forgetOthers(record, state.incidents, nowMs), outgoing.key, nowMs, BUSY_MS);
      result.record = await store.saveReceiver(noted);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      result.record = await reload(receiver.name, ports);
      continue;
    }
    // The store went away with this very attempt: then only the time of the change bounds the copies.
    if (store.isAway() && nextOutgoing(state, record, nowMs, false, wanted)?.key !== outgoing.key) return result;
    const failed = await send(receiver, outgoing, result, untilMs, ports);
    if (failed) return { ...result, failure: failed };
  }
  return result;
}

/** A lease that ends later than any of ours would is damaged, or of a clock that is wrong: it holds up nobody. */
const isBusy = ({ busyUntilMs = 0 }: ReceiverRecord, nowMs: number): boolean =>
  busyUntilMs > nowMs && busyUntilMs <= nowMs + BUSY_MS;

async function reload(name: string, { store }: TellPorts): Promise<ReceiverRecord> {
  const { receivers } = await store.load([name]);
  return receivers[name] as ReceiverRecord;
}

/** Sends one message and saves what became of it. @returns the failure. */
async function send(
  receiver: Receiver,
  outgoing: Outgoing,
  result: Told,
  untilMs: number,
  ports: TellPorts,
): Promise<Error | undefined> {
  const { clock, within } = ports;
  const { key } = outgoing;
  try {
    const message = await ports.compose(outgoing, result.record);
    const limitMs = Math.max(1, Math.min(SEND_MS, untilMs - clock.now()));
    const thread = outgoing.what === 'incident' ? result.record.told[outgoing.incident.id]?.thread : undefined;
    const place = await within(limitMs, (signal) => receiver.deliver(message, thread, { signal }));
    const nowMs = clock.now();
    await saveOver(result, ports, (record) => {
      const arrived = withArrival(record, key);
      if (outgoing.what === 'notice') return { ...arrived, noticed: [...arrived.noticed, outgoing.notice.id].slice(-50) };
      return markOver(markTold(arrived, outgoing.incident, nowMs, message, isPlace(place) ? place : undefined), outgoing.ends);
    });
    result.sent.push({ key, kind: message.kind, ...(outgoing.what === 'incident' && { incident: outgoing.incident.id }) });
    return undefined;
  } catch (thrown) {
    const error: Error & Partial<DeliveryError> =
      thrown instanceof Error ? thrown : new Error('it failed without an error', { cause: thrown });
    const ambiguous = error instanceof TimeLimitError || error.ambiguous === true;
    const text =
      error instanceof TimeLimitError ? `${receiver.name} does not answer` : cutText(redact(error.message), MOST_ERROR);
    await saveOver(result, ports, (record) =>
      withFailure(record, key, clock.now(), { ambiguous, retryAfterMs: error.retryAfterMs, error: text }),
    );
    return error instanceof TimeLimitError ? new Error(text, { cause: error }) : error;
  }
}

/** A record holds it. */
const MOST_ERROR = 500;

/** What a receiver returns is stored, and comes back to it. */
const isPlace = (place: unknown): place is string => typeof place === 'string' && place.length <= 500;

const MOST_TRIES = 3;

/** Saves a change of the record; when another run wrote meanwhile, it is made to what that one wrote. */
async function saveOver(result: Told, ports: TellPorts, change: (record: ReceiverRecord) => ReceiverRecord): Promise<void> {
  for (let tries = 1; ; tries++) {
    const changed = change(result.record);
    try {
      result.record = await ports.store.saveReceiver(changed);
      return;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (tries === MOST_TRIES) {
        result.record = changed;
        return;
      }
      result.record = await reload(result.record.receiver, ports);
    }
  }
}
