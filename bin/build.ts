import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundledWorker } from './bundle-worker.ts';

// Compiles to dist for `npm pack`: Node takes no TypeScript under node_modules. In a clone nothing needs it.
const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

rmSync(DIST, { recursive: true, force: true });
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [compiler, '-p', join(ROOT, 'bin')], { stdio: 'inherit' });

// What is read beside the code as it is: the page, the recordings, what esbuild puts in the place of packages.
for (const file of globSync('{lib,local}/**/*.{js,cjs,css,svg,gz}', { cwd: ROOT })) cpSync(join(ROOT, file), join(DIST, file));

// The compiler rewrites imports, not the names of threads.
for (const file of globSync('{cli,insights,local}/**/*.js', { cwd: DIST })) {
  const text = readFileSync(join(DIST, file), 'utf8');
  const named = text.replace(/(new URL\('\.\/[\w/-]+)\.ts(', import\.meta\.url\))/g, '$1.js$2');
  if (named !== text) writeFileSync(join(DIST, file), named);
}

// One file is loaded in half the time of a hundred.
const worker = 'insights/run/worker.js';
writeFileSync(join(DIST, worker), (await bundledWorker(DIST, worker)).code);

const { name, version, type } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
writeFileSync(join(DIST, 'package.json'), `${JSON.stringify({ name, version, type })}\n`);
