import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withArrival, withAttempt, withFailure } from '../../../../functions/report-incident/tell/back-off.ts';
import { endNotices, markOver } from '../../../../functions/report-incident/tell/ends-before.ts';
import { nextOutgoing } from '../../../../functions/report-incident/tell/outgoing.ts';
import { markTold } from '../../../../functions/report-incident/tell/tell.ts';
import type { ReceiverRecord } from '../../../../functions/shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../../../functions/shared/incident/reporter-state.ts';
import { incident, member } from '../support.ts';

const BEGIN = Date.parse('2026-11-26T10:00:00Z');
const MINUTE = 60_000;

/** What a send came to: it arrived and was recorded; it was refused; it arrived and the monitor was killed before it wrote that down. */
const fate = fc.constantFrom('arrived', 'refused', 'killed', 'lost');
/** A run of the reporter each minute: whether an incident begins or ends before it, and what becomes of what it sends. */
const minute = fc.record({ turns: fc.boolean(), fates: fc.array(fate, { minLength: 3, maxLength: 3 }) });

/** An end was killed behind its send, and the begin and the end of the next incident came through without being written down. */
const KILLED_AND_LOST = (
  [
    [true, 'arrived'],
    [true, 'killed'],
    [true, 'killed'],
    [true, 'lost'],
    [false, 'lost'],
    [false, 'arrived'],
  ] as const
).map(([turns, first]) => ({ turns, fates: [first, 'arrived', 'arrived'] as (typeof first | 'arrived')[] }));

interface Heard {
  id: string;
  kind: string;
}

function run(minutes: { turns: boolean; fates: string[] }[]) {
  let state: ReporterState = { version: 0, incidents: [], notices: [] } as unknown as ReporterState;
  let record: ReceiverRecord = { receiver: 'email', version: 0, told: {}, attempts: [], noticed: [] };
  const heard: Heard[] = [];
  const named = new Set<string>();
  minutes.forEach(({ turns, fates }, i) => {
    const nowMs = BEGIN + i * MINUTE;
    if (turns) state = turned(state, nowMs, `incident-${i}`);
    for (const became of fates) {
      const outgoing = nextOutgoing(state, record, nowMs, true);
      if (outgoing?.what !== 'incident') break;
      const { incident: about, kind, ends, key } = outgoing;
      record = withAttempt(record, key, nowMs, 0);
      if (became === 'arrived' || became === 'killed') {
        heard.push({ id: about.id, kind });
        if (endNotices(ends, record).length > 0) for (const { id } of ends) named.add(id);
      }
      if (became === 'arrived')
        record = markOver(markTold(withArrival(record, key), about, nowMs, { short: 'x', kind } as never), ends);
      if (became === 'refused') record = withFailure(record, key, nowMs, { ambiguous: false, error: 'no' });
      // The next run reads what was saved; of a kill that is the attempt alone.
      if (became !== 'arrived') break;
    }
  });
  return { state, record, heard, named };
}

/** An open incident ends, or another one begins. */
function turned(state: ReporterState, nowMs: number, id: string): ReporterState {
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  const incidents: Incident[] = open
    ? state.incidents.map((i) => (i === open ? { ...i, revision: i.revision + 1, resolvedMs: nowMs } : i))
    : [...state.incidents, incident([member('endpoint-down', 0)], { id, openedMs: nowMs })];
  return { ...state, incidents };
}

test('whatever is killed, refused or lost: no end of an incident comes behind the begin of a later one', () => {
  fc.assert(
    fc.property(fc.array(minute, { maxLength: 40 }), (minutes) => {
      const { heard } = run(minutes);
      const order = (id: string) => Number(id.split('-')[1]);
      for (const [at, { id, kind }] of heard.entries()) {
        if (kind !== 'resolved') continue;
        const later = heard.slice(0, at).filter((h) => h.kind !== 'resolved' && order(h.id) > order(id));
        // Only where that later one is over as well, and was told as open before its end.
        const isOpen = later.some((h) => !heard.slice(0, at).some((x) => x.id === h.id && x.kind === 'resolved'));
        expect([minutes, heard, isOpen]).toEqual([minutes, heard, false]);
      }
    }),
    { numRuns: 300, examples: [[KILLED_AND_LOST]] },
  );
});

test('once all arrives, each incident was told: by its end, or in a message about a later one', () => {
  fc.assert(
    fc.property(fc.array(minute, { maxLength: 25 }), (minutes) => {
      const arrives = { turns: false, fates: ['arrived', 'arrived', 'arrived'] };
      const { state, heard, named } = run([...minutes, ...Array.from({ length: 40 }, () => arrives)]);
      for (const { id, resolvedMs } of state.incidents) {
        const isTold = heard.some((h) => h.id === id && (resolvedMs === undefined || h.kind === 'resolved')) || named.has(id);
        expect([minutes, id, isTold]).toEqual([minutes, id, true]);
      }
    }),
    { numRuns: 200 },
  );
});
