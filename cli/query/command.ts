import { globSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  type FileQueryResult,
  InputError,
  type LogType,
  type LookupTable,
  lookupTable,
  QueryError,
  queryFiles,
  type Source,
  TimeLimitError,
} from '../../insights/index.ts';
import type { Readers } from '../../insights/run/readers.ts';
import type { Configuration } from '../configuration.ts';
import type { Screen } from '../screen.ts';
import { failure, mustBeReadable, type Outcome, UsageError } from '../usage-error.ts';
import { FORMATS, type Format, formatRows } from './formats.ts';
import { plot } from './plot.ts';
import { progressBar } from './progress.ts';
import { statisticsText } from './statistics.ts';
import { timeRange } from './time-range.ts';

/**
 * The standard input, the screen that the command runs at, the configuration, which says which store is meant, and threads that were started
 * for it.
 */
export interface Streams {
  stdin: Readable & { isTTY?: boolean };
  screen: Screen;
  configuration: Configuration;
  readers?: Readers;
}

/** What `query` was asked for beside the query and its files. */
export interface QueryAsked {
  'query-file'?: string;
  start?: string;
  end?: string;
  last?: string;
  format?: string;
  type?: string;
  'lookup-table'?: string[];
  plot?: true;
  threads?: number;
  'time-limit'?: number;
  file?: string[];
  data?: string;
}

/** `query 'QUERY' FILE…`: a Logs Insights query over log files, or over the store of this machine. What is no row goes to the standard error stream. */
export async function queryCommand(values: QueryAsked, positionals: string[], streams: Streams): Promise<Outcome> {
  const { screen, readers } = streams;
  const names = [...positionals];
  const query = values['query-file'] === undefined ? names.shift() : contentOf(values['query-file']);
  if (query === undefined) throw new UsageError(`name a query: atlasml-monitor query 'stats count(*) by bin(5m)' FILE…`);
  const format = formatIn(values.format ?? 'table');
  const tables = tablesOf(values['lookup-table'] ?? []);
  const window = timeRange(values, Date.now());
  const { sources, close } = await opened(values, names, window, streams);
  const bar = progressBar(screen);
  const started = performance.now();
  let result: FileQueryResult;
  try {
    result = await queryFiles(query, sources, {
      window,
      tables,
      progress: bar.told,
      ...(values.type && { logType: values.type as LogType }),
      ...(readers && { readers }),
      ...(values.threads && { threads: values.threads }),
      ...(values['time-limit'] && { timeLimitMs: values['time-limit'] * 1000 }),
    });
  } catch (error) {
    bar.clear();
    if (error instanceof QueryError) return { text: error.picture, code: 2 };
    if (error instanceof InputError) return { text: error.message, code: 2 };
    if (error instanceof TimeLimitError) return failure(error.message);
    throw error;
  } finally {
    close();
  }
  bar.clear();
  for (const line of statisticsText(result, (performance.now() - started) / 1000)) screen.complain(line);
  if (values.plot) return { text: plot(result, screen.columns ?? 80), code: 0, isAsItIs: true };
  const text = formatRows(result, format, screen.columns);
  return format === 'table' ? { text, code: 0, isAsItIs: true } : { text, code: 0, isData: true };
}

/** What is asked: files, or with `--data` what the monitor on this machine keeps. */
async function opened(
  { file = [], data }: QueryAsked,
  names: string[],
  window: { startMs: number },
  { stdin, screen, configuration }: Streams,
): Promise<{ sources: Source[]; close(): void }> {
  const files = [...file, ...names];
  if (data === undefined) return { sources: sourcesOf(files, stdin), close: () => {} };
  if (files.length > 0) throw new UsageError('name either files or --data DIR');
  const [{ ofMachine, openStored }, { storedEvents }] = await Promise.all([
    import('../logs/stored.ts'),
    import('./stored-events.ts'),
  ]);
  const lines = await ofMachine(data, configuration, (folder) => openStored(folder, (text) => screen.complain(text)));
  return { sources: [storedEvents(lines, data, window)], close: () => lines.close() };
}

function formatIn(name: string): Format {
  if (!FORMATS.includes(name as Format)) throw new UsageError(`--format takes ${FORMATS.join(', ')}, not ${name}`);
  return name as Format;
}

/** @throws UsageError for what is no table. */
function tablesOf(given: string[]): Record<string, LookupTable> {
  const tables = given.map((text) => {
    const [, name, file] = /^([\w-]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || file === undefined) throw new UsageError(`--lookup-table takes NAME=FILE, not ${text}`);
    try {
      return [name, lookupTable(contentOf(file))] as const;
    } catch (error) {
      if (error instanceof InputError) throw new UsageError(`${file}: ${error.message}`);
      throw error;
    }
  });
  return Object.fromEntries(tables);
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
