import {
  ASGI_EXCEPTION,
  accessLine,
  appPrefix,
  FAILED_START,
  fromLevel,
  OWN_LINES,
  PROCESS_START,
  REQUEST_END,
} from '../shared/atlasml/log-format.ts';
import { NOISE } from '../shared/atlasml/noise.ts';
import { PIECE_CHARACTERS } from '../shared/atlasml/pieces.ts';
import type { LogsConfig } from '../shared/config/schema.ts';
import { healthAnswered, OWN, refusedParses, type Stage } from './counters.ts';

/**
 * The queries of check-logs. Documentation of each construct, under
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/ :
 * fields CWL_QuerySyntax-Fields.html · filter, like, ispresent CWL_QuerySyntax-Filter.html ·
 * parse with a regular expression, and of an extracted field CWL_QuerySyntax-Parse.html ·
 * stats, count(field), sum, pct, max, bin CWL_QuerySyntax-Stats.html ·
 * sort CWL_QuerySyntax-Sort.html · limit CWL_QuerySyntax-Limit.html ·
 * abs, least, greatest, strlen, coalesce CWL_QuerySyntax-operations-functions.html
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

const CHARACTERS = 'matchedCharacters';

/** 1 for an event as long as a full piece of a longer line, else 0. */
const IS_PIECE = PIECE_CHARACTERS.map(({ least, most }) => {
  const middle = (least + most) / 2;
  return `1 - least(1, greatest(0, abs(${CHARACTERS} - ${middle}) - ${most - middle}))`;
}).join(' + ');

/**
 * Counts every counter by bin. A counter's field exists only in events that match its pattern, and `count(field)`
 * counts events that have the field; a bin without events has no row.
 */
export function countQuery(stages: Stage[], bin: BinWidth): string {
  const counted = stages.flatMap((stage) => stage.counted ?? []);
  return [
    `fields @message, strlen(@message) as ${CHARACTERS}`,
    `fields ${IS_PIECE} as isPiece`,
    ...stages.map(textOf),
    `stats count(*) as lines, sum(isPiece) as pieces, ${counted.map((name) => `count(${field(name)}) as n_${name}`).join(', ')} by bin(${bin.text})`,
  ].join('\n| ');
}

/** p50 and p95 of `took`, in seconds. The end line has no path, so health requests are among them. */
export const TOOK_QUERY = [
  textOf(OWN),
  textOf({
    of: 'own',
    pattern: `^${fromLevel('INFO', OWN_LINES.requestEnd.logger)}${OWN_LINES.requestEnd.text}[0-9]+ \\(took (?<took>[0-9.]+)s\\)`,
  }),
  `filter ispresent(${field('took')})`,
  `stats count(*) as answers, pct(${field('took')}, 50) as p50, pct(${field('took')}, 95) as p95, max(${field('took')}) as longest`,
].join('\n| ');

/** Starts of the process by the minute, for the longer window of the crash loop. */
export const STARTS_QUERY = [
  `filter @message like ${regex(`^${NOISE}${PROCESS_START}`)}`,
  'stats count(*) as starts by bin(1m)',
].join('\n| ');

/** How many requests of users were refused, by the address of the client. */
export function refusedByClientQuery(logs: Pick<LogsConfig, 'healthPaths'>): string {
  const [client, health] = [field('client'), field('health')];
  return [
    ...refusedParses(logs).map(textOf),
    `filter ispresent(${client}) and not ispresent(${health})`,
    `stats count(*) as refused by ${client}`,
  ].join('\n| ');
}

/** When anything was last logged at all, for a window that holds nothing of use. */
export const NEWEST_QUERY = ['fields @timestamp', 'sort @timestamp desc', 'limit 1'].join('\n| ');

/** How many lines have a time that is still to come, and the last of these times. */
export const AHEAD_QUERY = 'stats count(*) as lines, max(@timestamp) as newest';

/** The newest time of a line, and when CloudWatch took that line (CWL_AnalyzeLogData-discoverable-fields.html). */
export const NEWEST_TAKEN_QUERY = [
  'fields toMillis(@timestamp) as atMs, @ingestionTime as takenMs',
  'sort @timestamp desc',
  'limit 1',
].join('\n| ');

const newestOf = (pattern: string): string =>
  ['fields @timestamp', `filter @message like ${regex(`^${NOISE}(?:${pattern})`)}`, 'sort @timestamp desc', 'limit 1'].join(
    '\n| ',
  );

/** When anything was last answered, whatever the answer. */
export const LAST_ANSWER_QUERY = newestOf(`${REQUEST_END}|${accessLine('[A-Z]+', '/[^ "]*', '[2-5]')}`);

/** When AtlasML last said that it is healthy. */
export const lastHealthyQuery = (logs: Pick<LogsConfig, 'healthPaths'>): string => newestOf(healthAnswered(logs, '2'));

/** The lines that are evidence of an error. */
export const EVIDENCE_PATTERN = `^${NOISE}(?:${appPrefix('(?:ERROR|CRITICAL)')}|${FAILED_START}|${ASGI_EXCEPTION})`;

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

/** A stage in the query's own names. A group is around all alternatives of a match, so that it takes part in each. */
function textOf(stage: Stage): string {
  if ('name' in stage) return `fields coalesce(${stage.of.map(field).join(', ')}) as ${field(stage.name)}`;
  const { of, pattern } = stage;
  const named = pattern.replaceAll(/\(\?<(\w+)>/g, (_group, name: string) => `(?<${field(name)}>`);
  return `parse ${of === undefined ? '@message' : field(of)} ${regex(named)}`;
}

function regex(pattern: string): string {
  return `/${pattern.replaceAll('/', '\\/')}/`;
}
