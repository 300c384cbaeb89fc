#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: the second start, and each thread of a query, then takes half the time.
enableCompileCache();
const { screenOf, showFailure, showOutcome } = await import('../cli/screen.ts');
const screen = screenOf(process);
// Node would print the error as it is.
process.on('uncaughtException', (error) => {
  showFailure(screen, error);
  process.exit(3);
});
const { main } = await import('../cli/main.ts');

const outcome = await main(process.argv.slice(2), { screen });
showOutcome(screen, outcome);
process.exitCode = outcome.code;
