import {
  accessLine,
  appLine,
  CHUNK_LENGTH,
  FAILED_START,
  PROCESS_START,
  REQUEST_END,
  uvicornPrefix,
} from '../shared/atlasml/log-format.ts';
import type { LogsConfig } from '../shared/config/schema.ts';
import { type Counter, healthAnswered, healthRefused, refusedBy } from './counters.ts';

/**
 * The queries of check-logs. Documentation of each construct, under
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/ :
 * fields CWL_QuerySyntax-Fields.html · filter, like, ispresent CWL_QuerySyntax-Filter.html ·
 * parse with a regular expression CWL_QuerySyntax-Parse.html · stats, count(field), sum, pct, max, bin CWL_QuerySyntax-Stats.html ·
 * sort CWL_QuerySyntax-Sort.html · limit CWL_QuerySyntax-Limit.html ·
 * abs, least, strlen CWL_QuerySyntax-operations-functions.html
 */
const BIN_WIDTHS = [
  { text: '5s', ms: 5_000 },
  { text: '1m', ms: 60_000 },
  { text: '30m', ms: 1_800_000 },
] as const;
export type BinWidth = (typeof BIN_WIDTHS)[number];

/** The narrowest bins that keep a window's rows under 9,000 of the 10,000 that a query returns by default. */
export function binWidthFor(windowMs: number): BinWidth {
  return BIN_WIDTHS.find((width) => windowMs / width.ms < 9_000) ?? BIN_WIDTHS[2];
}

/**
 * Counts every counter by bin. A counter's field exists only in events that match its pattern, and `count(field)`
 * counts events that have the field; a bin without events has no row.
 */
export function countQuery(counters: Counter[], bin: BinWidth): string {
  return [
    `fields @message, 1 - least(1, abs(strlen(@message) - ${CHUNK_LENGTH})) as isChunk`,
    ...counters.map(({ name, pattern }) => `parse @message ${regex(wrap(field(name), pattern))}`),
    `stats count(*) as lines, sum(isChunk) as chunks, ${counters.map(({ name }) => `count(${field(name)}) as n_${name}`).join(', ')} by bin(${bin.text})`,
  ].join('\n| ');
}

/** p50 and p95 of `took`, in seconds. The end line has no path, so health requests are among them. */
export const TOOK_QUERY = [
  `parse @message ${regex(`^${REQUEST_END}[0-9]+ \\(took (?<${field('took')}>[0-9.]+)s\\)`)}`,
  `filter ispresent(${field('took')})`,
  `stats count(*) as answers, pct(${field('took')}, 50) as p50, pct(${field('took')}, 95) as p95, max(${field('took')}) as longest`,
].join('\n| ');

/** Starts of the process by the minute, for the longer window of the crash loop. */
export const STARTS_QUERY = [`filter @message like ${regex(`^${PROCESS_START}`)}`, 'stats count(*) as starts by bin(1m)'].join(
  '\n| ',
);

/** How many requests of users were refused, by the address of the client. */
export function refusedByClientQuery(logs: Pick<LogsConfig, 'healthPaths'>): string {
  const [client, health] = [field('client'), field('health')];
  return [
    `parse @message ${regex(`^${refusedBy(client)}`)}`,
    `parse @message ${regex(wrap(health, `^${healthRefused(logs)}`))}`,
    `filter ispresent(${client}) and not ispresent(${health})`,
    `stats count(*) as refused by ${client}`,
  ].join('\n| ');
}

/** When anything was last logged at all, for a window that holds nothing of use. */
export const NEWEST_QUERY = ['fields @timestamp', 'sort @timestamp desc', 'limit 1'].join('\n| ');

const newestOf = (pattern: string): string =>
  ['fields @timestamp', `filter @message like ${regex(`^(?:${pattern})`)}`, 'sort @timestamp desc', 'limit 1'].join('\n| ');

/** When anything was last answered, whatever the answer. */
export const LAST_ANSWER_QUERY = newestOf(`${REQUEST_END}|${accessLine('[A-Z]+', '/[^ "]*', '[2-5]')}`);

/** When AtlasML last said that it is healthy. */
export const lastHealthyQuery = (logs: Pick<LogsConfig, 'healthPaths'>): string => newestOf(healthAnswered(logs, '2'));

/** The lines that are evidence of an error. */
export const EVIDENCE_PATTERN = `^(?:${appLine('(?:ERROR|CRITICAL)')}|${FAILED_START}|${uvicornPrefix('ERROR')}Exception in ASGI)`;

/** How many rows of evidence check-logs asks for. */
export const EVIDENCE_LIMIT = 100;

/** The newest error lines, or the first; only evidence, never counted. @param limit at most 10,000 (CWL_QuerySyntax-Limit.html). */
export function evidenceQuery(limit: number, which: 'newest' | 'first' = 'newest'): string {
  return [
    'fields @timestamp, @message',
    `filter @message like ${regex(EVIDENCE_PATTERN)}`,
    `sort @timestamp ${which === 'newest' ? 'desc' : 'asc'}`,
    `limit ${limit}`,
  ].join('\n| ');
}

/**
 * The query's own name for what a pattern matched. A line that is a JSON object has its keys as fields, and a key such as
 * "error" must not be counted (CWL_AnalyzeLogData-discoverable-fields.html). Letters and digits alone, as in every example.
 */
function field(name: string): string {
  return `matched${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Puts the name around the whole match, so that the group takes part whichever alternative matched. */
function wrap(name: string, pattern: string): string {
  return pattern.startsWith('^') ? `^(?<${name}>${pattern.slice(1)})` : `(?<${name}>${pattern})`;
}

function regex(pattern: string): string {
  return `/${pattern.replaceAll('/', '\\/')}/`;
}
