import { globSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type FileQueryResult, InputError, QueryError, queryFiles, type Source, TimeLimitError } from '../../insights/index.ts';
import { type Out, screenOf } from '../screen.ts';
import { mustBeReadable, type Outcome, UsageError } from '../usage-error.ts';
import { FORMATS, type Format, formatRows } from './formats.ts';
import { plot } from './plot.ts';
import { progressBar } from './progress.ts';
import { statisticsText } from './statistics.ts';
import { timeRange } from './time-range.ts';

/** The terminal or pipe that the command runs at; the process's own when left out. */
export interface Streams {
  stdin: Readable & { isTTY?: boolean };
  stderr: Out;
  /** Columns of the terminal that the result goes to; undefined for a pipe or a file, where nothing is cut. */
  columns: number | undefined;
}

const OPTIONS = {
  start: { type: 'string' },
  end: { type: 'string' },
  last: { type: 'string' },
  file: { type: 'string', multiple: true },
  format: { type: 'string' },
  json: { type: 'boolean' },
  plot: { type: 'boolean' },
  threads: { type: 'string' },
  'query-file': { type: 'string' },
  'time-limit': { type: 'string' },
} as const;

/** `query 'QUERY' FILE…`: a Logs Insights query over log files. What is no row goes to the standard error stream. */
export async function queryCommand(args: string[], streams: Streams = processStreams()): Promise<Outcome> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const names = [...positionals];
  const query = values['query-file'] === undefined ? names.shift() : contentOf(values['query-file']);
  if (query === undefined) throw new UsageError(`name a query: atlasml-monitor query 'stats count(*) by bin(5m)' FILE…`);
  const format = formatIn(values.format ?? (values.json ? 'json' : 'table'));
  const window = timeRange(values, Date.now());
  const screen = screenOf({ stdout: streams.stderr, stderr: streams.stderr });
  const bar = progressBar(screen);
  const started = performance.now();
  let result: FileQueryResult;
  try {
    result = await queryFiles(query, sourcesOf([...(values.file ?? []), ...names], streams.stdin), {
      window,
      progress: bar.told,
      ...(values.threads && { threads: wholeNumber('--threads', values.threads) }),
      ...(values['time-limit'] && { timeLimitMs: wholeNumber('--time-limit', values['time-limit']) * 1000 }),
    });
  } catch (error) {
    bar.clear();
    if (error instanceof QueryError) return { text: error.picture, code: 2 };
    if (error instanceof InputError) return { text: error.message, code: 2 };
    if (error instanceof TimeLimitError) return { text: error.message, code: 3 };
    throw error;
  }
  bar.clear();
  for (const line of statisticsText(result, (performance.now() - started) / 1000)) screen.complain(line);
  if (values.plot) return { text: plot(result, streams.columns ?? 80), code: 0 };
  const text = formatRows(result, format, streams.columns);
  return format === 'table' ? { text, code: 0 } : { text, code: 0, isData: true };
}

function processStreams(): Streams {
  const { stdin, stdout, stderr } = process;
  return { stdin, stderr, columns: (stdout.isTTY && stdout.columns) || undefined };
}

function formatIn(name: string): Format {
  if (!FORMATS.includes(name as Format)) throw new UsageError(`--format takes ${FORMATS.join(', ')}, not ${name}`);
  return name as Format;
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`${option} takes a whole number from 1, not ${text}`);
  return number;
}

function contentOf(file: string): string {
  mustBeReadable(file);
  return readFileSync(file, 'utf8');
}

/** Files, patterns of files in quotes, and `-` for standard input, which is also read when no file is named. */
function sourcesOf(names: string[], stdin: Streams['stdin']): Source[] {
  if (names.length === 0) {
    if (stdin.isTTY) throw new UsageError('name at least one log file, or pipe a log into the command');
    return [{ name: '-', stream: stdin }];
  }
  return names.flatMap((name): Source[] => {
    if (name === '-') return [{ name, stream: stdin }];
    if (!/[*?[{]/.test(name)) {
      mustBeReadable(name);
      return [{ path: name }];
    }
    const paths = globSync(name).sort();
    if (paths.length === 0) throw new UsageError(`no file is named ${name}`);
    return paths.map((path) => ({ path }));
  });
}
