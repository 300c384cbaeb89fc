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
  /** Adds an event of which the same comes, but for its time. */
  repeat(made: Made, event: LogEvent): void;
  /** Plain data that does not change any more; undefined where no event came through. */
  state(): unknown;
}

/** What the steps of a query made of one event, for others like it. */
export type Made = Row;

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
export function partialQuery(text: string): PartialQuery {
  const found = OF_THE_WINDOW.exec(text);
  if (found) throw new QueryError('its answer hangs on the window, so that it cannot be put together', text, found.index);
  const query = parseQuery(text);
  const [inner] = query.subqueries;
  if (inner) throw new QueryError('a subquery reads another log, so that its answer cannot be put together', text, inner.at);
  const plan = compilePlan(query, { nowMs: 0, startMs: -Infinity, endMs: Infinity });
  if (plan.query.commands[0]?.kind === 'source') throw new QueryError('SOURCE cannot be asked for here', text, 0, { length: 6 });
  const merged = (states: Iterable<unknown>): Collector => {
    const { collector } = plan.scan();
    for (const state of states) {
      if (collector.full()) break;
      if (state !== undefined) collector.merge(state);
    }
    return collector;
  };
  return {
    begin() {
      const { collector, take, matched } = plan.scan();
      const row: Value[] = [];
      const add = ({ timestamp, message, logStream, log }: LogEvent) => {
        row[TIMESTAMP] = timestamp;
        row[MESSAGE] = message;
        row[LOG_STREAM] = logStream;
        row[LOG] = log;
        take(row);
      };
      let repeated = 0;
      return {
        add,
        make(event) {
          const before = matched();
          add(event);
          if (matched() === before) return undefined;
          return row.map((value) => (typeof value === 'string' ? own(value) : value));
        },
        repeat(made, { timestamp }) {
          made[TIMESTAMP] = timestamp;
          collector.add(made);
          repeated++;
        },
        state: () => (matched() + repeated === 0 ? undefined : collector.state()),
      };
    },
    rows: (states) => plan.finish(merged(states)),
    joined: (states) => merged(states).state(),
    moved: (state, byMs) => (state === undefined ? undefined : movable(plan.scan().collector)(state, byMs)),
  };
}

function movable(collector: Collector): NonNullable<Collector['moved']> {
  const { moved } = collector;
  if (!moved) throw new Error('what this query keeps cannot be moved in time');
  return moved.bind(collector);
}
