#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Node loads its compiler for an entry in TypeScript at every start. What is loaded behind this line comes out of the cache
// from the second start on, also in the threads of a query.
enableCompileCache();
await import('./atlasml-monitor.ts');
