import { availableParallelism } from 'node:os';
import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import { askedQueries } from '../../follow/asked-queries.ts';
import { phaseOf } from '../log-runs.ts';
import { PastScan, type Scanned } from '../scan.ts';
import type { Sample } from '../series.ts';
import { LinesAgain } from './lines-again.ts';
import { DISORDER_MS, UnfitError } from './moments.ts';
import { type PlainFile, piecesOf } from './plain-file.ts';
import { scannedPieces } from './threads.ts';

export interface PiecesOptions {
  second?: number;
  series?: Sample[];
  untilMs?: number;
  progress?(readBytes: number, allBytes: number): void;
  /** @default 16 MB */
  pieceBytes?: number;
  /** How many threads scan; 0 for this one alone. @default by the size of the files */
  threads?: number;
}

/** Of a quiet log it is a day. */
const PIECE_BYTES = 16 << 20;
/** A thread takes a quarter of a second to begin. */
const LEAST_FOR_THREADS_BYTES = 64 << 20;
/** What is joined in this thread is about as much as three can scan. */
const MOST_THREADS = 3;

/**
 * Scans files of AtlasML's own lines by their bytes, piece by piece, and runs the checks over them. The memory holds some hours of minutes.
 * @param files in the order of their times.
 * @throws UnfitError where the log must be read from its begin to its end.
 */
export async function scanPlainFiles(
  files: readonly PlainFile[],
  config: MonitorConfig,
  { second = 0, series, untilMs, progress, pieceBytes = PIECE_BYTES, threads }: PiecesOptions = {},
): Promise<Scanned> {
  const lines = new LinesAgain(files);
  const past = new PastScan(config, second, lines);
  const { logs } = config;
  const input = { queries: logs ? askedQueries(logs) : [], phaseMs: logs ? phaseOf(logs, second) : 0 };
  const allBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const byDefault = allBytes < LEAST_FOR_THREADS_BYTES ? 0 : Math.min(MOST_THREADS, availableParallelism());
  let newestMs = Number.NEGATIVE_INFINITY;
  let readBytes = 0;
  for await (const scanned of scannedPieces(allPieces(files, pieceBytes), files, input, threads ?? byDefault)) {
    const { piece, oldestMs } = scanned;
    if (oldestMs < newestMs - DISORDER_MS) throw new UnfitError('its times go back');
    newestMs = Math.max(newestMs, scanned.newestMs);
    lines.addPiece(scanned);
    past.addPiece(scanned);
    readBytes += piece.to - piece.from;
    progress?.(readBytes, allBytes);
    await past.catchUp(DISORDER_MS);
  }
  return past.end(series, untilMs);
}

function* allPieces(files: readonly PlainFile[], pieceBytes: number) {
  for (const [i, file] of files.entries()) yield* piecesOf(file, i, pieceBytes);
}
