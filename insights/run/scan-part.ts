import { closeSync, openSync } from 'node:fs';
import type { Form } from '../input/detect.ts';
import { DocumentScanner } from '../input/document-scanner.ts';
import { CHUNK_BYTES, Feed } from '../input/feed.ts';
import { IsoScanner } from '../input/iso-scanner.ts';
import { JsonLineScanner } from '../input/json-line-scanner.ts';
import { prefilterOf } from '../input/prefilter.ts';
import { EventSink, type Scanned, type Scanner } from '../input/scanner.ts';
import type { Task } from '../input/tasks.ts';
import { TextScanner } from '../input/text-scanner.ts';
import type { Plan } from '../plan/plan.ts';
import { FieldTable } from '../simd/json-fields.ts';
import { ScanMemory } from '../simd/scan-memory.ts';
import { withTimeLimit } from './time-limit.ts';

/** What a part of the input came to; plain data, but for nothing. */
export interface PartResult {
  state: unknown;
  matched: number;
  scanned: Scanned;
  /** See `Scan.present`. */
  present: boolean[];
}

/** So much is read before the time limit begins anew, and before progress is told. */
const BATCH_BYTES = 16 << 20;

/** A plan at work on one part of the input. */
export interface Part {
  scanner: Scanner;
  memory: ScanMemory;
  sink: EventSink;
  result(): PartResult;
}

/** Begins a part. @param name the file's, for `@logStream`. @param time for text before its first time, epoch ms. */
export function beginPart(plan: Plan, form: Form, name: string, time: number, memory: ScanMemory, leastTime?: number): Part {
  const scan = plan.scan(leastTime);
  const table = new FieldTable(memory);
  const sink = new EventSink(plan, scan, name, memory, table);
  return {
    scanner: scannerOf(plan, form, sink, memory, table, time),
    memory,
    sink,
    result() {
      sink.end();
      return { state: scan.collector.state(true), matched: scan.matched(), scanned: sink.scanned, present: scan.present };
    },
  };
}

function scannerOf(plan: Plan, form: Form, sink: EventSink, memory: ScanMemory, table: FieldTable, time: number): Scanner {
  if (form === 'document') return new DocumentScanner(sink);
  const prefilter = prefilterOf(plan.requirement, memory, form === 'jsonl');
  if (form === 'jsonl') return new JsonLineScanner(sink, memory, prefilter, table);
  return form === 'iso' ? new IsoScanner(sink, memory, prefilter) : new TextScanner(sink, memory, prefilter, time);
}

/** The memory of the part before, for the next one of this thread: to make one takes longer than to read a small file. */
let spare: ScanMemory | undefined;

/** A memory for one part, which is given back when it has been read. */
export function borrowMemory(): ScanMemory {
  const memory = spare ?? new ScanMemory(CHUNK_BYTES);
  spare = undefined;
  return memory;
}

/** The next part begins with a memory that knows nothing: whoever heard of what this one knows may be gone. */
export function forgetMemory(): void {
  spare = undefined;
}

/** What grew for a long record goes. */
export function giveBack(memory: ScanMemory): void {
  if (memory.buffer.length === CHUNK_BYTES) spare = memory;
}

/**
 * Reads a part of a file to its end.
 * @param leastTime see `Plan.scan`.
 * @param told is called with the bytes read since the last time.
 * @throws TimeLimitError when a batch computes for too long.
 */
export function scanTask(
  plan: Plan,
  task: Task,
  timeLimitMs: number,
  told: (bytes: number) => void,
  leastTime?: number,
): PartResult {
  const memory = borrowMemory();
  const part = beginPart(plan, task.form, task.path, task.time, memory, leastTime);
  const feed = new Feed(part.scanner, memory, task.from);
  const file = openSync(task.path, 'r');
  try {
    for (let at = task.from, isMore = true; isMore && !part.sink.full(); ) {
      const size = withTimeLimit(timeLimitMs, () => {
        const read = readBatch(feed, file, at, Math.min(task.to, at + BATCH_BYTES));
        isMore = read > 0 && at + read < task.to;
        if (!isMore && !part.sink.full()) feed.end();
        return read;
      });
      at += size;
      part.sink.scanned.bytes += size;
      told(size);
    }
  } finally {
    closeSync(file);
    giveBack(memory);
  }
  part.sink.scanned.cuts = feed.cuts;
  return part.result();
}

function readBatch(feed: Feed, file: number, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const size = feed.read(file, at, to - at);
    if (size === 0) break;
    at += size;
  }
  return at - from;
}
