import type { Collector } from '../collect/collector.ts';
import { QueryError } from '../language/errors.ts';
import { parseQuery } from '../language/parser.ts';
import { own } from '../plan/bytes.ts';
import { compilePlan } from '../plan/plan.ts';
import { LOG, LOG_STREAM, MESSAGE, TIMESTAMP } from '../plan/scope.ts';
import type { Row } from '../row.ts';
import type { Value } from '../values.ts';
import type { LogEvent } from './events.ts';

/** One part of a log on its way through a query. */
export interface PartialRun {
  add(event: LogEvent): void;
  /** Adds it, and gives what came of it: undefined where nothing did. */
  make(event: LogEvent): Made | undefined;
  /** Adds events of one time of which the same comes. @param timestamp epoch ms */
  repeat(made: Made, timestamp: number, times: number): void;
  /** Plain data that does not change any more; undefined where no event came through. */
  state(): unknown;
}

/** What the steps of a query made of one event, for others like it. */
export interface Made {
  row: Row;
  /** What is the same of events that change the answer alike, but for their times; absent where all of an event may be in it. */
  alike?: string;
}

/** The same query in other words, for events that both understand alike: it may be quicker. */
export interface QuickWay {
  text: string;
  fits(message: string): boolean;
}

/**
 * A query over a log that is never there as a whole: of each part is kept what it came to, and any parts together give the rows that
 * the query gives over all their events. Parts must be merged in the order of the log.
 */
export interface PartialQuery {
  begin(): PartialRun;
  /** @param states of the parts, in order. */
  rows(states: Iterable<unknown>): Record<string, string>[];
  /** The state of several parts in a row. */
  joined(states: Iterable<unknown>): unknown;
  /** The state had all events come so much later: a number of ms that each bin of the query divides. */
  moved(state: unknown, byMs: number): unknown;
}

/** What asks for the window or the present has another answer for each. */
const OF_THE_WINDOW = /\b(?:now|querystarttime|queryendtime|querytimerange)\s*\(|\|\s*diff\b/i;

/** @throws QueryError when the query cannot run, or hangs on its window. */
export function partialQuery(text: string, quick?: QuickWay): PartialQuery {
  const found = OF_THE_WINDOW.exec(text);
  if (found) throw new QueryError('its answer hangs on the window, so that it cannot be put together', text, found.index);
  const query = parseQuery(text);
  const [inner] = query.subqueries;
  if (inner) throw new QueryError('a subquery reads another log, so that its answer cannot be put together', text, inner.at);
  const whole = { nowMs: 0, startMs: -Infinity, endMs: Infinity };
  const plan = compilePlan(query, whole);
  const quickPlan = quick && compilePlan(parseQuery(quick.text), whole);
  if (plan.query.commands[0]?.kind === 'source') throw new QueryError('SOURCE cannot be asked for here', text, 0, { length: 6 });
  const merged = (states: Iterable<unknown>): Collector => {
    const collector = plan.collector();
    for (const state of states) {
      if (collector.full()) break;
      if (state !== undefined) collector.merge(state);
    }
    return collector;
  };
  // The steps are the same for all parts, and one event is on its way at a time: both are there once.
  let sink: (row: Row) => void = () => {};
  const take = plan.steps((row) => sink(row));
  const takeQuickly = quickPlan?.steps((row) => sink(row)) ?? take;
  const row: Value[] = [];
  return {
    begin() {
      // Of most parts nothing comes through most queries.
      let collector: Collector | undefined;
      const collecting = () => {
        collector ??= plan.collector();
        return collector;
      };
      let taken = 0;
      const collect = (made: Row) => {
        taken++;
        collecting().add(made);
      };
      const add = ({ timestamp, message, logStream, log }: LogEvent) => {
        row[TIMESTAMP] = timestamp;
        row[MESSAGE] = message;
        row[LOG_STREAM] = logStream;
        row[LOG] = log;
        sink = collect;
        if (quick?.fits(message)) takeQuickly(row);
        else take(row);
      };
      return {
        add,
        make(event) {
          const before = taken;
          add(event);
          if (taken === before) return undefined;
          const made: Made = { row: row.map((value) => (typeof value === 'string' ? own(value) : value)) };
          const alike = collecting().alike?.(row);
          if (alike !== undefined) made.alike = alike;
          return made;
        },
        repeat({ row: made }, timestamp, times) {
          made[TIMESTAMP] = timestamp;
          const into = collecting();
          if (into.addTimes) into.addTimes(made, times);
          else for (let n = 0; n < times; n++) into.add(made);
          taken += times;
        },
        state: () => (taken === 0 ? undefined : collecting().state()),
      };
    },
    rows: (states) => plan.finish(merged(states)),
    joined: (states) => merged(states).state(),
    moved: (state, byMs) => (state === undefined ? undefined : movable(plan.collector())(state, byMs)),
  };
}

function movable(collector: Collector): NonNullable<Collector['moved']> {
  const { moved } = collector;
  if (!moved) throw new Error('what this query keeps cannot be moved in time');
  return moved.bind(collector);
}
