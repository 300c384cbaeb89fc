import { type Report, reportIncident } from '../../functions/report-incident/report.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { AskedAgain } from '../../functions/shared/observation.ts';
import type { AlarmSource, Receiver, WindowSource } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** One message as somebody would have got it, and when. */
export interface ToldMessage {
  /** The name of whoever got it. */
  receiver: string;
  /** Whose story it tells; absent where it is no incident's. */
  incident?: string;
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
  windows?: WindowSource;
}

/** Who is told where nobody is named. */
export const DEFAULT_RECEIVERS: readonly string[] = ['email'];

export interface ReporterOptions {
  /** Their names. @default one for e-mail */
  receivers?: readonly string[];
  /** The receivers take nothing before, epoch ms. @default 0 */
  awayUntilMs?: number;
}

/** The real reporter with receivers that keep what they get: the one place of a replay that knows the reporter's ports. */
export function pastReporter(
  config: MonitorConfig,
  ports: ReporterPorts,
  told: (message: ToldMessage) => void,
  { receivers = DEFAULT_RECEIVERS, awayUntilMs = 0 }: ReporterOptions = {},
): () => Promise<Report> {
  let incidents = 0;
  const keeping = receivers.map(
    (name): Receiver => ({
      name,
      async deliver(message) {
        if (ports.clock.now() < awayUntilMs) throw new Error('the receiver is away');
        told(toldMessage(message, ports.clock.now(), name));
      },
    }),
  );
  const { alarms, store, clock, askAgain, windows } = ports;
  const memory = emptyMemory();
  // Whoever hears here stands for all: who would hear of it is not asked.
  const asked = receivers === DEFAULT_RECEIVERS ? { ...config, routes: undefined } : config;
  return async () => {
    return reportIncident(asked, {
      alarms,
      configured: alarmsOf(config),
      store: store.state,
      memory,
      clock,
      within: clock.within,
      askAgain,
      ...(windows && { windows }),
      receivers: keeping,
      newId: () => `replayed-${++incidents}`,
      links: () => [],
    });
  };
}

/** @param atMs when it was told, epoch ms. */
export function toldMessage(message: Message, atMs: number, receiver = 'email'): ToldMessage {
  const incident = message.story?.incident;
  const { kind, severity, tag, short, cause, certain, also } = message;
  const { subject, text } = renderEmail(message);
  return {
    receiver,
    ...(incident !== undefined && { incident }),
    atMs,
    kind,
    severity,
    tag,
    subject,
    short,
    cause,
    certain,
    also,
    text,
  };
}
