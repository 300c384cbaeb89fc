import { scheduledEndpoints } from '../../shared/config/asked-for.ts';
import type { Datapoint } from '../../shared/ports.ts';
import { milliseconds } from '../../shared/text/words.ts';
import { type Answer, before, ownSeries, type Question, type Scope, type Window } from '../scope.ts';

/** Seconds that something usually takes, now and before; undefined without data. */
export interface Taken {
  name: string;
  now: number | undefined;
  earlier: number | undefined;
}

/** Half as long again, and this many seconds more, is slower; less is noise. */
const SLOWER = 1.5;
const NOTABLE_SECONDS = 0.3;

/** The first row is what users wait for, and stands in the fact; the others below it. */
export function judgeResponseTimes(rows: Taken[], span: string): Answer {
  const known = rows.filter((row) => row.now !== undefined);
  const [first, ...others] = known;
  if (!first) return { status: 'unknown', fact: 'nothing was answered in all that time' };
  const isSlower = ({ now = 0, earlier }: Taken) =>
    earlier !== undefined && now > SLOWER * earlier && now - earlier > NOTABLE_SECONDS;
  return {
    status: known.some(isSlower) ? 'bad' : 'well',
    fact: sentence(first, span),
    more: others.map((row) => sentence(row, span)),
  };
}

function sentence({ name, now = 0, earlier }: Taken, span: string): string {
  const trend = earlier === undefined ? `nothing is known of ${span}` : `${span} ${milliseconds(earlier * 1000)}`;
  return `${name} ${milliseconds(now * 1000)}; ${trend}`;
}

export const responseTime: Question = {
  what: 'Response time',
  seen: 'Dashboard',
  async ask(scope) {
    const row = async (name: string, read: (window: Window) => Promise<Datapoint[]>): Promise<Taken> => {
      const [now, earlier] = await Promise.all([read(scope.window), read(scope.before)]);
      return { name, now: median(now), earlier: median(earlier) };
    };
    return judgeResponseTimes(
      await Promise.all([
        ...(scope.config.logs ? [row('p95 of all requests', (window) => ownSeries(scope, window, 'tookP95', 'Average'))] : []),
        ...(scope.config.metrics
          ? [
              row('p95 by /metrics', (window) => ownSeries(scope, window, 'appTookP95', 'Average')),
              row("p95 of Weaviate's answers", (window) => ownSeries(scope, window, 'appWeaviateTookP95', 'Average')),
            ]
          : []),
        ...scheduledEndpoints(scope.config).map(({ name }) => row(`probe of ${name}`, probes(scope, name))),
      ]),
      before(scope),
    );
  },
};

function probes(scope: Scope, name: string): (window: Window) => Promise<Datapoint[]> {
  return (window) => ownSeries(scope, window, 'responseTime', 'Average', { Endpoint: name });
}

/** The usual value: one bad hour is an incident, not a trend. */
function median(points: Datapoint[]): number | undefined {
  const sorted = points.map((p) => p.value).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
