import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EverydayForm, writeEverydayLog } from './everyday-logs.ts';
import { type Answered, everydayPeers } from './everyday-peers.ts';
import { QUESTIONS, type Question } from './everyday-questions.ts';

/**
 * How fast the query engine answers everyday questions, against other tools in the same run (`npm run bench:everyday`).
 * Rounds go around all tools; a time counts only where the tool's answer is the engine's. Beside the time of the clock
 * stands that of the processors, which a busy machine disturbs less. BENCH_MB, BENCH_ROUNDS; BENCH_ONLY is a part of a question's name.
 */
const MEGABYTES = Number(process.env.BENCH_MB ?? 500);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const ONLY = process.env.BENCH_ONLY ?? '';
const PROCESSORS = availableParallelism();
const ONE = 'engine, one thread';
const TOGETHER = 'one a processor';

interface Run extends Answered {
  peakMB: number;
}

const folder = join(tmpdir(), 'atlasml-monitor-bench');
mkdirSync(folder, { recursive: true });
const fileOf = (form: EverydayForm): string => {
  const path = join(folder, `everyday-${MEGABYTES}.${form}`);
  if (!existsSync(path)) writeEverydayLog(path, MEGABYTES * 1e6, form);
  return path;
};

async function engine({ query, columns }: Question, file: string, threads?: number): Promise<Run> {
  const script = join(import.meta.dirname, 'engine-run.ts');
  const args = ['--disable-warning=ExperimentalWarning', script, query, file, String(threads ?? ''), JSON.stringify(columns)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') },
  });
  const run = JSON.parse(stdout) as Omit<Run, 'rows'> & { shown: unknown[][] };
  return { ...run, rows: run.shown };
}

/**
 * As many processes as there are processors, that share nothing: each answers the whole question with one thread. What they read together
 * beside what one reads alone is what this machine lets threads gain; its processors share caches and memory.
 */
async function together(question: Question, file: string): Promise<Run> {
  const runs = await Promise.all(Array.from({ length: PROCESSORS }, () => engine(question, file, 1)));
  const slowest = runs.toSorted((a, b) => b.ms - a.ms)[0] as Run;
  return { ...slowest, ms: slowest.ms / PROCESSORS };
}

/** Rows without their order; a number to half a percent, for tools differ in which of two neighbours a percentile is. */
function sameRows(ours: unknown[][], theirs: unknown[][]): string | undefined {
  const text = (v: unknown) => String(v).replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.000$/, '$1');
  const sorted = (rows: unknown[][]) => rows.map((r) => r.map(text)).sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  const [a, b] = [sorted(ours), sorted(theirs)];
  if (a.length !== b.length) return `${a.length} rows here, ${b.length} there`;
  const differs = (x: string, y: string | undefined) =>
    x !== y && !(Math.abs(Number(x) - Number(y)) <= 0.005 * Math.abs(Number(x)));
  const at = a.findIndex((row, i) => row.some((value, k) => differs(value, b[i]?.[k])));
  return at < 0 ? undefined : `${JSON.stringify(a[at])} here, ${JSON.stringify(b[at])} there`;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const show = (n: number) => Math.round(n).toLocaleString('en-US').padStart(6);

const peers = everydayPeers();
for (const { name, install } of peers.filter((p) => !p.ask)) console.log(`${name} is not installed: ${install}`);
console.log(`${MEGABYTES} MB, median of ${ROUNDS} rounds, ${PROCESSORS} processors, files in the page cache`);

for (const question of QUESTIONS.filter(({ name }) => name.includes(ONLY))) {
  const file = fileOf(question.form);
  const size = statSync(file).size;
  const runs = new Map<string, Answered[]>();
  let peak = 0;
  // The first round warms the caches of files and code, and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const take = (name: string, run: Answered) => round > 0 && runs.set(name, [...(runs.get(name) ?? []), run]);
    const ours = await engine(question, file);
    peak = Math.max(peak, ours.peakMB);
    take('engine', ours);
    take(ONE, await engine(question, file, 1));
    take(TOGETHER, await together(question, file));
    for (const { name, ask } of peers) {
      const answered = ask?.(question, file);
      if (!answered) continue;
      const difference = sameRows(ours.rows, answered.rows);
      if (difference) throw new Error(`${question.name}: ${name} has another answer: ${difference}`);
      take(name, answered);
    }
  }
  console.log(`\n${question.name}: ${question.query}`);
  const of = (name: string, by: 'ms' | 'cpuMs') => median((runs.get(name) ?? []).map((r) => r[by]));
  const ratio = (name: string, by: 'ms' | 'cpuMs') => (of(name, by) / of('engine', by)).toFixed(2);
  for (const name of runs.keys()) {
    const speeds = `${show(size / 1000 / of(name, 'ms'))} MB/s, ${show(size / 1000 / of(name, 'cpuMs'))} MB a second of a processor`;
    const ratios = `the engine is ${ratio(name, 'ms')} times as fast, by the processors' time ${ratio(name, 'cpuMs')}`;
    console.log(`  ${name.padEnd(20)} ${speeds}${name === 'engine' ? '' : `   ${ratios}`}`);
  }
  const gain = (name: string) => (of(ONE, 'ms') / of(name, 'ms')).toFixed(2);
  console.log(
    `  all threads ${gain('engine')} times as fast as one, processes that share nothing ${gain(TOGETHER)}; peak ${Math.round(peak)} MB`,
  );
}
