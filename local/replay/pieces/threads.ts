import { Worker } from 'node:worker_threads';
import type { AskedQuery } from '../../follow/asked-queries.ts';
import { UnfitError } from './moments.ts';
import type { Piece, PlainFile } from './plain-file.ts';
import { PieceScanner, type ScannedPiece } from './scan-piece.ts';

/** What a scanner is made of. */
export interface ScannerInput {
  queries: AskedQuery[];
  /** Where in a minute of the clock the minutes of the checks begin, ms. */
  phaseMs: number;
}

export interface PieceQuestion {
  piece: Piece;
  file: PlainFile;
}

export type PieceAnswer = { scanned: ScannedPiece } | { unfit: string };

/** Scanned pieces wait for their turn: so many more than are being scanned, at most. */
const MOST_AHEAD = 1;
/** What one thread keeps are the lines that it knows and the minutes of one piece. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 };

/** Scans pieces in several threads. @returns them in their order. @param threads 0 for this one alone. @throws UnfitError */
export async function* scannedPieces(
  pieces: Iterable<Piece>,
  files: readonly PlainFile[],
  input: ScannerInput,
  threads: number,
): AsyncGenerator<ScannedPiece> {
  if (threads === 0) {
    const scanner = new PieceScanner(input.queries, input.phaseMs);
    for (const piece of pieces) yield scanner.scan(piece, files[piece.file] as PlainFile);
    return;
  }
  const free = Array.from({ length: threads }, () => new ScanThread(input));
  const all = [...free];
  const waiting: Promise<ScannedPiece>[] = [];
  try {
    for (const piece of pieces) {
      while (free.length === 0) await Promise.race(all.map((thread) => thread.working));
      const thread = free.pop() as ScanThread;
      const scanned = thread.scan({ piece, file: files[piece.file] as PlainFile });
      // Who waits for its turn must not fail unheard.
      scanned.then(
        () => free.push(thread),
        () => {},
      );
      waiting.push(scanned);
      while (waiting.length >= threads + MOST_AHEAD) yield await (waiting.shift() as Promise<ScannedPiece>);
    }
    while (waiting.length > 0) yield await (waiting.shift() as Promise<ScannedPiece>);
  } finally {
    await Promise.all(all.map((thread) => thread.end()));
  }
}

class ScanThread {
  readonly #worker: Worker;
  working: Promise<unknown> = Promise.resolve();

  constructor(input: ScannerInput) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: input, resourceLimits: LIMITS });
  }

  scan(question: PieceQuestion): Promise<ScannedPiece> {
    const scanned = new Promise<ScannedPiece>((resolve, reject) => {
      const answered = (answer: PieceAnswer) => {
        this.#worker.off('error', reject);
        if ('scanned' in answer) resolve(answer.scanned);
        else reject(new UnfitError(answer.unfit));
      };
      this.#worker.once('message', answered).once('error', reject);
    });
    this.#worker.postMessage(question);
    this.working = scanned.catch(() => {});
    return scanned;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
