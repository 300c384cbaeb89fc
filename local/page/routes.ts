import { liveNow } from './live.ts';
import { OrderError } from './obey-order.ts';
import type { PageSource, Range } from './port.ts';

/** A question of the page. */
export interface Question {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

export interface Answer {
  status: number;
  value: unknown;
}

type Route = (source: PageSource, question: Question) => unknown;

const MOST_QUERY = 20_000;
const KINDS = ['daily', 'weekly', 'monthly'] as const;

/** Undefined is "there is no such thing". */
const ROUTES: Record<string, Route> = {
  'GET now': (source) => liveNow(source),
  'GET timeline': (source, { query }) => {
    const range = query.get('range') ?? '24h';
    const since = Number(query.get('since') ?? 0);
    const to = query.has('to') ? Number(query.get('to')) : undefined;
    if (!isRange(range) || !Number.isFinite(since) || !(to === undefined || Number.isFinite(to))) return undefined;
    return source.timeline(range, since, to);
  },
  'GET incidents': (source) => source.incidents(),
  'GET incident': (source, { query }) => source.incident(query.get('id') ?? ''),
  'GET alarms': (source) => source.alarms(),
  'GET lines': (source, { query }) => {
    const [since, to] = [query.get('since'), query.get('to')].map((text) => (text === null ? undefined : Number(text)));
    if (since !== undefined) return Number.isFinite(since) ? source.lines({ sinceMs: since }) : undefined;
    return source.lines({ toMs: to !== undefined && Number.isFinite(to) ? to : source.clock.now() });
  },
  'GET language': (source) => source.language(),
  'GET checklist': (source, { query }) => {
    const kind = KINDS.find((k) => k === (query.get('kind') ?? 'daily'));
    return kind && source.checklist(kind);
  },
  'GET configuration': (source) => source.configuration(),
  'POST query': (source, { body }) => {
    const { text, startMs, endMs } = body as Record<string, unknown>;
    if (typeof text !== 'string' || text.length > MOST_QUERY) return undefined;
    if (typeof startMs !== 'number' || typeof endMs !== 'number' || !(startMs <= endMs)) return undefined;
    return source.query(text, { startMs, endMs });
  },
  'POST order': async (source, { body }) => ({ said: await source.order(body) }),
  'POST play': (source, { body }) => source.playback?.play(body),
  'POST suffer': async (source, { body }) => {
    const { sickness } = body as Record<string, unknown>;
    const said = source.suffer && typeof sickness === 'string' ? await source.suffer(sickness) : undefined;
    return said === undefined ? undefined : { said };
  },
};

const NONE: Answer = { status: 404, value: { error: 'There is no such thing here.' } };

/** Answers what the page asks: `/api/services`, and `/api/SERVICE/WHAT`. */
export async function answerOf(sources: PageSource[], question: Question): Promise<Answer> {
  const { method, path } = question;
  if (method === 'GET' && path === '/api/services') return { status: 200, value: sources.map(serviceOf) };
  const [, id, what = ''] = /^\/api\/([\w-]+)\/(\w+)$/.exec(path) ?? [];
  const source = sources.find((s) => s.id === id);
  const route = Object.hasOwn(ROUTES, `${method} ${what}`) ? ROUTES[`${method} ${what}`] : undefined;
  if (!source || !route) return NONE;
  try {
    const value = await route(source, question);
    return value === undefined ? NONE : { status: 200, value };
  } catch (error) {
    if (error instanceof OrderError) return { status: 400, value: { error: error.message } };
    throw error;
  }
}

function serviceOf({ id, service, environment, simulated }: PageSource) {
  return { id, service, environment, ...(simulated && { simulated }) };
}

const isRange = (text: string): text is Range => ['1h', '24h', '7d', '30d'].includes(text);
