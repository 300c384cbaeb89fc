import { closeSync, openSync } from 'node:fs';
import type { Form } from '../input/detect.ts';
import { DocumentScanner } from '../input/document-scanner.ts';
import { CHUNK_BYTES, Feed } from '../input/feed.ts';
import { IsoScanner } from '../input/iso-scanner.ts';
import { JsonLineScanner } from '../input/json-line-scanner.ts';
import { prefilterOf } from '../input/prefilter.ts';
import { EventSink, type Scanned, type Scanner } from '../input/scanner.ts';
import type { Task } from '../input/tasks.ts';
import { asBytes, asText, TextScanner } from '../input/text-scanner.ts';
import type { Plan } from '../plan/plan.ts';
import { ScanMemory } from '../simd/scan-memory.ts';
import { withTimeLimit } from './time-limit.ts';

/** What a part of the input came to; plain data, but for nothing. */
export interface PartResult {
  state: unknown;
  matched: number;
  scanned: Scanned;
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
export function beginPart(plan: Plan, form: Form, name: string, time: number): Part {
  const scan = plan.scan();
  const sink = new EventSink(plan, scan, name);
  const memory = new ScanMemory(CHUNK_BYTES);
  return {
    scanner: scannerOf(plan, form, sink, memory, time),
    memory,
    sink,
    result: () => ({ state: scan.collector.state(), matched: scan.matched(), scanned: sink.scanned }),
  };
}

function scannerOf(plan: Plan, form: Form, sink: EventSink, memory: ScanMemory, time: number): Scanner {
  const message = !plan.readsMessage ? () => '' : plan.bytes ? asBytes : asText;
  if (form === 'document') return new DocumentScanner(sink);
  if (form === 'jsonl') return new JsonLineScanner(sink, prefilterOf(plan.requirement, memory, true));
  const prefilter = prefilterOf(plan.requirement, memory, false);
  return form === 'iso' ? new IsoScanner(sink, prefilter, message) : new TextScanner(sink, memory, prefilter, message, time);
}

/**
 * Reads a part of a file to its end.
 * @param told is called with the bytes read since the last time.
 * @throws TimeLimitError when a batch computes for too long.
 */
export function scanTask(plan: Plan, task: Task, timeLimitMs: number, told: (bytes: number) => void): PartResult {
  const part = beginPart(plan, task.form, task.path, task.time);
  const feed = new Feed(part.scanner, part.memory, task.from);
  const file = openSync(task.path, 'r');
  try {
    for (let at = task.from; at < task.to && !part.sink.full(); ) {
      const size = withTimeLimit(timeLimitMs, () => readBatch(feed, file, at, Math.min(task.to, at + BATCH_BYTES)));
      if (size === 0) break;
      at += size;
      part.sink.scanned.bytes += size;
      told(size);
    }
    if (!part.sink.full()) withTimeLimit(timeLimitMs, () => feed.end());
  } finally {
    closeSync(file);
  }
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
