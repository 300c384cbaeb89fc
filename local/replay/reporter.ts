import { reportIncident } from '../../functions/report-incident/report.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { AskedAgain } from '../../functions/shared/observation.ts';
import type { AlarmSource, Receiver } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** One message as somebody would have got it, and when. */
export interface ToldMessage {
  /** Epoch ms, simulated. */
  atMs: number;
  kind: Message['kind'];
  severity: Message['severity'];
  /** DOWN, ALERT, WARN, UNKNOWN or RESOLVED. */
  tag: string;
  subject: string;
  /** The cause in a few words, as it stands in the subject. */
  short: string;
  /** The sentence that names the cause; empty when all is over. */
  cause: string;
  certain: boolean;
  /** What stands beside the cause. */
  also: string[];
  /** The whole e-mail. */
  text: string;
}

export interface ReporterPorts {
  alarms: AlarmSource;
  store: SqliteStore;
  clock: SimulatedClock;
  askAgain(): Promise<AskedAgain>;
}

/**
 * The real reporter with one receiver that keeps what it gets: the one place of a replay that knows the reporter's ports.
 * @param awayUntilMs the receiver takes nothing before, epoch ms.
 */
export function pastReporter(
  config: MonitorConfig,
  ports: ReporterPorts,
  told: (message: ToldMessage) => void,
  awayUntilMs = 0,
): () => Promise<void> {
  let incidents = 0;
  const receiver: Receiver = {
    name: 'email',
    async deliver(message) {
      if (ports.clock.now() < awayUntilMs) throw new Error('the receiver is away');
      told(toldMessage(message, ports.clock.now()));
    },
  };
  const { alarms, store, clock, askAgain } = ports;
  const memory = emptyMemory();
  return async () => {
    await reportIncident(config, {
      alarms,
      configured: alarmsOf(config),
      store: store.state,
      memory,
      clock,
      within: clock.within,
      askAgain,
      receivers: [receiver],
      newId: () => `replayed-${++incidents}`,
      links: () => [],
    });
  };
}

/** @param atMs when it was told, epoch ms. */
export function toldMessage(message: Message, atMs: number): ToldMessage {
  const { kind, severity, tag, short, cause, certain, also } = message;
  const { subject, text } = renderEmail(message);
  return { atMs, kind, severity, tag, subject, short, cause, certain, also, text };
}
