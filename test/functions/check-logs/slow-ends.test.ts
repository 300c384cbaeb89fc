import { describe, expect, test } from 'vitest';
import { decide } from '../../../functions/report-incident/decide.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { EMPTY_STATE } from '../../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../../functions/shared/observation.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { nativeAlarmsOf } from '../../../functions/shared/signals/native-alarms.ts';
import { byParts } from '../../../functions/shared/signals/parts.ts';
import { StillClock } from '../../support/fakes.ts';

const BEGIN = Date.parse('2026-11-25T10:00:05Z');
const MINUTE = 60_000;
const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
  logs: { group: 'atlasml', monthlyScanBudgetGB: 1 },
});
const configured = alarmsOf(config).filter(({ signal }) => signal.id === 'server-errors');

/** One run of check-logs sees errors, those behind it none; the reporter looks each minute. @returns the minute of the end. */
function endOf(everyMinutes: number, minutes: number): number | undefined {
  let state = EMPTY_STATE;
  for (let minute = 0; minute < minutes; minute += 1) {
    const nowMs = BEGIN + minute * MINUTE;
    // A schedule starts a run some seconds sooner or later.
    const run = Math.floor(minute / everyMinutes);
    const atMs = BEGIN + run * everyMinutes * MINUTE - 4000 + (run % 2) * 3000;
    const observation = {
      check: 'logs',
      atMs,
      evidence: [],
      notes: [],
      scan: { month: '2026-11', bytes: 0, runBytes: 0, everyMinutes, budgetGb: 1, atMs },
      published: [{ key: 'serverErrors', value: run === 0 ? 50 : 0, dimensions: {} }],
    } as unknown as Observation;
    const states = nativeAlarmsOf(configured).map(({ name, title, subject, signal: { id: signal, severity } }): AlarmState => {
      const value = run === 0 ? 'ALARM' : 'OK';
      return {
        name,
        title,
        subject,
        signal,
        severity,
        value,
        reason: '',
        sinceMs: BEGIN + (run === 0 ? 0 : everyMinutes * MINUTE),
      };
    });
    const alarms = byParts(states, configured, [observation], nowMs);
    const seen = { alarms, observations: [observation], damaged: [], problems: [] };
    const ports = { clock: new StillClock(nowMs), configured, newId: () => 'i' };
    state = decide(state, seen, [], { deployGraceSeconds: 0, resolveAfterSeconds: 180 }, ports).state;
    if (minute === 0) expect(state.incidents).toMatchObject([{ id: 'i' }]);
    if (state.incidents.every(({ resolvedMs }) => resolvedMs !== undefined)) return minute;
  }
  return undefined;
}

describe('an incident of the log ends also while its budget makes check-logs slow', () => {
  test.each([1, 2, 5, 10, 30, 60])('every %d minutes: three minutes after the first run that sees no error', (everyMinutes) => {
    const end = endOf(everyMinutes, everyMinutes * 3 + 10);
    expect(end).toBeGreaterThanOrEqual(everyMinutes + 3);
    expect(end).toBeLessThanOrEqual(everyMinutes + 4);
  });
});
