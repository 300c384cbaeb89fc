import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { detect, type Form, HEAD_BYTES, isGzip } from './detect.ts';
import { InputError } from './input-error.ts';
import { isIsoPrefixed } from './stamp.ts';
import { lastTime } from './text-scanner.ts';

/** A part of the input that one thread reads: whole records of a file, in bytes from its begin. */
export interface Task {
  path: string;
  form: Form;
  from: number;
  to: number;
  /** Text: the time of lines before the first that has one, epoch ms. */
  time: number;
}

/** A file that can only be read from its begin to its end: it is compressed, or a pipe. */
export interface Unsplit {
  path: string;
  /** 0 when it is not known. */
  size: number;
}

/**
 * Parts are so long: long enough that to put them together takes little, and the shorter the less is left, so that no thread waits long for
 * the last one.
 */
const [LEAST_PART, MOST_PART, SHARE] = [4 << 20, 32 << 20, 6];
const partOf = (left: number) => Math.min(MOST_PART, Math.max(LEAST_PART, Math.ceil(left / SHARE)));
const BLOCK_BYTES = 64 * 1024;

/**
 * Cuts a file into parts between records.
 * @throws when it cannot be read.
 */
export function tasksOf(path: string, partBytes?: number): Task[] | Unsplit {
  const kind = statSync(path);
  if (kind.isDirectory()) throw new InputError(`${path} is a folder; name the files in it, such as '${path}/*.log'`);
  // Opening a pipe would take from it what is to be read.
  if (!kind.isFile()) return { path, size: 0 };
  const file = openSync(path, 'r');
  try {
    const { size } = kind;
    const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
    readSync(file, head, 0, head.length, 0);
    if (isGzip(head)) return { path, size };
    const { form, firstTime } = detect(head);
    const cuts = [0];
    const step = (at: number) => partBytes ?? partOf(size - at);
    // A document's events are found by the braces from its begin.
    for (let at = step(0); form !== 'document' && at < size; at += step(at)) {
      const cut = recordAt(file, at, size, form);
      if (cut > (cuts.at(-1) as number) && cut < size) cuts.push(cut);
    }
    return cuts.map((from, i) => ({
      path,
      form,
      from,
      to: cuts[i + 1] ?? size,
      time: form === 'text' && from > 0 ? (timeBefore(file, from) ?? firstTime) : firstTime,
    }));
  } finally {
    closeSync(file);
  }
}

/**
 * The last records up to the end of a part, of about so many bytes, also where they begin before it; undefined where they cannot be told from
 * their end, or are all that the file has until there.
 */
export function tailOf(task: Task, bytes: number): Task | undefined {
  if (task.form === 'document' || task.to <= bytes) return undefined;
  const file = openSync(task.path, 'r');
  try {
    const from = recordAt(file, task.to - bytes, task.to, task.form);
    if (from >= task.to) return undefined;
    return { ...task, from, time: task.form === 'text' ? (timeBefore(file, from) ?? task.time) : task.time };
  } finally {
    closeSync(file);
  }
}

/** Where the first record at or behind a place begins. */
function recordAt(file: number, place: number, size: number, form: Form): number {
  let at = lineAt(file, place, size);
  const line = Buffer.alloc(64);
  while (form === 'iso' && at < size) {
    const length = readSync(file, line, 0, line.length, at);
    if (isIsoPrefixed(line, 0, length)) break;
    at = lineAt(file, at + 1, size);
  }
  return at;
}

function lineAt(file: number, place: number, size: number): number {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let at = place - 1; at < size; at += BLOCK_BYTES) {
    const length = readSync(file, block, 0, BLOCK_BYTES, at);
    const newline = block.subarray(0, length).indexOf(10);
    if (newline >= 0) return at + newline + 1;
  }
  return size;
}

/** The time of the last line before a place that has one; lines without are looked past as far as need be. */
function timeBefore(file: number, place: number): number | undefined {
  for (let bytes = BLOCK_BYTES; ; bytes *= 4) {
    const from = Math.max(0, place - bytes);
    const block = Buffer.alloc(place - from);
    readSync(file, block, 0, block.length, from);
    // The first line of the block may be a part of one, unless the block begins the file.
    const start = from === 0 ? 0 : block.indexOf(10) + 1;
    const time = lastTime(block, start, block.length);
    if (time !== undefined || from === 0) return time;
  }
}
