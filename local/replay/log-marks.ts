import {
  accessLine,
  appPrefix,
  FAILED_START,
  PROCESS_START,
  REQUEST_END,
  REQUEST_START,
  STARTED,
  STOPPED,
  uvicornPrefix,
} from '../../functions/shared/atlasml/log-format.ts';
import { withoutNoise } from '../../functions/shared/atlasml/noise.ts';

/**
 * What a line of AtlasML's log says of its process. start: begins to load. up: serves from now on. down: serves no more.
 * begin, end, access: its event loop has turned to a request, to its end, or has sent its answer.
 */
export interface Mark {
  atMs: number;
  what: 'start' | 'up' | 'down' | 'begin' | 'end' | 'access';
  /** Of a health request. */
  health?: true;
  /** Of an answer that was sent. */
  status?: number;
  /** How long the request was worked on, as its end says. */
  tookMs?: number;
}

const HEALTH = '/api/v1/health/?';
const START = new RegExp(`^${PROCESS_START}`);
const UP = new RegExp(`^${STARTED}`);
const DOWN = new RegExp(
  `^(?:${FAILED_START}|${STOPPED}|${uvicornPrefix('ERROR')}\\[Errno \\d+\\] error while attempting to bind)`,
);
const BEGIN = new RegExp(`^${REQUEST_START}`);
const HEALTH_BEGIN = new RegExp(`^${appPrefix('INFO', 'atlasml\\.app')}[^ ]+ GET ${HEALTH}$`);
const END = new RegExp(`^${REQUEST_END}[0-9]+ \\(took ([0-9.]+)s\\)`);
const ACCESS = new RegExp(`^${accessLine('[A-Z]+', '/[^ "]*', '(\\d{3})')}`);
const HEALTH_ACCESS = new RegExp(`^${accessLine('GET', HEALTH, '\\d')}`);

/** What a line says of its process; undefined for one that says nothing of this. */
export function markOf(line: string): Omit<Mark, 'atMs'> | undefined {
  const message = withoutNoise(line);
  const access = ACCESS.exec(message);
  if (access) return { what: 'access', status: Number(access[1]), ...(HEALTH_ACCESS.test(message) && { health: true }) };
  if (BEGIN.test(message)) return { what: 'begin', ...(HEALTH_BEGIN.test(message) && { health: true }) };
  const end = END.exec(message);
  if (end) return { what: 'end', tookMs: Number(end[1]) * 1000 };
  if (START.test(message)) return { what: 'start' };
  if (UP.test(message)) return { what: 'up' };
  return DOWN.test(message) ? { what: 'down' } : undefined;
}
