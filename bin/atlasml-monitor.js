#!/usr/bin/env node
import module from 'node:module';

// Node loads its compiler for an entry in TypeScript at every start. What is loaded behind this line comes out of the cache
// from the second start on, also in the threads of a query.
module.enableCompileCache?.();
if (Number(process.versions.node.split('.')[0]) >= 24) await import('./atlasml-monitor.ts');
else {
  process.stderr.write(
    `Node 24 is needed, and this is ${process.versions.node}. Run it as: npx atlasml-monitor, which brings its own.\n`,
  );
  process.exitCode = 2;
}
