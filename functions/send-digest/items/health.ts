import { scheduledEndpoints } from '../../shared/config/asked-for.ts';
import type { Datapoint } from '../../shared/ports.ts';
import type { MetricKey } from '../../shared/signals/metrics.ts';
import { type Answer, before, ownSeries, type Question, type Scope, type Window } from '../scope.ts';

/** Minutes in which something was looked at, and in which it was well. `unseen`: nobody looked, though one should have. */
export interface Minutes {
  seen: number;
  well: number;
  unseen: number;
}

/** What is judged together: an endpoint or a component. */
export interface Watched {
  name: string;
  endpoint: boolean;
  now: Minutes;
  before: Minutes;
}

const BIN_MS = 300_000;
const RUNS_PER_BIN = 5;
/** Less than this share of the minutes up is told. One minute of a day is not. */
const GOAL = 0.999;
const MOST_UNSEEN = 0.01;

/** @param sums how often it was well in five minutes. @param counts how often it was looked at. */
export function minutesOf(sums: Datapoint[], counts: Datapoint[]): Minutes {
  const seen = counts.reduce((sum, { value }) => sum + value, 0);
  const well = sums.reduce((sum, { value }) => sum + value, 0);
  const first = counts[0]?.atMs ?? 0;
  const last = counts.at(-1)?.atMs ?? 0;
  // The first and the last five minutes are cut by the window, or by the first deploy.
  const inner = counts.filter(({ atMs }) => atMs > first && atMs < last);
  const due = Math.max(0, Math.round((last - first) / BIN_MS) - 1) * RUNS_PER_BIN;
  const looked = inner.reduce((sum, { value }) => sum + Math.min(RUNS_PER_BIN, value), 0);
  return { seen, well, unseen: due - looked };
}

/**
 * Uptime is what was up of what was seen; minutes that nobody saw are told, never counted as up.
 * @param wholeMinutes of the window, of which the first may lie before the first deploy.
 */
export function judgeHealth(watched: Watched[], earlier: string, wholeMinutes = 0): Answer {
  const endpoints = watched.filter((w) => w.endpoint);
  if (endpoints.length === 0) return { status: 'unknown', fact: 'every endpoint is optional, and none exists' };
  const blind = endpoints.filter(({ now }) => now.seen === 0);
  if (blind.length > 0) return { status: 'unknown', fact: `${blind.map((w) => w.name).join(', ')}: no probe in all that time` };
  const worst = endpoints.toSorted((a, b) => share(a.now) - share(b.now))[0] as Watched;
  const downs = watched.filter(({ now }) => now.well < now.seen);
  const silent = Math.max(0, ...endpoints.map(({ now }) => now.seen - now.well + now.unseen));
  // While an endpoint is down or not looked at, nobody tells of the components.
  const missed = ({ endpoint, now }: Watched) => (endpoint ? now.unseen : now.unseen - silent);
  const unseen = watched.filter((w) => missed(w) > MOST_UNSEEN * w.now.seen);
  // Of less than half of the time nobody can say that it was well.
  const isHardlySeen = worst.now.seen < wholeMinutes / 2;
  const isBad = watched.some(({ now }) => now.seen > 0 && share(now) < GOAL);
  return {
    status: isBad ? 'bad' : unseen.length > 0 || isHardlySeen ? 'unknown' : 'well',
    fact: `${uptime(worst.now, wholeMinutes)}; ${worst.before.seen > 0 ? `${earlier} ${percent(worst.before)}` : `nothing is known of ${earlier}`}`,
    more: [
      ...downs.map(({ name, endpoint, now }) => `${name}: ${endpoint ? 'down' : 'failed'} in ${minutes(now.seen - now.well)}`),
      ...unseen.map((w) => `${w.name}: not looked at for ${minutes(missed(w))}`),
    ],
  };
}

function uptime(now: Minutes, wholeMinutes: number): string {
  // Where nearly all was seen, nothing is said of it.
  const isPart = now.seen < (1 - MOST_UNSEEN) * wholeMinutes;
  const rest = isPart ? `, of ${wholeMinutes.toLocaleString('en')}: the rest was not looked at` : '';
  if (now.well === now.seen) return `up in all of ${minutes(now.seen)}${rest}`;
  return `up ${percent(now)} of ${isPart ? minutes(now.seen) : 'the time'}${rest}`;
}

const minutes = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'minute' : 'minutes'}`;
const share = ({ well, seen }: Minutes) => (seen > 0 ? well / seen : 1);

/** Rounded down, so that 100 % means all. */
function percent(now: Minutes): string {
  return `${Math.floor(share(now) * 10_000) / 100} %`;
}

async function watch(scope: Scope, name: string, key: MetricKey, dimension: string): Promise<Watched> {
  const of = async (window: Window) => {
    const read = (statistic: string) => ownSeries(scope, window, key, statistic, { [dimension]: name });
    return minutesOf(...(await Promise.all([read('Sum'), read('SampleCount')])));
  };
  const [now, earlier] = await Promise.all([of(scope.window), of(scope.before)]);
  return { name, endpoint: dimension === 'Endpoint', now, before: earlier };
}

/** An optional endpoint that answers 404 is not down, but has no response time either: it was not up, it does not exist. */
async function isAbsent(scope: Scope, { name, now }: Watched): Promise<boolean> {
  if (now.seen === 0 || now.well < now.seen) return false;
  return (await ownSeries(scope, scope.window, 'responseTime', 'SampleCount', { Endpoint: name })).length === 0;
}

export const health: Question = {
  what: 'Health',
  seen: 'Dashboard',
  async ask(scope) {
    const { components } = scope.config;
    const watched = await Promise.all([
      ...scheduledEndpoints(scope.config).map(async ({ name, optional }) => {
        const seen = await watch(scope, name, 'up', 'Endpoint');
        return optional && (await isAbsent(scope, seen)) ? [] : [seen];
      }),
      ...components.map(async (name) => [await watch(scope, name, 'componentUp', 'Component')]),
    ]);
    const { startMs, endMs } = scope.window;
    return judgeHealth(watched.flat(), before(scope), Math.round((endMs - startMs) / 60_000));
  },
};
