import { execFileSync, spawnSync } from 'node:child_process';
import type { Question } from './everyday-questions.ts';

/** What one run of a tool took, in ms of the clock and of the processors, and its rows. */
export interface Answered {
  ms: number;
  cpuMs: number;
  rows: unknown[][];
}

/** Another tool; `ask` is undefined where it is not installed, and gives undefined for a question that it is not asked. */
export interface EverydayPeer {
  name: string;
  install: string;
  ask: ((question: Question, file: string) => Answered | undefined) | undefined;
}

/** Times the query alone, with as many threads as there are processors. A progress bar would start a thread of its own. */
const DUCKDB = `
import duckdb, json, sys, time
connection = duckdb.connect()
connection.execute("SET enable_progress_bar=false")
started, cpu = time.perf_counter(), time.process_time()
rows = connection.execute(sys.argv[1]).fetchall()
print(json.dumps({"ms": (time.perf_counter() - started) * 1000, "cpuMs": (time.process_time() - cpu) * 1000, "rows": rows}, default=str))
`;
const CHDB = `
import chdb, json, sys, time
chdb.query("SELECT 1")
started, cpu = time.perf_counter(), time.process_time()
text = chdb.query(sys.argv[1], "JSONCompactEachRow").bytes().decode()
took = {"ms": (time.perf_counter() - started) * 1000, "cpuMs": (time.process_time() - cpu) * 1000}
print(json.dumps({**took, "rows": [json.loads(line) for line in text.splitlines()]}))
`;

/** The tools that are compared with. Python is the one of PYTHON, or python3. */
export function everydayPeers(): EverydayPeer[] {
  const python = process.env.PYTHON ?? 'python3';
  const inPython = (script: string, query: string | undefined, file: string): Answered | undefined => {
    if (query === undefined) return undefined;
    const printed = execFileSync(python, ['-c', script, query.replaceAll('FILE', file)], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(printed) as Answered;
  };
  const has = (command: string, args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  return [
    {
      name: 'DuckDB',
      install: 'pip install duckdb (and PYTHON=… for another python3)',
      ask: has(python, ['-c', 'import duckdb']) ? ({ duckdb }, file) => inPython(DUCKDB, duckdb, file) : undefined,
    },
    {
      name: 'chdb',
      install: 'pip install chdb',
      ask: has(python, ['-c', 'import chdb']) ? ({ chdb }, file) => inPython(CHDB, chdb, file) : undefined,
    },
    {
      name: 'rg | jq',
      install: 'ripgrep and jq from the packages of the system',
      ask: has('rg', ['--version']) && has('jq', ['--version']) ? ({ rgJq }, file) => rgAndJq(rgJq, file) : undefined,
    },
  ];
}

function rgAndJq(question: Question['rgJq'], file: string): Answered | undefined {
  if (!question) return undefined;
  const started = performance.now();
  const script = 'rg --no-filename --no-line-number "$1" "$3" | jq -r "$2"; times >&2';
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', question.rg, question.jq, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - started;
  const counts = new Map<string, number>();
  for (const line of stdout.trimEnd().split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  // The second line of `times` is of the children: minutes and seconds of the user and of the system.
  const seconds = [...(stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return { ms, cpuMs: seconds.reduce((a, b) => a + b, 0) * 1000, rows: [...counts] };
}
