import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { screenOf } from '../cli/screen.ts';

/**
 * What a help costs more than an empty program: the time of the processor that each says at its end, median of 20 by turns.
 * `npm run bench:help`
 */
const RUNS = 20;
const empty = join(mkdtempSync(join(tmpdir(), 'bench-help-')), 'empty.js');
writeFileSync(empty, '');
const AT_END =
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.getBuiltinModule('fs').writeSync(2, 'cpu ' + (user + system)); });";

/** Milliseconds. */
function cpuOf(argv: string[]): number {
  const { stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${AT_END}`, ...argv], { encoding: 'utf8' });
  const [, microseconds] = /cpu (\d+)$/.exec(stderr) ?? [];
  if (microseconds === undefined) throw new Error(`${argv.join(' ')} said nothing of its time: ${stderr}`);
  return Number(microseconds) / 1000;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const PROGRAM = 'bin/atlasml-monitor.js';
const asked = [['--help'], ['check', 'logs', '--help'], ['--version']];
const all = [[empty], ...asked.map((argv) => [PROGRAM, ...argv])];
// The first start fills the cache of what is compiled.
for (const argv of all) cpuOf(argv);
const times = all.map(() => [] as number[]);
for (let run = 0; run < RUNS; run++) for (const [i, argv] of all.entries()) times[i]?.push(cpuOf(argv));
const [nothing = Number.NaN, ...medians] = times.map(median);
const { print } = screenOf(process);
print(`an empty program: ${nothing.toFixed(0)} ms of CPU`);
for (const [i, argv] of asked.entries()) print(`${argv.join(' ')}: ${((medians[i] ?? Number.NaN) - nothing).toFixed(0)} ms more`);
