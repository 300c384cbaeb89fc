import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { type Body, keptBody } from './reply.ts';

const FOLDER = join(import.meta.dirname, 'assets');
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const UPLOT = dirname(dirname(createRequire(import.meta.url).resolve('uplot')));
const OF_OTHERS: Record<string, string> = {
  'uplot.js': join(UPLOT, 'dist/uPlot.iife.min.js'),
  'uplot.css': join(UPLOT, 'dist/uPlot.min.css'),
};

/** Every file that a browser may ask for, by its name: read and packed once, at the start. */
export function readAssets(): Map<string, Body> {
  const ours = readdirSync(FOLDER).map((name): [string, string] => [name, join(FOLDER, name)]);
  const served = [...ours, ...Object.entries(OF_OTHERS)].filter(([name]) => TYPES[extname(name)] !== undefined);
  const files = served.map(([name, path]): [string, Body] => [name, keptBody(TYPES[extname(name)] ?? '', readFileSync(path))]);
  return new Map([...files, ['page.css', keptBody(TYPES['.css'] ?? '', styles())]]);
}

/** The styles of all parts of the page in the order of their files, so that the browser asks but once. */
function styles(): Buffer {
  const folder = join(FOLDER, 'styles');
  const parts = readdirSync(folder).sort();
  return Buffer.concat(parts.map((name) => readFileSync(join(folder, name))));
}
