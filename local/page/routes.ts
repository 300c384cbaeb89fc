import { liveNow } from './live.ts';
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

const ROUTES: Record<string, Route> = {
  'GET now': (source) => liveNow(source),
  'GET timeline': (source, { query }) => {
    const range = query.get('range') ?? '24h';
    const since = Number(query.get('since') ?? 0);
    if (!isRange(range) || !Number.isFinite(since)) return undefined;
    return source.timeline(range, since);
  },
};

/** Answers what the page asks: `/api/services`, and `/api/SERVICE/WHAT`. */
export async function answerOf(sources: PageSource[], question: Question): Promise<Answer> {
  const { method, path } = question;
  if (method === 'GET' && path === '/api/services') return { status: 200, value: sources.map(serviceOf) };
  const [, id, what = ''] = /^\/api\/([\w-]+)\/(\w+)$/.exec(path) ?? [];
  const source = sources.find((s) => s.id === id);
  const route = ROUTES[`${method} ${what}`];
  if (!source || !route) return { status: 404, value: { error: 'There is no such thing here.' } };
  const value = await route(source, question);
  return value === undefined ? { status: 404, value: { error: 'There is no such thing here.' } } : { status: 200, value };
}

function serviceOf({ id, service, environment, simulated }: PageSource) {
  return { id, service, environment, ...(simulated && { simulated }) };
}

const isRange = (text: string): text is Range => ['1h', '24h', '7d', '30d'].includes(text);
