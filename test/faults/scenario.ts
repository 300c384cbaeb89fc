import { type Report, type ReportConfig, type ReportPorts, reportIncident } from '../../functions/report-incident/report.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Receiver, StateStore } from '../../functions/shared/ports.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import { definitionsOf, MemoryRecords, memoryStore, proving } from '../support/fakes.ts';
import { MINUTE, START } from './plan.ts';
import { SimClock } from './sim-clock.ts';

/** A receiver that keeps what it got; `deliver` may be replaced. */
export class Inbox implements Receiver {
  readonly name: string;
  readonly got: Message[] = [];
  deliver: Receiver['deliver'];

  constructor(name: string, deliver?: Receiver['deliver']) {
    this.name = name;
    this.deliver =
      deliver ??
      (async (message) => {
        this.got.push(message);
        return undefined;
      });
  }

  get kinds(): string[] {
    return this.got.map((m) => m.kind);
  }
}

/** The reporter on a simulated clock, run each minute, with every part of its world in the test's hands. */
export class Scenario {
  readonly clock = new SimClock(START);
  readonly records = new MemoryRecords();
  config: ReportConfig = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
  readonly receivers: Receiver[];
  alarms: AlarmState[] = [];
  /** What reading the alarms gives. */
  sees: () => Promise<AlarmState[]> = async () => this.alarms;
  /** How wrong the reporter's clock goes, ms. */
  skewMs = 0;
  /** Alarms that are configured beside those that are there. */
  configured: AlarmState[] = [];
  /** What the checks saw; by default fresh datapoints that agree with the alarms. */
  observations: () => Observation[] = () => proving(this.alarms, this.clock.now());
  store: StateStore = { ...memoryStore(this.records, this.clock.now), observations: async () => this.observations() };
  memory = emptyMemory();
  links: ReportPorts['links'] = () => [];
  /** What it has besides, or in place of the above. */
  more: Partial<ReportPorts> = {};
  #ids = 0;

  constructor(receivers: Receiver[]) {
    this.receivers = receivers;
  }

  /** Runs the reporter now; what it threw is its outcome. */
  report(): Promise<Report | Error> {
    return reportIncident(this.config, {
      alarms: { states: () => this.sees() },
      configured: definitionsOf([...this.alarms, ...this.configured]),
      store: this.store,
      memory: this.memory,
      receivers: this.receivers,
      clock: this.clock.skewed(this.skewMs),
      within: this.clock.within,
      newId: () => `i${++this.#ids}`,
      links: this.links,
      ...this.more,
    }).catch((error: Error) => error);
  }

  /** Lets so many minutes pass, the reporter running at the begin of each. @returns what each run did. */
  async minutes(count: number): Promise<(Report | Error)[]> {
    const outcomes: (Report | Error)[] = [];
    for (let i = 0; i < count; i++) {
      this.report().then((outcome) => outcomes.push(outcome));
      // The clock only goes on by its timers.
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.runUntil(this.clock.now() + MINUTE);
    }
    return outcomes;
  }
}

/** A call that never ends. */
export const never = <T>(): Promise<T> => new Promise(() => {});
