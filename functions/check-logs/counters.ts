import {
  ASGI_EXCEPTION,
  accessLine,
  appLine,
  appPrefix,
  CONTINUATION,
  FAILED_START,
  PROCESS_START,
  REQUEST_END,
  REQUEST_START,
  SERVER_FAULTS_BEHIND_400,
  STARTED,
  uvicornPrefix,
} from '../shared/atlasml/log-format.ts';
import type { LogsConfig } from '../shared/config/schema.ts';

/** One count of the query: how many log events match a pattern. */
export interface Counter {
  name: string;
  /** A regular expression that both JavaScript and Logs Insights read the same way. */
  pattern: string;
}

const METHOD = '[A-Z]+';
const ANY_PATH = '/[^ "]*';

/** The counts of one run, each by one pattern; docs/log-counting.md says how they become the observation. */
export function countersOf(logs: Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>): Counter[] {
  // Only a path that AtlasML serves can be answered with 2xx, 3xx or 5xx; any other such line is text a client sent.
  const served = `${anyOf(logs.servedPathPrefixes.map(literal))}[^ "]*`;
  return [
    ...['DEBUG', 'INFO', 'WARNING', 'ERROR'].map((level) => ({
      name: level.toLowerCase(),
      pattern: `^(?:${appLine(level)}|${uvicornPrefix(level)})`,
    })),
    // uvicorn logs nothing critical, so such a line with its prefix is not its own.
    { name: 'critical', pattern: `^${appLine('CRITICAL')}` },
    { name: 'continuation', pattern: `^${CONTINUATION}` },
    { name: 'answered2xx', pattern: `^${accessLine(METHOD, served, '2')}` },
    { name: 'answered3xx', pattern: `^${accessLine(METHOD, served, '3')}` },
    { name: 'answered4xx', pattern: `^${accessLine(METHOD, ANY_PATH, '4')}` },
    { name: 'answered5xx', pattern: `^${accessLine(METHOD, served, '5')}` },
    { name: 'answered400', pattern: `^${accessLine(METHOD, ANY_PATH, '400')}` },
    { name: 'refused', pattern: `^${accessLine(METHOD, ANY_PATH, REFUSED)}` },
    { name: 'healthRefused', pattern: `^${healthRefused(logs)}` },
    ...['2', '3', '4', '5'].map((digit) => ({ name: `health${digit}xx`, pattern: `^${healthAnswered(logs, digit)}` })),
    {
      name: 'serverFaultBehind400',
      pattern: `^${appPrefix('ERROR', 'atlasml\\.utils')}Validation error in [A-Za-z_]+: ${anyOf(SERVER_FAULTS_BEHIND_400)}`,
    },
    { name: 'requestStart', pattern: `^${REQUEST_START}` },
    { name: 'requestEnd', pattern: `^${REQUEST_END}` },
    { name: 'asgiException', pattern: `^${ASGI_EXCEPTION}` },
    { name: 'processStart', pattern: `^${PROCESS_START}` },
    { name: 'startedUp', pattern: `^${STARTED}` },
    { name: 'failedStart', pattern: `^${FAILED_START}` },
    { name: 'gluedAccess', pattern: `\\n${accessLine(METHOD, ANY_PATH, '[2-5]')}` },
  ];
}

/** Refused for the key or the rights. */
const REFUSED = '40[13]';

/** The access line of a refused request by its client's address, named as a field. */
export const refusedBy = (field: string) => accessLine(METHOD, ANY_PATH, REFUSED, `(?<${field}>[^ ]*):[0-9]+`);

/** The access line of a health request that was answered with such a status. */
export const healthAnswered = ({ healthPaths }: Pick<LogsConfig, 'healthPaths'>, status: string) =>
  accessLine('GET', anyOf(healthPaths.map(literal)), status);

/** The access line of a health request that was refused. */
export const healthRefused = (logs: Pick<LogsConfig, 'healthPaths'>) => healthAnswered(logs, REFUSED);

function anyOf(alternatives: readonly string[]): string {
  return `(?:${alternatives.join('|')})`;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
