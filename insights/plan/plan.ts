import type { Collector } from '../collect/collector.ts';
import type { Answer, QueryContext } from '../functions/types.ts';
import type { Query } from '../language/ast.ts';
import type { Row, Use } from '../row.ts';
import { shownText, timeText } from '../values.ts';
import { asMeant } from './behind-stats.ts';
import { decode } from './bytes.ts';
import { areInLines, discoverer, typesOf } from './discover.ts';
import type { MessageGlob } from './message-glob.ts';
import { missingWords } from './no-rows.ts';
import { type Requirement, requirementOf } from './requirement.ts';
import { filled, shapeOf } from './row-shape.ts';
import { type Discovered, INGESTION_TIME, LOG, LOG_STREAM, MESSAGE, type Place, PTR, TIMESTAMP } from './scope.ts';
import { compileStages, type Stage } from './stages.ts';
import { pass, type Seen } from './step.ts';
import { periodsOf, type Window } from './windows.ts';

/** A plan at work on one part of the input. */
export interface Scan {
  collector: Collector;
  /** Takes an event's row; the row's array is used again. */
  take(row: Row): void;
  /** Fills the fields that are found in a message. */
  discover(message: string, row: Row): void;
  /** Takes a row whose fields have been filled. */
  run(row: Row): void;
  /** Takes so many events that are alike but for their times, which lie in one of these periods. Absent where more than the time decides. */
  runAlike?: { ms: number; offsetMs: number; take(row: Row, times: number): void };
  matched(): number;
  /**
   * Leaves a row out that is as good as taken: it matches, and is older than what the result can hold. Undefined where rows must be looked at.
   * @returns false when it must be taken.
   */
  leaveOut?: (ms: number) => boolean;
  /** Whether an event had the field, for each that is found in messages; then for each `parse` whether it was given a text, and matched one. */
  present: boolean[];
}

/** A query made ready to run over events, in one thread or several. */
export interface Plan {
  query: Query;
  /** True when `@message` stands in the rows as bytes. */
  bytes: boolean;
  /** False when nothing but the fields found in it asks for `@message`, so that none need be made. */
  readsMessage: boolean;
  /** False when nothing but the window asks for an event's time. */
  readsTime: boolean;
  /** True when the query asks where an event comes from. */
  readsOrigin: boolean;
  /** The slot for the length of a message in code points, where one is asked for; left empty where only the message tells. */
  messageLength: number | undefined;
  /** The slot for the template of a message for `pattern`, where one is asked for. */
  template: number | undefined;
  /** Patterns that are matched where the message is read, and what is read of each wildcard. */
  globs: readonly (MessageGlob & { uses: readonly (Use | undefined)[] })[];
  /** The fields that are found in messages. */
  discovered: readonly Discovered[];
  /** Those of them of which nothing is asked but which text they are, by their slots. */
  identities: ReadonlySet<number>;
  /** True where other messages than JSON may hold them. */
  isOfServices: boolean;
  /** True where JSON inside of another message may hold them. */
  isInLines: boolean;
  /** What a message must contain for its event to reach the result. */
  requirement: Requirement | undefined;
  /** Events outside of these windows are not scanned. Two with `diff`. */
  windows: Window[];
  /** How many commands `parse` there are whose patterns may match nothing. */
  parses: number;
  /** What the writer should know though the query runs. */
  warnings: string[];
  /** The result's columns, in order. */
  columns: string[];
  /** @param leastTime rows that are older are known not to be in the result where newer ones come first; epoch ms. */
  scan(leastTime?: number): Scan;
  /** What the first stage collects, apart from what leads to it. */
  collector(): Collector;
  /** The steps of the first stage alone. @param sink gets each row that comes through; the array is used again */
  steps(sink: (row: Row) => void): (row: Row) => void;
  /**
   * Why a query may have given no row, for reasons that can be seen.
   * @param present as Scan says it.
   */
  emptyFor(present: readonly boolean[]): string[];
  /**
   * The rows of the result from the merged collector: each field's text by name, absent when missing.
   * @param pointers adds `@ptr` to the rows of events, as the service does.
   */
  finish(collector: Collector, pointers?: boolean): Record<string, string>[];
  /** The same rows as values, for the query that this one is a part of. */
  answer(collector: Collector): Answer;
  /** The fields that joins ask of a subquery, by its index. */
  asked: Map<number, string[]>;
}

/**
 * Compiles a query.
 * @param bytes true when `@message` stands in the rows as bytes.
 * @throws QueryError when the query cannot run.
 */
export function compilePlan(query: Query, context: QueryContext, bytes = false): Plan {
  const { commands, notes } = asMeant(query.commands);
  const { stages, events, result, columns, ofEvents, scopes } = compileStages(commands, query.text, context, bytes);
  events.warnings.push(...notes);
  const diff = commands.find((c) => c.kind === 'diff');
  const window = { startMs: context.startMs, endMs: context.endMs };
  const [first, ...rest] = stages as [Stage, ...Stage[]];
  const { holdsNoRow, isTimeless } = first.collector();
  const shown = columns.map((name) => ({ name, place: result.find(name) }));
  const steps = (sink: (row: Row) => void, present: boolean[] = []) => {
    const through = chain(first.steps, sink, (parse, isMatch) => {
      present[events.discovered.length + 2 * parse + Number(isMatch)] = true;
    });
    const { discovered } = events;
    const discover = discoverer(discovered, context.logType);
    if (discovered.length === 0) return { take: through, run: through, discover };
    let missing = discovered.length;
    const run = (row: Row) => {
      for (let i = 0; missing > 0 && i < discovered.length; i++) {
        if (present[i] || row[(discovered[i] as Discovered).slot] === undefined) continue;
        present[i] = true;
        missing--;
      }
      through(row);
    };
    const message = bytes ? (row: Row) => decode(row[MESSAGE] as string) : (row: Row) => row[MESSAGE] as string;
    const take = (row: Row) => {
      discover(message(row), row);
      run(row);
    };
    return { take, run, discover };
  };
  let shape: Record<string, string> | undefined;
  const isOfTimes = first.steps.every((step) => step === pass) && [...events.read.keys()].every((slot) => slot === TIMESTAMP);
  const rowsOf = (collector: Collector) => rest.reduce((rows, stage) => runStage(stage, rows), collector.rows());
  return {
    query,
    bytes,
    readsMessage: events.read.has(MESSAGE) || (ofEvents && shown.some(({ place }) => place?.slot === MESSAGE)),
    readsTime: events.read.has(TIMESTAMP) || !isTimeless,
    readsOrigin: [LOG_STREAM, LOG, INGESTION_TIME].some((slot) => events.read.has(slot)),
    messageLength: events.messageLength,
    template: events.template,
    globs: events.globs.map((glob) => ({ ...glob, uses: glob.slots.map((slot) => events.read.get(slot)) })),
    discovered: events.discovered,
    // A row that waits would have a later row's text.
    identities: new Set([...events.read].flatMap(([slot, use]) => (use === 'identity' && holdsNoRow ? [slot] : []))),
    isOfServices: typesOf(events.discovered, context.logType).length > 0,
    isInLines: areInLines(events.discovered, context.logType),
    requirement: requirementOf(commands, query.text),
    windows: diff ? [window, periodsOf(diff, context, query.text).before] : [window],
    parses: events.parses.length,
    warnings: events.warnings,
    columns,
    collector: first.collector,
    scan(leastTime = -Infinity) {
      const collector = first.collector();
      let matched = 0;
      const present = Array.from({ length: events.discovered.length + 2 * events.parses.length }, () => false);
      const made = steps((row) => {
        matched++;
        collector.add(row);
      }, present);
      const leaveOut = (ms: number) => {
        if (ms >= leastTime && ms >= (collector.leastTime?.() ?? -Infinity)) return false;
        matched++;
        return true;
      };
      const width = isOfTimes ? collector.alikeIn?.() : undefined;
      const runAlike = width && {
        ...width,
        take(row: Row, times: number) {
          matched += times;
          collector.addTimes?.(row, times);
        },
      };
      const skips = collector.leastTime && first.steps.every((step) => step === pass);
      return { ...(skips && { leaveOut }), ...(runAlike && { runAlike }), collector, ...made, matched: () => matched, present };
    },
    steps: (sink) => steps(sink).take,
    emptyFor(present) {
      const missing = new Set(events.discovered.filter((_, i) => !present[i]).map(({ path }) => path));
      const tried = (parse: number, isMatch: 0 | 1) => present[events.discovered.length + 2 * parse + isMatch] ?? false;
      return missingWords(
        commands,
        missing,
        events.parses.filter((_, i) => tried(i, 0) && !tried(i, 1)),
      );
    },
    asked: new Map(
      scopes.flatMap((scope) => [...scope.asked].map(([index, { fields }]) => [index, [...fields.keys()]] as const)),
    ),
    answer(collector) {
      const rows = rowsOf(collector);
      const isBytes = ({ slot }: Place) => bytes && ofEvents && slot === MESSAGE;
      return {
        columns: shown.map(({ name, place }) => ({ name, time: place?.time ?? false })),
        rows: rows.map((row) =>
          shown.map(({ place }) => {
            const value = place && row[place.slot];
            return place && isBytes(place) && typeof value === 'string' ? decode(value) : value;
          }),
        ),
      };
    },
    finish(collector, pointers = false) {
      const rows = rowsOf(collector);
      const textOf = (row: Row, { slot, time }: Place): string | undefined => {
        const value = row[slot];
        if (bytes && ofEvents && slot === MESSAGE && typeof value === 'string') return decode(value);
        return time && typeof value === 'number' ? timeText(value) : shownText(value);
      };
      const places = shown.flatMap(({ place }) => place ?? []);
      if (places.length === columns.length) shape ??= shapeOf(columns);
      return rows.map((row) => {
        const whole = shape && !pointers && filled(shape, (i) => textOf(row, places[i] as Place));
        if (whole) return whole;
        const fields = shown.flatMap(({ name, place }) => {
          const text = place && textOf(row, place);
          return text === undefined ? [] : [[name, text] as const];
        });
        if (pointers && ofEvents && row[PTR] !== undefined) fields.push(['@ptr', String(row[PTR])]);
        return Object.fromEntries(fields);
      });
    },
  };
}

function chain(steps: Stage['steps'], sink: (row: Row) => void, seen?: Seen): (row: Row) => void {
  return steps.reduceRight((next, step) => step(next, seen), sink);
}

function runStage({ steps, collector }: Stage, rows: Row[]): Row[] {
  const collected = collector();
  const run = chain(steps, (row) => collected.add(row));
  for (const row of rows) {
    if (collected.full()) break;
    run(row);
  }
  return collected.rows();
}
