import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Another tool, and how it answers the bench's questions. */
export interface Peer {
  name: string;
  /** What to type to have it here. */
  install: string;
  /** Undefined when it is not installed. */
  run: ((question: string, file: string) => number) | undefined;
}

/** Angle-grinder's queries; the second way to ask q2 parses before it reads times, which is not how one would begin. */
const AGRIND: Record<string, string> = {
  q1: '" - ERROR - " | parse "* - ERROR" as t | timeslice(parseDate(t)) 5m | count by _timeslice',
  q2: '* | parse "* - " as t | timeslice(parseDate(t)) 5m | parse "took *s" as took | count, avg(took), p95(took) by _timeslice',
  'q2, tuned':
    '"took " | parse "took *s" as took | parse "* - " as t | timeslice(parseDate(t)) 5m | count, avg(took), p95(took) by _timeslice',
  q3: '* | parse regex "(?i)(?P<what>timed out|unreachable|refused)" | parse "* - " as t nodrop | sort by t desc | limit 20',
};

const LINES = `read_csv('FILE', header=false, columns={'line':'VARCHAR'}, delim='\\x01', quote='', escape='', strict_mode=false)`;
const BIN = `time_bucket(INTERVAL '5 minutes', try_strptime(line[1:19], '%Y-%m-%d %H:%M:%S'))`;
const DUCKDB: Record<string, string> = {
  q1: `SELECT ${BIN} b, count(*) FROM ${LINES} WHERE contains(line, ' - ERROR - ') GROUP BY b ORDER BY b`,
  q2: `SELECT b, count(t), avg(t), quantile_disc(t, 0.95) FROM (SELECT ${BIN} b, try_cast(regexp_extract(line, 'took ([0-9.]+)s', 1) AS DOUBLE) t FROM ${LINES}) WHERE t IS NOT NULL GROUP BY b ORDER BY b`,
  'q2, tuned': `SELECT b, count(t), avg(t), quantile_disc(t, 0.95) FROM (SELECT ${BIN} b, try_cast(regexp_extract(line, 'took ([0-9.]+)s', 1) AS DOUBLE) t FROM ${LINES} WHERE contains(line, 'took ')) GROUP BY b ORDER BY b`,
  q3: `SELECT line FROM ${LINES} WHERE regexp_matches(line, '(?i)timed out|unreachable|refused') ORDER BY line[1:19] DESC LIMIT 20`,
};
/** Times the query alone, on one thread. */
const DUCKDB_SCRIPT = `
import duckdb, sys, time
connection = duckdb.connect()
connection.execute("SET threads=1")
connection.execute("SET enable_progress_bar=false")
started = time.perf_counter()
connection.execute(sys.argv[1]).fetchall()
print((time.perf_counter() - started) * 1000)
`;

/** The tools that the engine is compared with. Python is the one of PYTHON, or python3. */
export function peers(): Peer[] {
  const agrind = [join(homedir(), '.cargo', 'bin', 'agrind'), 'agrind'].find(
    (command) => existsSync(command) || succeeds(command, ['--version']),
  );
  const python = process.env.PYTHON ?? 'python3';
  const duckdb = succeeds(python, ['-c', 'import duckdb']);
  return [
    {
      name: 'angle-grinder',
      install: 'cargo install ag --version 0.19.5',
      run: agrind
        ? (question, file) => {
            const started = performance.now();
            spawnSync(agrind, ['-f', file, AGRIND[question] ?? ''], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
            return performance.now() - started;
          }
        : undefined,
    },
    {
      name: 'DuckDB, one thread',
      install: 'pip install duckdb (and PYTHON=… for another python3)',
      run: duckdb
        ? (question, file) =>
            Number(
              execFileSync(python, ['-c', DUCKDB_SCRIPT, (DUCKDB[question] ?? '').replace('FILE', file)], { encoding: 'utf8' }),
            )
        : undefined,
    },
  ];
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
