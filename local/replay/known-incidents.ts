import { timeFault } from '../../functions/shared/text/time-fault.ts';

/** What really was, as people wrote it down. Times are epoch ms. */
export interface KnownIncident {
  id: string;
  fromMs: number;
  toMs: number;
  title: string;
  /** False for what people call no incident: whoever is told of it is told for nothing. */
  isReal: boolean;
}

/** A file of incidents is wrong; the message says what, in the words that follow its name. */
export class IncidentsError extends Error {
  override name = 'IncidentsError';
}

/** An incident of which nobody wrote down its end is taken to last so long, ms. */
export const WITHOUT_END_MS = 60 * 60_000;
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})$/i;
const KEYS = ['id', 'from', 'to', 'start', 'end', 'title', 'real', 'labels'];

/**
 * Reads a list of incidents, or an object with it under `incidents`: `id`, `from`, `to`, `title`, and `real: false` for what was none.
 * `start` and `end` are understood as well, as other tools name them.
 * @param value of the file. @returns in the order of time. @throws IncidentsError
 */
export function knownIncidents(value: unknown): KnownIncident[] {
  const list = Array.isArray(value) ? value : (value as { incidents?: unknown } | null)?.incidents;
  if (!Array.isArray(list)) throw new IncidentsError('holds no list of incidents; write incidents: [] where there was none');
  const known = list.map(incidentOf);
  const ids = new Set<string>();
  for (const { id } of known) {
    if (ids.has(id)) throw new IncidentsError(`names ${id} twice; give each incident an id of its own`);
    ids.add(id);
  }
  return known.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

function incidentOf(raw: unknown, i: number): KnownIncident {
  const where = `incident ${i + 1}`;
  if (typeof raw !== 'object' || raw === null) throw new IncidentsError(`${where} is no object with id, from, to and title`);
  const given = raw as Record<string, unknown>;
  const { id, title, real = true } = given;
  const wrong = Object.keys(given).find((key) => !KEYS.includes(key));
  if (wrong !== undefined)
    throw new IncidentsError(`${where} has an unknown key ${wrong}; known are id, from, to, title and real`);
  if (typeof id !== 'string' && typeof id !== 'number') throw new IncidentsError(`${where} has no id`);
  if (typeof real !== 'boolean') throw new IncidentsError(`${id}: real is true or false`);
  const fromMs = timeOf(given.from ?? given.start, `${id}: from`);
  const end = given.to ?? given.end;
  const toMs = end === undefined || end === null ? fromMs + WITHOUT_END_MS : timeOf(end, `${id}: to`);
  if (toMs < fromMs) throw new IncidentsError(`${id} ends before it begins`);
  return { id: String(id), fromMs, toMs, title: typeof title === 'string' ? title : '', isReal: real };
}

function timeOf(value: unknown, where: string): number {
  const text = value instanceof Date ? value.toISOString() : value;
  if (typeof text !== 'string' || !ZONED.test(text))
    throw new IncidentsError(
      `${where} is a time with its zone, such as 2026-11-25T10:31:00Z, not ${JSON.stringify(value) ?? 'missing'}`,
    );
  const ms = Date.parse(text.replace(' ', 'T').replace(' ', ''));
  const fault = timeFault(text) ?? (Number.isNaN(ms) ? 'there is no such time' : undefined);
  if (fault) throw new IncidentsError(`${where} is ${text}: ${fault}`);
  return ms;
}
