import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../../functions/report-incident/diagnose/causes.ts';
import { findCauses } from '../../../../functions/report-incident/diagnose/find-causes.ts';
import { witnessesOf } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import type { LogEvent } from '../../../../insights/index.ts';
import { recorded } from '../../../support/corpus.ts';
import { observe } from '../../check-logs/support.ts';
import { member } from '../support.ts';
import { type Health, health, TROUBLES } from './troubles.ts';

const END = Date.parse('2026-11-25T18:00:00Z');
/** Of two conditions the worse one is what a probe meets. */
const WORSE: Health[] = ['health-ok', 'health-missing-collection', 'health-weaviate-unreachable', 'never answers', 'refuses'];
type Trouble = (typeof TROUBLES)[number];

/** A function that is asked once for each argument. */
function onceFor<A, R>(ask: (of: A) => R): (of: A) => R {
  const known = new Map<A, R>();
  return (of) => {
    if (!known.has(of)) known.set(of, ask(of));
    return known.get(of) as R;
  };
}

/** What a probe sees; asked once for each condition. */
const seenAs = onceFor(health);

/** A recording up to its moment, as if that were now, written by a container of its own. */
function until(log: string, seconds: number | undefined): LogEvent[] {
  const events = recorded(log);
  const startMs = events[0]?.timestamp ?? 0;
  const kept = events.filter((e) => seconds === undefined || e.timestamp <= startMs + seconds * 1000);
  const shift = END - (kept.at(-1)?.timestamp ?? 0);
  const moved = (message: string) =>
    message.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, (stamp) =>
      new Date(Date.parse(`${stamp.replace(' ', 'T')}Z`) + shift).toISOString().slice(0, 19).replace('T', ' '),
    );
  const here = kept.map((e) => ({ timestamp: e.timestamp + shift, logStream: log, message: moved(e.message) }));
  // Every recording begins with a start and most end with a stop; only of those about starts it is part of the trouble.
  if (/crash|start/.test(log)) return here;
  const up = here.findIndex((e) => e.message.includes('Application startup complete'));
  const stop = here.findIndex((e) => e.message.includes('Shutting down'));
  return here.slice(up + 1, stop < 0 ? undefined : stop);
}

/** The causes that are told of these lines under this condition. */
async function causesOf(events: LogEvent[], condition: Health): Promise<string[]> {
  const logs = await observe(
    events.toSorted((a, b) => a.timestamp - b.timestamp),
    { startMs: END - 300_000, endMs: END },
  );
  const seen = await seenAs(condition);
  const members = seen.verdict === 'down' ? [member('endpoint-down', 0, { sinceMs: END - 60_000 })] : [];
  const observations = [
    { check: 'health' as const, atMs: END, endpoints: [seen] },
    { ...logs, atMs: END },
  ];
  return findCauses(witnessesOf(observations, { members }, END)).map(({ cause }) => cause.id);
}

const eventsOf = onceFor(([, log, seconds]: Trouble) => until(log, seconds));
/** What is told of a trouble without another; asked once for each condition. */
const aloneUnder = onceFor((condition: Health) => onceFor((trouble: Trouble) => causesOf(eventsOf(trouble), condition)));

const subsumedBy = (ids: string[]) => CAUSES.filter(({ id }) => ids.includes(id)).flatMap(({ subsumes = [] }) => subsumes);
/**
 * The newest failed start tells its reason, and there is one newest; whom a request waited for cannot be read from lines that
 * two containers wrote in turn.
 */
const oneStart = (id: string) =>
  /^cannot-start|^bad-environment/.test(id) ? 'cannot-start' : (/^(?:frozen|slow-calls)/.exec(id)?.[0] ?? id);

const pairs = TROUBLES.flatMap((one, i) =>
  TROUBLES.slice(i + 1).map((other) => [`${one[0]} + ${other[0]}`, one, other] as const),
);

describe('two recordings mixed in time tell both troubles, or the one that explains the other, and no third', () => {
  test.each(pairs)('%s', async (_title, one, other) => {
    const condition = WORSE[Math.max(WORSE.indexOf(one[3]), WORSE.indexOf(other[3]))] as Health;
    const alone = [...(await aloneUnder(condition)(one)), ...(await aloneUnder(condition)(other))];
    const together = await causesOf([...eventsOf(one), ...eventsOf(other)], condition);
    const told = [...together, ...subsumedBy(together)].map(oneStart);
    expect(told).toEqual(expect.arrayContaining(alone.map(oneStart)));
    const known = [...alone, ...subsumedBy(alone)].map(oneStart);
    expect(known).toEqual(expect.arrayContaining(together.map(oneStart)));
  });
});
