import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { obey } from '../../../../functions/report-incident/command.ts';
import type { Proof } from '../../../../functions/report-incident/reconcile/proof.ts';
import { reconcile } from '../../../../functions/report-incident/reconcile/reconcile.ts';
import type { Seen } from '../../../../functions/report-incident/reconcile/seen.ts';
import { allTold, markTold, remindersDue, telling } from '../../../../functions/report-incident/tell/tell.ts';
import { emptyRecord, type ReceiverRecord } from '../../../../functions/shared/incident/receiver-record.ts';
import { EMPTY_STATE, type ReporterState } from '../../../../functions/shared/incident/reporter-state.ts';
import type { AlarmStateValue } from '../../../../functions/shared/signals/alarm-state.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { alarm } from '../../../support/fakes.ts';
import { seen } from './support.ts';

const START = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const POLICY = { deployGraceMs: 0, resolveAfterMs: 3 * MINUTE };

const SIGNALS: SignalId[] = ['endpoint-down', 'server-errors', 'memory-high'];
const VALUES: AlarmStateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const RECEIVERS = ['email', 'slack'];
const step = fc.record({
  values: fc.array(fc.constantFrom(...VALUES), { minLength: 3, maxLength: 3 }),
  minutes: fc.integer({ min: 0, max: 90 }),
  away: fc.array(fc.constantFrom(...RECEIVERS)),
  wakeUps: fc.integer({ min: 0, max: 3 }),
  killedBeforeSave: fc.boolean(),
  /** Minutes of silence that somebody asks for before the wake-ups; 0 ends one, below that nobody says anything. */
  silence: fc.constant<number>(-1),
  ack: fc.constant<boolean>(false),
});

/** The same with people who say something now and then. */
const spokenStep = fc
  .record({
    step,
    silence: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, fc.integer({ min: 0, max: 120 })),
    ack: fc.boolean(),
  })
  .map(({ step: quiet, silence, ack }) => ({ ...quiet, silence, ack, killedBeforeSave: false }));

interface Sent {
  receiver: string;
  incident: string;
  kind: string;
  /** True while nobody was to be told anything. */
  inSilence: boolean;
  revision: number;
  reminders: number;
}

const QUIET = SIGNALS.map((signal) => alarm(signal, 'OK'));

const CONFIGURED = new Set(QUIET.map((a) => a.name));

/** The alarm of each signal in the state that the list says, with datapoints of now that agree: `seen`, a few times as fast. */
function seenAt(list: AlarmStateValue[], sinceMs: number, nowMs: number): Seen {
  const alarms = QUIET.map((quiet, i) => ({ ...quiet, value: list[i] as AlarmStateValue, sinceMs }));
  const proofs = new Map<string, Proof>();
  for (const { name, value } of alarms) {
    if (value === 'OK') proofs.set(name, { atMs: nowMs, good: true });
    if (value === 'ALARM') proofs.set(name, { atMs: nowMs, good: false, firstFailureMs: nowMs, lastFailureMs: nowMs });
  }
  return { alarms, configured: CONFIGURED, proofs };
}

test('the alarms of the sequences are seen with the proofs that their datapoints give', () => {
  for (const list of VALUES.flatMap((a) => VALUES.flatMap((b) => VALUES.map((c) => [a, b, c])))) {
    const view = seenAt(list, START, START + MINUTE);
    expect(view).toEqual(seen(view.alarms, START + MINUTE));
  }
});

/** Plays random alarms, lost and doubled wake-ups, receivers that are away and kills between send and save. */
function simulate(steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  let state = EMPTY_STATE;
  const records = new Map<string, ReceiverRecord>(RECEIVERS.map((r) => [r, emptyRecord(r)]));
  let now = START;
  let ids = 0;
  const sent: Sent[] = [];
  const opened = new Set<string>();
  const ended = new Set<string>();
  const endedOnMissingData: string[] = [];
  // What each alarm last said when it had data: an incident may end only when that was OK for all of its members.
  const lastKnown = new Map<string, AlarmStateValue>();
  const wake = (view: Seen, away: string[], killed: boolean) => {
    for (const { name, value } of view.alarms) if (value !== 'INSUFFICIENT_DATA') lastKnown.set(name, value);
    const next = reconcile(state, view, now, POLICY, () => `i${++ids}`).state;
    const before = new Map(records);
    for (const incident of next.incidents) {
      opened.add(incident.id);
      if (incident.resolvedMs === undefined) continue;
      ended.add(incident.id);
      const isNew = !state.incidents.some((i) => i.id === incident.id && i.resolvedMs !== undefined);
      if (isNew && incident.members.some((m) => lastKnown.get(m.alarm) !== 'OK')) endedOnMissingData.push(incident.id);
    }
    for (const receiver of RECEIVERS) {
      for (const incident of next.incidents) {
        const decision = telling(incident, records.get(receiver)?.told[incident.id], now, next.silence);
        if (!decision.send || away.includes(receiver)) continue;
        sent.push({
          receiver,
          incident: incident.id,
          kind: decision.reason,
          inSilence: now < (next.silence?.untilMs ?? 0),
          revision: incident.revision,
          reminders: remindersDue(now - incident.openedMs),
        });
        const record = records.get(receiver) as ReceiverRecord;
        records.set(receiver, markTold(record, incident, now, { short: '', kind: decision.reason }));
      }
    }
    if (killed) for (const [name, record] of before) records.set(name, record);
    else state = withoutTold(next, [...records.values()]);
  };
  for (const { values: list, minutes, away, wakeUps, killedBeforeSave, silence, ack } of steps) {
    now += minutes * MINUTE;
    if (silence > 0) state = obey(state, { command: 'silence', minutes: silence, why: 'w', by: 'b' }, now).state;
    if (silence === 0) state = obey(state, { command: 'end-silence', by: 'b' }, now).state;
    if (ack) state = obey(state, { command: 'ack', by: 'b' }, now).state;
    const view = seenAt(list, now, now);
    for (let i = 0; i < wakeUps; i++) wake(view, away, killedBeforeSave);
  }
  // Everybody comes back, all is well for longer than any incident waits, and the schedule wakes the reporter.
  const wellMs = now;
  now += 150 * MINUTE;
  for (let i = 0; i < 6; i++, now += 4 * MINUTE) wake(seenAt(['OK', 'OK', 'OK'], wellMs, now), [], false);
  return { state, sent, opened, ended, endedOnMissingData };
}

const withoutTold = (state: ReporterState, records: ReceiverRecord[]): ReporterState => {
  const done = allTold(state, records);
  return { ...state, incidents: state.incidents.filter((i) => !done.includes(i)) };
};

const isToldTheEnd = (sent: Sent[], incident: string, receiver: string) =>
  sent.some((s) => s.incident === incident && s.receiver === receiver && s.kind === 'resolved');

/** Of nothing that must not be there is one there. Nearly always so, which is found out faster than by an assertion. */
function noneOf(found: Record<string, unknown[]>): void {
  if (Object.values(found).some((some) => some.length > 0))
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
}

describe('over 100,000 random sequences', () => {
  const runs = { numRuns: 25_000, seed: 20261125 };

  test('every saved incident is told to every receiver, and its end too; none ends on missing data', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { sent, ended, state, endedOnMissingData } = simulate(steps);
        const untold = [...ended].flatMap((id) => RECEIVERS.filter((r) => !isToldTheEnd(sent, id, r)).map((r) => [id, r]));
        noneOf({ left: state.incidents, untold, endedOnMissingData });
      }),
      runs,
    );
  });

  test('nothing is told twice without a change or a due reminder, but for a kill between send and save', () => {
    fc.assert(
      fc.property(
        fc.array(
          step.map((s) => ({ ...s, killedBeforeSave: false })),
          { maxLength: 12 },
        ),
        (steps) => {
          const { sent } = simulate(steps);
          const ids = sent.map((s) => `${s.receiver} ${s.incident} ${s.revision} ${s.kind === 'reminded' ? s.reminders : ''}`);
          noneOf({ doubled: ids.filter((id, i) => ids.indexOf(id) !== i) });
        },
      ),
      runs,
    );
  });

  test('whoever was told that it began is told its end, and in a silence nothing else is told, whatever people say', () => {
    fc.assert(
      fc.property(fc.array(spokenStep, { maxLength: 12 }), (steps) => {
        const { sent, state } = simulate(steps);
        const untold = sent.filter((s) => s.kind === 'opened' && !isToldTheEnd(sent, s.incident, s.receiver));
        const inSilence = sent.filter((s) => s.inSilence && s.kind !== 'resolved');
        noneOf({ left: state.incidents, untold, inSilence });
      }),
      runs,
    );
  });

  test('reconciling the same states twice changes nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        let state = EMPTY_STATE;
        for (const [i, { values: list }] of steps.entries()) {
          const now = START + i * MINUTE;
          const view = seenAt(list, START, now);
          const once = reconcile(state, view, now, POLICY, () => `i${i}`);
          state = withoutTold(once.state, []);
          const twice = reconcile(once.state, view, now, POLICY, () => 'another');
          // Nearly always they are equal to the letter, which is found out faster than by an assertion.
          if (once.reason === 'resolved' || isDeepStrictEqual(twice.state, once.state)) continue;
          expect(twice.state).toEqual(once.state);
        }
      }),
      runs,
    );
  });
});
