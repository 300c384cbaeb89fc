#!/usr/bin/env node
import { enableCompileCache, flushCompileCache } from 'node:module';
import { giveBackHeap } from '../local/watch/give-back-heap.ts';
import { giveBackMemory, leaveCompilerBehind } from '../local/watch/give-back-memory.ts';
import { keepHeapSmall } from '../local/watch/small-heap.ts';

/** What reads a log of any size. */
const OVER_PASTS = ['replay', 'why', 'why-not', 'coverage'];

// For whoever runs this file and not the one beside it.
enableCompileCache();
// What is loaded would let the heap grow for good. A wrong guess costs a little time.
const words = process.argv.slice(2);
if (words.includes('watch') && !words.some((word) => ['--once', '--help', '-h', 'help'].includes(word))) {
  giveBackMemory(process);
  keepHeapSmall();
  await import('../cli/watch.ts');
  leaveCompilerBehind(process, flushCompileCache);
  giveBackHeap();
} else if (OVER_PASTS.some((word) => words.includes(word))) keepHeapSmall();
const [{ understood }, { printOwnWords, widthOf }] = await Promise.all([
  import('../cli/program.ts'),
  import('../cli/own-words.ts'),
]);

const argv = process.argv.slice(2);
const asked = understood(argv, widthOf(process.stdout));
if ('own' in asked) printOwnWords(process.stdout, asked.own);
else await run();

/** What runs a command is loaded for commands alone: a help must be there at once. */
async function run(): Promise<void> {
  const { screenOf, showFailure, showOutcome } = await import('../cli/screen.ts');
  const screen = screenOf(process);
  // Whoever read has seen enough, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  // Node would print the error as it is.
  process.on('uncaughtException', (error) => {
    showFailure(screen, error);
    process.exit(3);
  });
  const { main } = await import('../cli/main.ts');
  const outcome = await main(argv, { screen });
  showOutcome(screen, outcome);
  process.exitCode = outcome.code;
}
