#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

// In a clone the program as it is written; in a package, where Node takes no TypeScript, as it was compiled.
const written = new URL('./atlasml-monitor.ts', import.meta.url);
const isClone = existsSync(written);
// Node loads its compiler for an entry in TypeScript at every start. What is loaded behind this line comes out of the cache
// from the second start on, also in the threads of a query.
module.enableCompileCache?.();
if (Number(process.versions.node.split('.')[0]) >= 24)
  await import(isClone ? written.href : new URL('../dist/bin/atlasml-monitor.js', import.meta.url).href);
else {
  const advice = isClone
    ? 'Run it as: npx atlasml-monitor, which brings its own.'
    : 'Install it beside this: npm install node@24, then run: npx atlasml-monitor.';
  process.stderr.write(`Node 24 is needed, and this is ${process.versions.node}. ${advice}\n`);
  process.exitCode = 2;
}
