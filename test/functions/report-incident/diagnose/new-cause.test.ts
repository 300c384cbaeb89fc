import { describe, expect, test } from 'vitest';
import { withAccount } from '../../../../functions/report-incident/diagnose/account.ts';
import { withCause } from '../../../../functions/report-incident/diagnose/new-cause.ts';
import type { Reason } from '../../../../functions/report-incident/reconcile/reconcile.ts';
import { compose } from '../../../../functions/report-incident/tell/compose.ts';
import type { Incident, Member, ReporterState } from '../../../../functions/shared/incident/reporter-state.ts';
import type { EndpointObservation, LogsObservation, Observation } from '../../../../functions/shared/observation.ts';
import { config } from '../support.ts';
import { ago, counted, kind, NOW, on, seen } from './seen-as.ts';

const MINUTE_MS = 60_000;
const down = on('endpoint-down', { subject: 'health' });
const frozen = seen({ fault: 'timeout', timings: { connectMs: 2, totalMs: 10_000 } });
const proxy = (fault: string, httpStatus: number) => seen({ fault, httpStatus });
const WAITS = { who: 'openai' as const, isNamed: true, seconds: 70, sinceMs: ago(1) };

function observed(endpoint: EndpointObservation, logs: Partial<LogsObservation> = {}, nowMs = NOW): Observation[] {
  return [
    { check: 'health', atMs: nowMs - 10_000, endpoints: [endpoint] },
    {
      check: 'logs',
      atMs: nowMs - 5_000,
      window: { startMs: nowMs - 5 * MINUTE_MS, endMs: nowMs },
      evidence: [],
      notes: [],
      counts: counted(),
      ...logs,
    },
  ];
}

function stateOf(members: Member[], more: Partial<Incident> = {}): ReporterState {
  const spoken = members.map((m) => ({ ...m, spokenMs: NOW }));
  const incident: Incident = { id: 'i', openedMs: ago(2), revision: 1, changes: [], members: spoken, standing: 'DOWN', ...more };
  return { version: 1, incidents: [incident], notices: [] };
}

/** The open incident after one more run of the reporter. */
function run(state: ReporterState, reason: Reason, observations: Observation[], nowMs = NOW) {
  const caused = withCause({ state, reason }, observations, nowMs);
  return { ...caused, incident: caused.state.incidents[0] as Incident };
}

describe('a better answer that comes within minutes is told once, as a correction', () => {
  const first = run(stateOf([down]), 'opened', observed(frozen));
  const better = (atMs: number) => observed(frozen, { waitsFor: WAITS }, atMs);

  test('the first message had no cause of the table', () => {
    expect(first.reason).toBe('opened');
    expect(first.incident.causes).toEqual([expect.objectContaining({ id: 'endpoint-down health', isFound: false, atMs: NOW })]);
  });

  test('ten seconds later the cause is known: one more revision, which says so', () => {
    const { incident, reason, state } = run(first.state, 'unchanged', better(NOW + 10_000), NOW + 10_000);
    expect([reason, incident.revision]).toEqual(['corrected', 2]);
    const told = {
      revision: 1,
      reminders: 0,
      sent: [],
      topic: 'endpoint health gave no answer in time since 11:29 UTC',
      causeId: 'endpoint-down health',
    };
    const message = compose(
      { incident, kind: 'changed', observations: better(NOW + 10_000), nowMs: NOW + 10_000, told },
      config,
      [],
    );
    expect(message.subject).toContain('frozen by a hanging call to OpenAI since');
    expect(message.news).toContainEqual(
      'Correction: frozen by a hanging call to OpenAI. The message before said: endpoint health gave no answer in time.',
    );
    expect(withAccount(state, reason, better(NOW + 10_000), NOW + 10_000).incidents[0]?.account?.cause).toMatch(/OpenAI/);
  });

  test('the same run again changes nothing, and a second correction does not come', () => {
    const { state } = run(first.state, 'unchanged', better(NOW + 10_000), NOW + 10_000);
    expect(run(state, 'unchanged', better(NOW + 10_000), NOW + 10_000)).toMatchObject({ state, reason: 'unchanged' });
    const other = observed(frozen, { waitsFor: { ...WAITS, who: 'weaviate' } }, NOW + 20_000);
    expect(run(state, 'unchanged', other, NOW + 20_000)).toMatchObject({ state, reason: 'unchanged' });
  });

  test('more than five minutes later it is none', () => {
    const lateMs = NOW + 5 * MINUTE_MS + 1;
    expect(run(first.state, 'unchanged', better(lateMs), lateMs).reason).toBe('unchanged');
  });

  test('what was probable and is certain now is told', () => {
    const probable = run(stateOf([down]), 'opened', observed(frozen, { waitsFor: { ...WAITS, isNamed: false } }));
    const { incident, reason } = run(probable.state, 'unchanged', better(NOW + 10_000), NOW + 10_000);
    expect(reason).toBe('corrected');
    expect(incident.changes.at(-1)?.note).toBe('Now certain: frozen by a hanging call to OpenAI');
  });

  test('other words, or evidence that is gone, are no correction', () => {
    const known = run(stateOf([down]), 'opened', better(NOW));
    const longer = observed(frozen, { waitsFor: { ...WAITS, seconds: 130 } }, NOW + MINUTE_MS);
    expect(run(known.state, 'unchanged', longer, NOW + MINUTE_MS).reason).toBe('unchanged');
    expect(run(known.state, 'unchanged', observed(frozen, {}, NOW + MINUTE_MS), NOW + MINUTE_MS).reason).toBe('unchanged');
  });

  test('a cause that is shown still is not replaced by one beside it', () => {
    const errors = on('server-errors');
    const one = [kind('OpenAI: Error code: 500'), kind('OpenAI: Error code: 429', { count: 3 })];
    const two = [kind('OpenAI: Error code: 500'), kind('OpenAI: Error code: 429', { count: 30 })];
    const told = run(stateOf([errors]), 'opened', observed(seen(), { evidence: one }));
    expect(run(told.state, 'unchanged', observed(seen(), { evidence: two }), NOW + 10_000).reason).toBe('unchanged');
  });
});

describe('a cause that was not told is news where the alarms had been well since they were told', () => {
  const first = run(stateOf([down]), 'opened', observed(proxy('proxy-no-upstream', 502)));
  const laterMs = NOW + 6 * MINUTE_MS;
  const recovered = { revision: 2, atMs: NOW + 2 * MINUTE_MS, joined: [], recovered: [down.title] };
  const returned = (state: ReporterState, changes: Incident['changes']): ReporterState => ({
    ...state,
    incidents: state.incidents.map((i) => ({ ...i, changes: [...i.changes, ...changes] })),
  });
  const late = observed(proxy('proxy-timeout', 504), {}, laterMs);

  test('well in between: told, once', () => {
    const { state, reason, incident } = run(returned(first.state, [recovered]), 'unchanged', late, laterMs);
    expect([reason, incident.revision]).toEqual(['new-cause', 2]);
    expect(incident.changes.at(-1)?.note).toBe('Over: the proxy does not reach AtlasML');
    expect(run(state, 'unchanged', late, laterMs)).toMatchObject({ state, reason: 'unchanged' });
  });

  test('never well in between: the same trouble', () => {
    expect(run(first.state, 'unchanged', late, laterMs).reason).toBe('unchanged');
  });

  test('the cause that was told already comes back: no news', () => {
    const again = observed(proxy('proxy-no-upstream', 502), {}, laterMs);
    expect(run(returned(first.state, [recovered]), 'unchanged', again, laterMs).reason).toBe('unchanged');
  });
});
