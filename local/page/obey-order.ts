import { setTimeout } from 'node:timers/promises';
import { type Order, readCommand } from '../../functions/report-incident/command.ts';
import { sendTest } from '../../functions/report-incident/send-test.ts';
import type { Offer } from '../../functions/report-incident/tell/offered.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock, Receiver } from '../../functions/shared/ports.ts';
import { writtenDown } from '../store/message-log.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

/** The monitor looks into its inbox every two seconds. */
const LONGEST_MS = 15_000;
const ASK_EVERY_MS = 100;

/** What is wrong with an order, in words for whoever gave it. */
export class OrderError extends Error {}

export interface OrderPorts {
  config: MonitorConfig;
  store: SqliteStore;
  clock: Clock;
  receivers: Receiver[];
  /** Makes the answer that a test offers; absent where nobody takes any. */
  offer?: Offer;
}

/**
 * Does what a person asks on the page. What the reporter remembers is changed by the reporter alone: it goes into its inbox, as from the
 * command line.
 * @returns what was done, in a sentence. @throws OrderError when it is none that is known.
 */
export async function obeyOrder(asked: unknown, { config, store, clock, receivers, offer }: OrderPorts): Promise<string> {
  const { order, ...more } = (asked ?? {}) as Record<string, unknown>;
  if (order === 'test')
    return test(
      receivers.map((one) => writtenDown(one, store, clock.now)),
      config,
      clock,
      offer,
    );
  return (await putAndWait(store, readOrder({ ...more, command: order }))) ?? LATE;
}

const LATE = 'The monitor has not answered yet; it takes this within one hour, or says why not.';

/** Puts a command into the inbox of the monitor. @returns what it said; undefined where it says nothing for some time. */
export async function putAndWait({ inbox }: Pick<SqliteStore, 'inbox'>, command: Order): Promise<string | undefined> {
  const id = inbox.put(command);
  for (const until = performance.now() + LONGEST_MS; performance.now() < until; await setTimeout(ASK_EVERY_MS)) {
    const answer = inbox.answerOf(id);
    if (answer !== undefined) return answer.said;
  }
  return undefined;
}

/** An order that the inbox takes. @throws OrderError */
export function readOrder(event: unknown): Order {
  try {
    const command = readCommand(event);
    if (command && ['ack', 'silence', 'end-silence'].includes(command.command)) return command as Order;
  } catch (error) {
    throw new OrderError((error as Error).message);
  }
  throw new OrderError('The page can acknowledge, silence, end a silence and send a test.');
}

async function test(receivers: Receiver[], config: MonitorConfig, clock: Clock, offer?: Offer): Promise<string> {
  if (receivers.length === 0) return 'There is nobody to tell: no receiver is configured.';
  const sent = await sendTest(receivers, config, clock, offer && { offer });
  return sent
    .map(
      ({ receiver, refused, perhaps }) =>
        `The test to ${receiver} ${refused === undefined ? 'was taken' : `was ${perhaps ? 'perhaps' : 'not'} taken: ${refused}`}.`,
    )
    .join(' ');
}
