import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Collector } from '../collect/collector.ts';
import type { Answer, QueryContext } from '../functions/types.ts';
import { InputError } from '../input/input-error.ts';
import { cutNote } from '../input/long-record.ts';
import type { Scanned } from '../input/scanner.ts';
import { type Task, tasksOf, type Unsplit } from '../input/tasks.ts';
import type { Query } from '../language/ast.ts';
import { parseQuery } from '../language/parser.ts';
import { compilePlan, type Plan } from '../plan/plan.ts';
import { type Prepared, prepare, tooMany } from '../plan/prepare.ts';
import { wantedGroups } from '../plan/source-groups.ts';
import { timeText } from '../values.ts';
import { isWithoutEvents, type QueryResult, type RunOptions } from './events.ts';
import { groupsOfFile } from './file-groups.ts';
import { KeptStream } from './kept-stream.ts';
import { Readers, threadsFor } from './readers.ts';
import type { PartResult } from './scan-part.ts';
import { PIECE_BYTES, scanStream } from './scan-stream.ts';
import { type ScanOptions, scanTasks } from './threads.ts';
import { withTimeLimit } from './time-limit.ts';

/** Where logs come from: a file, a stream such as standard input, or what can be opened for each reading. Each may be compressed by gzip. */
export type Source = { path: string } | { name: string; stream: Readable } | { name: string; open(): Readable };

export interface FileOptions extends RunOptions {
  /** Epoch ms, both ends included. */
  window?: { startMs: number; endMs: number };
  /** How many threads read; when left out as many as there are processors, or fewer when there is little to read. */
  threads?: number;
  /** Threads that were started before, for whoever knew early that there is much to read; whoever gave them ends them. */
  readers?: Readers;
  /** Files are cut into parts of so many bytes, for several threads. */
  partBytes?: number;
  /** So much of the end is looked at first where the newest events are asked for. */
  tailBytes?: number;
  progress?: (bytes: number, total: number) => void;
}

export interface FileQueryResult extends QueryResult {
  /** Files with lines that are no event of their form, which were left out. */
  broken: { name: string; lines: number; firstAt: number }[];
}

/**
 * Runs a query over files of any size, in memory that does not grow with them but for what the query itself must keep.
 * Records come in the order of the sources. With a window, `recordsScanned` counts all that were read: files have no index of times.
 * @throws QueryError, TimeLimitError, or an error of the file system.
 */
export async function queryFiles(text: string, sources: Source[], options: FileOptions = {}): Promise<FileQueryResult> {
  const { window = { startMs: -Infinity, endMs: Infinity }, nowMs = Date.now(), logType, tables } = options;
  const context: QueryContext = { nowMs, ...window, ...(logType && { logType }), ...(tables && { tables }) };
  // A wrong query is told before a file is opened.
  const prepared = prepare(parseQuery(text), context);
  if (prepared.subqueries.length > 0 && sources.some((source) => 'stream' in source))
    throw new InputError('a query with subqueries reads its logs more than once: give it files');
  const { plan, collector, present, isPresentKnown, ...result } = await run(prepared, sources, options);
  const rows = withTimeLimit(60_000, () => plan.finish(collector));
  const isEmpty = isWithoutEvents(rows, result.statistics);
  const why = isEmpty && isPresentKnown ? plan.emptyFor(present) : [];
  const outside = isEmpty ? await outsideOf(window, sources, options) : [];
  return { ...result, rows, warnings: [...result.warnings, ...outside, ...(outside.length > 0 ? [] : why)] };
}

/** Why no line lies in a window, a note or none. A stream is read but once. */
async function outsideOf(
  { startMs, endMs }: NonNullable<FileOptions['window']>,
  sources: Source[],
  { timeLimitMs }: FileOptions,
): Promise<string[]> {
  if ((startMs === -Infinity && endMs === Infinity) || sources.some((source) => 'stream' in source)) return [];
  const asked = 'stats min(@timestamp) as first, max(@timestamp) as last';
  const [row] = (await queryFiles(asked, sources, { ...(timeLimitMs && { timeLimitMs }) })).rows;
  const [first, last] = [Number(row?.first), Number(row?.last)];
  if (first === 0 && last === 0)
    return ['no line has a time that is understood, so none is of the time that is asked for; ask without a time'];
  return last < startMs || first > endMs
    ? [`the lines are from ${timeText(first)} to ${timeText(last)} UTC, and none is of the time that is asked for`]
    : [];
}

interface Run extends FileQueryResult {
  plan: Plan;
  collector: Collector;
  present: boolean[];
  /** False where events were left out of which nobody knows what fields they had. */
  isPresentKnown: boolean;
}

/** Runs the subqueries first, each over the files that it asks for itself; they tell no progress. */
async function run(prepared: Prepared, sources: Source[], options: FileOptions): Promise<Run> {
  const { subqueries, query } = prepared;
  const { progress: _, ...quietly } = options;
  const warnings: string[] = [];
  const answers: Answer[] = [];
  for (const subquery of subqueries) {
    const inner = await run(subquery, sources, quietly);
    const answer = withTimeLimit(60_000, () => inner.plan.answer(inner.collector));
    answers.push(answer);
    warnings.push(...inner.warnings, ...tooMany(answer));
  }
  const context = subqueries.length > 0 ? { ...prepared.context, answers } : prepared.context;
  const wanted = wantedGroups(query);
  const read = sources.filter((s) => !wanted || groupsOfFile('path' in s ? s.path : s.name).some(wanted));
  if (read.length === 0 && sources.length > 0) warnings.push('SOURCE asks for none of the files');
  return scan(query, read, context, warnings, options);
}

/** Runs a query whose subqueries have run. */
async function scan(query: Query, read: Source[], context: QueryContext, warnings: string[], options: FileOptions): Promise<Run> {
  const inputs = inputsOf(read, options.partBytes);
  const readers = options.readers ?? readersFor(inputs, options.threads);
  try {
    return await scanAll(query, inputs, context, warnings, { ...options, ...(readers && { readers }) });
  } finally {
    if (readers !== options.readers) readers?.end();
  }
}

/** The parts of files that follow one another are read together. */
function inputsOf(read: Source[], partBytes: number | undefined): Input[] {
  const inputs: Input[] = [];
  for (const source of read) {
    const input = 'path' in source ? tasksOf(source.path, partBytes) : 'stream' in source ? keptOf(source) : source;
    const before = inputs.at(-1);
    if (Array.isArray(input) && Array.isArray(before)) before.push(...input);
    else inputs.push(input);
  }
  return inputs;
}

/** Threads are started before the query is compiled. */
function readersFor(inputs: Input[], threads: number | undefined): Readers | undefined {
  const parts = inputs.filter((input) => Array.isArray(input));
  const wanted = threads ?? threadsFor(parts.reduce((sum, input) => sum + sizeOf(input), 0));
  const others = Math.min(wanted, Math.max(0, ...parts.map(({ length }) => length))) - 1;
  return others > 0 ? new Readers(others) : undefined;
}

async function scanAll(
  query: Query,
  inputs: Input[],
  context: QueryContext,
  warnings: string[],
  options: FileOptions,
): Promise<Run> {
  const { timeLimitMs = 10_000, readers, tailBytes } = options;
  const total = inputs.reduce((sum, input) => sum + sizeOf(input), 0);
  const plan = compilePlan(query, context, true);
  const { collector } = plan.scan();
  const present: boolean[] = [];
  let cuts = 0;
  const result: Run = {
    plan,
    collector,
    present,
    isPresentKnown: true,
    columns: plan.columns,
    rows: [],
    statistics: { recordsScanned: 0, recordsMatched: 0, bytesScanned: 0 },
    warnings: [...plan.warnings, ...warnings],
    broken: [],
  };
  const take = (part: PartResult, name: string) => {
    collector.merge(part.state);
    notePresent(present, part);
    result.statistics.recordsMatched += part.matched;
    result.statistics.recordsScanned += part.scanned.records;
    result.statistics.bytesScanned += part.scanned.bytes;
    countBroken(result.broken, name, part.scanned);
    cuts += part.scanned.cuts;
    return !collector.full();
  };
  const asked = { context, timeLimitMs, ...(tailBytes && { tailBytes }) };
  for (const input of inputs) {
    if (collector.full()) break;
    const before = result.statistics.bytesScanned;
    const progress = options.progress && ((bytes: number) => options.progress?.(before + bytes, total));
    await scanInput(plan, input, { ...asked, ...(readers && { readers }), ...(progress && { progress }) }, take);
  }
  const isSkipped = plan.requirement !== undefined && (plan.parses > 0 || plan.discovered.length > 0);
  // Events that do not matter were left out: of the others alone nobody can say what fields there are.
  if (isSkipped)
    result.isPresentKnown = result.statistics.recordsMatched === 0 && (await findPresent(plan, inputs, asked, present));
  return { ...result, warnings: [...result.warnings, ...cutNote(cuts)] };
}

type Opened = Unsplit | { name: string; open(): Readable } | { name: string; kept: KeptStream };
type Input = Task[] | Opened;

const keptOf = ({ name, stream }: { name: string; stream: Readable }) => ({ name, kept: new KeptStream(stream) });

/** @param take is told of which file a part is. */
async function scanInput(
  plan: Plan,
  input: Input,
  scan: ScanOptions,
  take: (part: PartResult, name: string) => boolean,
): Promise<void> {
  if (Array.isArray(input)) return scanTasks(plan, input, scan, (part, i) => take(part, (input[i] as Task).path));
  const name = 'path' in input ? input.path : input.name;
  take(await scanStream(plan, opened(input), name, scan.timeLimitMs, scan.progress), name);
}

/**
 * Looks which fields events have, and what patterns match, also in the events that were left out because a text is not in them.
 * @returns false where that cannot be known: a stream that is not short is read but once.
 */
async function findPresent(plan: Plan, inputs: Input[], scan: ScanOptions, present: boolean[]): Promise<boolean> {
  const again = inputs.map((input) => ('kept' in input ? input.kept.again(input.name) : input));
  if (!again.every((input) => input !== undefined)) return false;
  const everything = { ...plan, requirement: undefined };
  const known = plan.discovered.length;
  const isMissing = () =>
    plan.discovered.some((_, i) => !present[i]) ||
    Array.from({ length: plan.parses }).some((_, i) => !present[known + 2 * i + 1]);
  for (const input of again) {
    if (!isMissing()) break;
    await scanInput(everything, input, scan, (part) => {
      notePresent(present, part);
      return isMissing();
    });
  }
  return true;
}

function notePresent(present: boolean[], part: PartResult): void {
  for (const [i, isPresent] of part.present.entries()) if (isPresent) present[i] = true;
}

function opened(input: Opened): Readable {
  if ('path' in input) return createReadStream(input.path, { highWaterMark: PIECE_BYTES });
  return 'open' in input ? input.open() : input.kept.open();
}

function sizeOf(input: Task[] | Unsplit | { name: string }): number {
  if (Array.isArray(input)) return input.reduce((sum, { from, to }) => sum + to - from, 0);
  return 'size' in input ? input.size : 0;
}

function countBroken(broken: FileQueryResult['broken'], name: string, scanned: Scanned): void {
  if (scanned.broken === 0) return;
  const known = broken.find((b) => b.name === name);
  if (known) known.lines += scanned.broken;
  else broken.push({ name, lines: scanned.broken, firstAt: scanned.firstBroken ?? 0 });
}
