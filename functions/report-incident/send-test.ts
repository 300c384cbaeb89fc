import { channelsOf } from '../shared/config/asked-for.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import type { DeliveryError } from '../shared/delivery/delivery-error.ts';
import { testMessage } from '../shared/message/test-message.ts';
import type { Channel, DeliveryObservation, Observation } from '../shared/observation.ts';
import type { Clock, Receiver, StateStore } from '../shared/ports.ts';
import { redact } from '../shared/text/redact.ts';
import { type Offering, withOffer } from './tell/offered.ts';

/** What became of the test at one receiver. */
export interface TestSent {
  receiver: string;
  /** How long it took to take or to refuse it, ms. */
  tookMs: number;
  /** Why it did not take it, and what to do; absent when it did. Redacted. */
  refused?: string;
  /** It was sent and no answer came, so that it may have arrived all the same. */
  perhaps?: true;
}

/** What a monitor has to tell people through, and what became of a test there. */
export interface TestAnswer {
  sent: TestSent[];
  /** The addresses of the configuration. */
  email: string[];
  /** How Slack is reached; absent when it is not configured. */
  slack?: 'a webhook' | 'a bot';
  /** The channels that are configured. */
  channels: Channel[];
  /** What is known to be wrong with a channel though it takes messages: nobody confirmed, a mailbox refuses. */
  doubts: string[];
}

type Where = Parameters<typeof testMessage>[0];

/** Sends the test through each receiver, with an answer to try, whatever became of the others. It does not throw. */
export async function sendTest(receivers: Receiver[], config: Where, clock: Clock, offering: Offering = {}): Promise<TestSent[]> {
  return Promise.all(
    receivers.map(async (receiver): Promise<TestSent> => {
      const startedMs = clock.now();
      const took = () => ({ receiver: receiver.name, tookMs: clock.now() - startedMs });
      try {
        await receiver.deliver(await withOffer(testMessage(config, startedMs), undefined, receiver.name, startedMs, offering));
        return took();
      } catch (error) {
        const { message, ambiguous } = error as Error & Partial<DeliveryError>;
        return { ...took(), refused: redact(message), ...(ambiguous && { perhaps: true }) };
      }
    }),
  );
}

/** The test of a deployed monitor: with its own receivers and rights, and what verify-delivery last found out about them. */
export async function answerTest(
  config: Where & Pick<MonitorConfig, Channel>,
  ports: Offering & { receivers: Receiver[]; clock: Clock; store: Pick<StateStore, 'observations'> },
): Promise<TestAnswer> {
  const { receivers, clock, store } = ports;
  const [sent, seen] = await Promise.all([
    sendTest(receivers, config, clock, ports),
    store.observations().catch((): Observation[] => []),
  ]);
  const delivery = seen.find((o): o is DeliveryObservation => o.check === 'delivery');
  const doubts = delivery?.channels.filter(({ verdict }) => verdict !== 'up').map((c) => `${c.channel}: ${c.sentence}`) ?? [];
  const { email, slack } = config;
  return {
    sent,
    email,
    channels: channelsOf(config),
    doubts,
    ...(slack && { slack: slack.botTokenParameter ? 'a bot' : 'a webhook' }),
  };
}
