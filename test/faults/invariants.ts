import { wantedBy } from '../../functions/report-incident/tell/routed.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import { CHANNELS, type Channel } from '../../functions/shared/observation.ts';
import type { RecordStore, Remembered } from '../../functions/shared/ports.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import { clockTime } from '../../functions/shared/text/words.ts';
import type { AlarmEvaluator } from '../../local/alarms/alarm-evaluator.ts';
import { endFaults } from './end-faults.ts';
import type { Faults, Run } from './faulty-ports.ts';
import { isLostWithProcess } from './lost-with-process.ts';
import { isOn, MINUTE, type Plan, START } from './plan.ts';
import { hearsOf, isBeforeItsTime } from './routes-of-plan.ts';
import type { SimClock } from './sim-clock.ts';
import type { Truth } from './world.ts';

/** Copies of one message that a receiver may get within an hour, whatever fails. */
const MOST_COPIES = 10;
/** What one receiver may cost another, and what Sentry may cost all of them, ms. */
const MOST_DELAY_MS = 1_000;
const MOST_FOR_SENTRY_MS = 2_000;
/** Longer than the longest back-off, so that whoever is back must know by then. */
const MUST_KNOW_MINUTES = 16;
/** A stored state stays far below the 400 KB of an item. */
const MOST_BYTES = 200_000;

interface Got {
  atMs: number;
  receiver: string;
  incident: string;
  key: string;
  kind: Message['kind'];
  severity: 'page' | 'warn';
}

/** The promises, held against what happens. Each broken one is a sentence. */
export class Invariants {
  readonly #plan: Plan;
  readonly #truth: Truth;
  readonly #faults: Faults;
  readonly #clock: SimClock;
  readonly #broken = new Set<string>();
  readonly #got: Got[] = [];
  readonly #stored = new Map<string, Incident>();
  readonly #ended = new Set<string>();
  /** Of ends that were told in the message about another incident. */
  readonly #overBefore: { atMs: number; receiver: string; text: string }[] = [];
  readonly #lostWithState = new Set<string>();
  readonly #silences: [number, number][] = [];
  readonly #spoils: number[] = [];
  /** When the record of a receiver was last overwritten. */
  readonly #forgotten = new Map<string, number>();
  readonly #runs: { startMs: number; endMs: number }[] = [];
  #alarms: AlarmState[] = [];
  #downSince: number | undefined;
  #recordSpoils = 0;

  constructor(plan: Plan, truth: Truth, faults: Faults, clock: SimClock) {
    this.#plan = plan;
    this.#truth = truth;
    this.#faults = faults;
    this.#clock = clock;
  }

  #fail(what: string): void {
    const minute = ((this.#clock.now() - START) / MINUTE).toFixed(1);
    if (this.#broken.size < 5) this.#broken.add(`minute ${minute}: ${what}`);
  }

  silence(minutes: number): void {
    this.#silences.push([
      this.#clock.now() - Math.abs(this.#plan.skewMs),
      this.#clock.now() + minutes * MINUTE + Math.abs(this.#plan.skewMs),
    ]);
  }

  spoiled(what: string): void {
    this.#spoils.push(this.#clock.now());
    if (CHANNELS.some((channel) => channel === what)) {
      this.#recordSpoils++;
      this.#forgotten.set(what, this.#clock.now());
    }
    if (what !== 'state') return;
    for (const id of this.#stored.keys()) this.#lostWithState.add(id);
    this.#silences.length = 0;
  }

  told(receiver: Channel, { links, kind, headline, news, notices, severity }: Message): void {
    const [incident = headline, openedMs = '', revision = ''] = links[0]?.label.split(' ') ?? [];
    if (kind === 'opened' && openedMs !== '') this.#judgeRoute(receiver, severity, Number(openedMs));
    for (const text of notices) this.#overBefore.push({ atMs: this.#clock.now(), receiver, text });
    // Two notices about the monitor are one only where they say the same.
    const key = `${receiver} ${openedMs || `${incident} ${news.join(' ')}`} ${revision} ${kind}`;
    this.#got.push({ atMs: this.#clock.now(), receiver, incident, key, kind, severity });
  }

  /** Nobody hears first of what no route takes to him, nor before its time. */
  #judgeRoute(receiver: Channel, severity: 'page' | 'warn', openedMs: number): void {
    if (!this.#hearsOf(severity, receiver, true)) this.#fail(`${receiver} was told of a ${severity} that no route takes to it`);
    if (this.#plan.skewMs === 0 && isBeforeItsTime(this.#plan.routes, severity, receiver, openedMs, this.#clock.now()))
      this.#fail(`${receiver} was told too early of a ${severity}, or at another hour`);
  }

  /** Looks at all that is written. */
  watching(store: RecordStore, alarms: AlarmEvaluator): RecordStore {
    return {
      list: store.list,
      put: async (kind, record, options) => {
        if (Buffer.byteLength(record.json) > MOST_BYTES) this.#fail(`a record of ${record.json.length} characters`);
        await store.put(kind, record, options);
        if (kind !== 'state' || record.id !== 'reporter') return;
        const { incidents } = JSON.parse(record.json) as { incidents: Incident[] };
        for (const incident of incidents) {
          this.#stored.set(incident.id, incident);
          if (incident.resolvedMs === undefined || this.#ended.has(incident.id)) continue;
          this.#ended.add(incident.id);
          for (const what of await endFaults(incident, alarms, this.#plan, this.#truth, this.#faults, this.#clock.now()))
            this.#fail(what);
        }
      },
    };
  }

  began(run: Run): void {
    this.#runs.push({ startMs: run.startMs, endMs: Number.POSITIVE_INFINITY });
  }

  ended(run: Run, error: Error | undefined): void {
    const own = this.#runs.find((r) => r.startMs === run.startMs && r.endMs === Number.POSITIVE_INFINITY);
    if (own) own.endMs = this.#clock.now();
    // What a process does after it died is nothing that happened.
    if (run.process.dead) return;
    // Sentry is a witness that makes nothing fail.
    const hits = run.hit.filter(({ target }) => target !== 'sentry');
    const loud = hits.filter(({ mode }) => ['refuse', 'hang', 'lost-answer', 'limit'].includes(mode));
    if (loud.length > 0 && !error) this.#fail(`a run in which ${loud[0]?.target} did ${loud[0]?.mode} did not fail`);
    if (error && hits.length === 0 && !this.#isDisturbed()) this.#fail(`a run failed without a fault: ${error.message}`);
    if (this.#clock.now() - run.startMs > 60_000) this.#fail(`a run took ${(this.#clock.now() - run.startMs) / 1000} s`);
    this.#judgeDelay(run);
  }

  #isDisturbed(): boolean {
    return this.#spoils.length > 0;
  }

  #judgeDelay(run: Run): void {
    if (run.hit.some(({ target }) => ['read', 'write', 'alarms'].includes(target))) return;
    const overlaps = this.#runs.filter((r) => r.startMs < this.#clock.now() && r.endMs > run.startMs - 31_000);
    if (overlaps.length > 1 || this.#faults.kills.some((at) => at > run.startMs - 31_000)) return;
    const isSlow = run.hit.some(({ target }) => target === 'sentry');
    const mostMs = MOST_DELAY_MS + (isSlow ? MOST_FOR_SENTRY_MS : 0);
    for (const [receiver, atMs] of run.called) {
      if (run.hit.some(({ target }) => target === receiver)) continue;
      if (atMs - run.startMs > mostMs)
        this.#fail(`${receiver} had to wait ${(atMs - run.startMs) / 1000} s for another receiver or for Sentry`);
    }
  }

  /** Whoever could be reached for long enough knows what is down. */
  alarms(states: AlarmState[]): void {
    this.#alarms = states;
    const now = this.#clock.now();
    const isDown = states.some((s) => s.signal === 'endpoint-down' && s.value === 'ALARM');
    if (!isDown || this.#isTroubled(now)) {
      this.#downSince = undefined;
      return;
    }
    this.#downSince ??= now;
    if (now - this.#downSince < MUST_KNOW_MINUTES * MINUTE) return;
    for (const receiver of this.#plan.receivers.filter((name) => this.#hearsOf('page', name))) {
      if (![...this.#known(receiver).values()].some((g) => g.kind !== 'resolved'))
        this.#fail(`${receiver} does not know what has been down for ${MUST_KNOW_MINUTES} minutes without a fault`);
    }
  }

  #hearsOf(severity: 'page' | 'warn', receiver: Channel, isLate = false): boolean {
    return hearsOf(this.#plan.routes, severity, receiver, isLate);
  }

  #isTroubled(atMs: number): boolean {
    const minute = (atMs - START) / MINUTE;
    return (
      this.#plan.faults.some((f) => isOn(f, minute)) ||
      this.#silences.some(([from, to]) => atMs >= from && atMs <= to) ||
      this.#faults.kills.some((at) => atMs - at < MINUTE) ||
      this.#spoils.some((at) => atMs - at < MINUTE) ||
      (this.#plan.renamedAt !== undefined && Math.abs(minute - this.#plan.renamedAt) < 2) ||
      this.#truth.is('no-checks', atMs)
    );
  }

  #known(receiver: string): Map<string, Got> {
    return new Map(this.#got.filter((g) => g.receiver === receiver).map((g) => [g.incident, g]));
  }

  atEnd({ state, receivers }: Remembered): string[] {
    if (state.incidents.length > 0)
      this.#fail(`at the end these are still remembered: ${state.incidents.map((i) => i.id).join(', ')}`);
    if (this.#alarms.some((a) => a.value === 'ALARM')) this.#fail('the play did not end well');
    const wanted = wantedBy(this.#plan.routes, this.#plan.receivers);
    for (const receiver of this.#plan.receivers) {
      const known = this.#known(receiver);
      for (const [id, incident] of this.#stored) {
        if (this.#lostWithState.has(id)) continue;
        const last = known.get(id);
        if (this.#isToldOver(receiver, incident)) continue;
        // Whoever hears of what nobody has, and whose record is gone, is not asked for again once somebody has it.
        const isForgotten = last && (this.#forgotten.get(receiver) ?? 0) > last.atMs && !this.#hearsOf('page', receiver);
        if (last && last.kind !== 'resolved' && !isForgotten && !isLostWithProcess(last.atMs, this.#faults))
          this.#fail(`${receiver} was never told the end of ${id}`);
        if (!last && !this.#wasSilent(incident) && wanted(receiver, incident, incident.resolvedMs ?? 0))
          this.#fail(`${receiver} was never told of ${id}`);
        // What the incident was while the store was away is not in it any more where somebody else wrote meanwhile.
        const loud = this.#got.filter((g) => g.receiver === receiver && g.incident === id && g.kind === 'opened');
        const isTaken = [...incident.members, ...loud].some(({ severity }) => this.#hearsOf(severity, receiver, true));
        if (last && !isTaken) this.#fail(`${receiver} was told of ${id}, which no route takes to it`);
      }
      if ((receivers[receiver]?.busyUntilMs ?? 0) > this.#clock.now()) this.#fail(`${receiver} is busy for ever`);
    }
    for (const [key, times] of Map.groupBy(this.#got, (g) => g.key)) {
      const most = MOST_COPIES + this.#recordSpoils;
      for (const [i, { atMs }] of times.entries()) {
        const copies = times.slice(i).filter((g) => g.atMs - atMs < 60 * MINUTE).length;
        if (copies > most) {
          this.#fail(`${copies} copies of "${key}" within an hour`);
          break;
        }
      }
    }
    return [...this.#broken];
  }

  /** In the words of tell/ends-before.ts: by its times, or as one of those that are not named. */
  #isToldOver(receiver: string, { openedMs, resolvedMs = Number.POSITIVE_INFINITY }: Incident): boolean {
    return this.#overBefore.some((told) => {
      if (told.receiver !== receiver || told.atMs + Math.max(0, this.#plan.skewMs) < resolvedMs) return false;
      const isNamed = told.text.endsWith(`, ${clockTime(openedMs)} to ${clockTime(resolvedMs)} UTC.`);
      return (told.text.startsWith('Ended before this: ') && isNamed) || /^And \d+ more incidents?: /.test(told.text);
    });
  }

  #wasSilent({ openedMs, resolvedMs = this.#clock.now() }: Incident): boolean {
    return this.#silences.some(([from, to]) => openedMs <= to && resolvedMs >= from);
  }
}
