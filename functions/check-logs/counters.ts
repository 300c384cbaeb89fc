import {
  accessLine,
  asked,
  askedBy,
  BEFORE_LEVEL,
  BEHIND_LEVEL,
  fromLevel,
  OWN_LINES,
  UVICORN_TEXTS,
} from '../shared/atlasml/log-format.ts';
import { NOISE } from '../shared/atlasml/noise.ts';
import { OTHER_LINE } from '../shared/atlasml/other-lines.ts';
import { CLIENT_LINE_BEHIND_400, LINE_BEHIND_400, STATUSES_OF_OURS } from '../shared/atlasml/status-faults.ts';
import type { LogsConfig } from '../shared/config/schema.ts';

/**
 * One `parse`: names for what a pattern finds in a text, `(?<name>…)`. The text is a whole event, or what another one found.
 * Documented as chained parse: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
 */
export interface Parse {
  /** The name of the text; absent for the event itself. */
  of?: string;
  /** A regular expression that both JavaScript and Logs Insights read the same way. */
  pattern: string;
  /** The name by which it is counted: how many events have it. */
  counted?: string;
}

/** One `fields … coalesce(…)`: a name for what is there of several texts. */
export interface Either {
  name: string;
  of: string[];
  counted?: string;
}

export type Stage = Parse | Either;

const METHOD = '[A-Z]+';
const ANY_PATH = '/[^ "]*';
/** uvicorn logs nothing critical, so such a line with its prefix is not its own. */
const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
const REST = '[^\\n]*';

/** AtlasML's own line, `own` from its level on. */
export const OWN: Parse = {
  pattern: `^${NOISE}${BEFORE_LEVEL}(?<own>${fromLevel(`(?:${LEVELS.join('|')}|CRITICAL)`)}${REST})`,
};

/** uvicorn's line: its level, and what it says. */
const UVICORN: Parse = { pattern: `^${NOISE}(?<uvicornLevel>${LEVELS.join('|')})${BEHIND_LEVEL}(?<uvicorn>${REST})` };

/** uvicorn's access line, from the method on. */
const ASKED: Parse = { of: 'uvicorn', pattern: `^${askedBy('[^ ]*')}(?<asked>${asked(METHOD, ANY_PATH, '[1-5][0-9]{2}')})` };

/**
 * The parses of one run, each after those that it needs, and which of them are counted; docs/log-counting.md says how the
 * counts become the observation. The paths of the configuration stand in one pattern each: a query has 10,000 characters.
 */
export function countersOf(logs: Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>): Stage[] {
  const health = anyOf(logs.healthPaths.map(literal));
  // Only a path that AtlasML serves can be answered with 2xx, 3xx or 5xx; any other such line is text a client sent.
  const served = `${anyOf(logs.servedPathPrefixes.map(literal))}[^ "]*`;
  const ofOurs = STATUSES_OF_OURS.join('|');
  return [
    OWN,
    UVICORN,
    ASKED,
    { pattern: `^(?<other>${OTHER_LINE})` },
    { of: 'own', pattern: `^${fromLevel('INFO', OWN_LINES.requestStart.logger)}(?<app>${REST})` },
    { of: 'own', pattern: `^${fromLevel('ERROR', LINE_BEHIND_400.logger)}(?<utils>${REST})` },
    { name: 'levelled', of: ['own', 'uvicornLevel'] },
    // A bar with a line behind it is of two kinds, and one line.
    { name: 'recognised', of: ['levelled', 'other'], counted: 'recognised' },
    ...[...LEVELS, 'CRITICAL'].map((level) => counter(level.toLowerCase(), 'levelled', level)),
    { of: 'asked', pattern: `^${asked(METHOD, served, `(?<served>[235][0-9]{2}|${ofOurs})`)}` },
    { of: 'asked', pattern: `^${asked('GET', health, '(?<health>[1-5][0-9]{2})')}` },
    { of: 'asked', pattern: `^${asked(METHOD, ANY_PATH, '(?<answered4xx>4[0-9]{2})')}`, counted: 'answered4xx' },
    ...['2', '3', '5'].map((digit) => counter(`answered${digit}xx`, 'served', digit)),
    counter('answeredOurs', 'served', `(?:${ofOurs})`),
    counter('answered400', 'answered4xx', '400'),
    counter('refused', 'answered4xx', REFUSED),
    ...['2', '3', '4', '5'].map((digit) => counter(`health${digit}xx`, 'health', digit)),
    counter('healthRefused', 'health', REFUSED),
    counter('faulty400', 'utils', LINE_BEHIND_400.text),
    counter('clients400', 'utils', CLIENT_LINE_BEHIND_400.text),
    counter('requestStart', 'app', OWN_LINES.requestStart.text),
    counter('requestEnd', 'app', OWN_LINES.requestEnd.text),
    counter('processStart', 'own', `${fromLevel('INFO', OWN_LINES.processStart.logger)}${OWN_LINES.processStart.text}`),
    counter('asgiException', 'uvicorn', UVICORN_TEXTS.asgiException),
    counter('startedUp', 'uvicorn', UVICORN_TEXTS.started),
    counter('failedStart', 'uvicorn', UVICORN_TEXTS.failedStart),
    { pattern: `(?<gluedAccess>\\n${accessLine(METHOD, ANY_PATH, '[2-5]')})`, counted: 'gluedAccess' },
  ];
}

/** Refused for the key or the rights. */
const REFUSED = '40[13]';

/** Who was refused: the client's address, and apart from it the health requests among the refused. */
export function refusedParses({ healthPaths }: Pick<LogsConfig, 'healthPaths'>): Parse[] {
  const health = anyOf(healthPaths.map(literal));
  return [
    UVICORN,
    ASKED,
    { of: 'uvicorn', pattern: `^${askedBy('(?<client>[^ ]*):[0-9]+')}${asked(METHOD, ANY_PATH, REFUSED)}` },
    { of: 'asked', pattern: `^(?<health>${asked('GET', health, REFUSED)})` },
  ];
}

/** The access line of a health request that was answered with such a status. */
export const healthAnswered = ({ healthPaths }: Pick<LogsConfig, 'healthPaths'>, status: string) =>
  accessLine('GET', anyOf(healthPaths.map(literal)), status);

/** Counts what was found and begins so. */
const counter = (name: string, of: string, begin: string): Parse => ({ of, pattern: `^(?<${name}>${begin})`, counted: name });

function anyOf(alternatives: readonly string[]): string {
  return `(?:${alternatives.join('|')})`;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
