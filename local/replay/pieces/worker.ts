import { parentPort, workerData } from 'node:worker_threads';
import { UnfitError } from './moments.ts';
import { PieceScanner } from './scan-piece.ts';
import type { PieceAnswer, PieceQuestion, ScannerInput } from './threads.ts';

const { queries, phaseMs } = workerData as ScannerInput;
const scanner = new PieceScanner(queries, phaseMs);
parentPort?.on('message', ({ piece, file }: PieceQuestion) => {
  parentPort?.postMessage(answerTo({ piece, file }));
});

function answerTo({ piece, file }: PieceQuestion): PieceAnswer {
  try {
    return { scanned: scanner.scan(piece, file) };
  } catch (error) {
    if (error instanceof UnfitError) return { unfit: error.message };
    throw error;
  }
}
