import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCorpusLikeLog } from './corpus-like.ts';
import { peers } from './peers.ts';

/**
 * How fast the query engine reads log files, against other tools in the same run: MB/s of the median of the rounds, and
 * ratios. Each run of the engine is a process of its own; its time is that of the query, with the start of its threads
 * and without the start of Node, which is told apart. Rounds go around all of them, so that none has the quiet moments.
 */
const MEGABYTES = Number(process.env.BENCH_MB ?? 500);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const QUESTIONS: { name: string; what: string; query: string; peerQuestions: string[] }[] = [
  {
    name: 'q1',
    what: 'lines with " - ERROR - " by 5 minutes',
    query: 'filter @message like " - ERROR - " | stats count(*) by bin(5m)',
    peerQuestions: ['q1'],
  },
  {
    name: 'q2',
    what: 'parse "took *s"; count, average and p95 by 5 minutes',
    query: 'parse @message "took *s" as took | filter ispresent(took) | stats count(*), avg(took), pct(took, 95) by bin(5m)',
    peerQuestions: ['q2', 'q2, tuned'],
  },
  {
    name: 'q3',
    what: 'one of three texts in any case, the latest 20',
    query: 'filter @message like /(?i)timed out|unreachable|refused/ | sort @timestamp desc | limit 20',
    peerQuestions: ['q3'],
  },
];

interface Run {
  ms: number;
  peakMB: number;
  wholeMs: number;
}

const folder = join(tmpdir(), 'atlasml-monitor-bench');
mkdirSync(folder, { recursive: true });
const files = { text: join(folder, `${MEGABYTES}.log`), jsonl: join(folder, `${MEGABYTES}.jsonl`) };
for (const form of ['text', 'jsonl'] as const) {
  if (!existsSync(files[form])) writeCorpusLikeLog(files[form], MEGABYTES * 1e6, form);
}
const bytes = { text: statSync(files.text).size, jsonl: statSync(files.jsonl).size };

function engine(query: string, file: string, threads?: number): Run {
  const started = performance.now();
  const script = join(import.meta.dirname, 'engine-run.ts');
  const args = [script, query, file, ...(threads ? [String(threads)] : [])];
  const printed = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') },
  });
  return { ...(JSON.parse(printed) as { ms: number; peakMB: number }), wholeMs: performance.now() - started };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const speed = (size: number, ms: number) => size / 1000 / ms;
const show = (n: number) => Math.round(n).toLocaleString('en-US').padStart(6);

const others = peers();
for (const { name, install } of others.filter((p) => !p.run)) console.log(`${name} is not installed: ${install}`);
console.log(`${MEGABYTES} MB of plain lines and of JSONL, median of ${ROUNDS} rounds, ${availableParallelism()} processors\n`);

let peak = 0;
for (const { name, what, query, peerQuestions } of QUESTIONS) {
  const runs = new Map<string, Run[]>();
  const peerTimes = new Map<string, number[]>();
  const add = <T>(map: Map<string, T[]>, key: string, value: T) => map.set(key, [...(map.get(key) ?? []), value]);
  // The first round warms the caches of files and code, and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [kind, file, threads] of [
      ['text', files.text, undefined],
      ['text, one thread', files.text, 1],
      ['JSONL', files.jsonl, undefined],
    ] as const) {
      const run = engine(query, file, threads);
      peak = Math.max(peak, run.peakMB);
      if (round > 0) add(runs, kind, run);
    }
    for (const peer of others) {
      for (const question of peer.run ? peerQuestions : []) {
        const ms = peer.run?.(question, files.text) ?? 0;
        if (round > 0) add(peerTimes, `${peer.name}${question.slice(2)}`, ms);
      }
    }
  }
  console.log(`${name}: ${what}`);
  const text = median((runs.get('text') ?? []).map((r) => r.ms));
  for (const [kind, all] of runs) {
    const size = kind === 'JSONL' ? bytes.jsonl : bytes.text;
    console.log(
      `  ${`engine, ${kind}`.padEnd(28)} ${show(speed(size, median(all.map((r) => r.ms))))} MB/s   with Node's start ${show(speed(size, median(all.map((r) => r.wholeMs))))} MB/s`,
    );
  }
  for (const [peer, times] of peerTimes) {
    console.log(
      `  ${peer.padEnd(28)} ${show(speed(bytes.text, median(times)))} MB/s   the engine is ${(median(times) / text).toFixed(1)} times as fast`,
    );
  }
}
console.log(`\npeak memory of the engine: ${Math.round(peak)} MB`);
