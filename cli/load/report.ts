import { milliseconds, number, plural } from '../../functions/shared/text/words.ts';
import type { Figures, Percentiles } from './figures.ts';
import type { HealthMeanwhile } from './health.ts';
import { LATEST_MS, MOST_WAITING } from './run-plan.ts';

/** All that `load` found. */
export interface LoadResult extends Figures {
  target: { url: string; method: string };
  asked: { ratePerSecond: number; durationSeconds: number; requests: number };
  isEndedEarly: boolean;
  /** Missing where no health endpoint of that host is known. */
  health: HealthMeanwhile | undefined;
}

/** 0 when all that was asked for was sent and is well, with the health check; 3 when no request ended. */
export function codeOf({ well, failed, notSent, health }: LoadResult): 0 | 1 | 3 {
  if (well + failed === 0) return 3;
  if (failed > 0 || notSent.waiting > 0) return 1;
  if (health && health.well < health.probes) return 1;
  return notSent.late > 0 ? 3 : 0;
}

/** From here on the times are those of this machine as well. */
const LATE_MS = 50;
const MOST_STRETCHES = 5;
/** Of fewer requests than it takes to tell them apart, a percentile is the longest time under another name. */
const LEAST = { p90: 10, p95: 20, p99: 100, 'p99.9': 1000 };

type Line = [name: string, words: string];

export function reportOf(result: LoadResult): string {
  const lines = [...askedAndSent(result), ...notSent(result), ...times(result), ...health(result.health)];
  return lines.map(([name, words]) => `${name.padEnd(11)}${words}`).join('\n');
}

function askedAndSent({ target, asked, isEndedEarly, sent, well, failed, unanswered }: LoadResult): Line[] {
  const { ratePerSecond, durationSeconds, requests } = asked;
  const rate = `${number(ratePerSecond)} a second for ${number(durationSeconds)} s`;
  const early = isEndedEarly ? ' (ended early)' : '';
  const open = unanswered > 0 ? `, ${unanswered} without an answer when it was ended` : '';
  return [
    ['asked', `${target.method} ${target.url}: ${rate}, ${plural(requests, 'request')}`],
    ['sent', `${sent}${early}: ${well} well, ${failed} failed${open}`],
  ];
}

function notSent({ notSent: { waiting, late } }: LoadResult): Line[] {
  const full = `${MOST_WAITING} requests were waiting for their answers; more are not sent while they wait`;
  const slow = `this machine was more than ${LATEST_MS / 1000} s late, and does not send all at once`;
  return [...lineIf(waiting > 0, 'not sent', `${waiting}: ${full}`), ...lineIf(late > 0, 'not sent', `${late}: ${slow}`)];
}

function times({ took, tookWhenWell, well, failed, errors, latestSendMs }: LoadResult): Line[] {
  const late = `this machine sent a request ${milliseconds(latestSendMs)} late: the longest times may be too long by so much`;
  return [
    ...(took ? [['time', percentiles(took, well + failed)] as Line, ['', SINCE] as Line] : []),
    ...(tookWhenWell ? [['when well', percentiles(tookWhenWell, well)] as Line] : []),
    ...errors.map(({ count, sentence }): Line => ['error', `${count} × ${sentence}`]),
    ...lineIf(latestSendMs > LATE_MS, 'note', late),
  ];
}

const SINCE = 'from the moment at which each request was due to the end of its answer';
const NO_HEALTH = 'not asked: no health endpoint of this host is configured; name one with --health URL';

function health(seen: HealthMeanwhile | undefined): Line[] {
  if (!seen) return [['health', NO_HEALTH]];
  const { url, probes, well, took, notWell } = seen;
  const more = notWell.length - MOST_STRETCHES;
  return [
    ['health', `${well} of ${plural(probes, 'probe')} of ${url} well`],
    ...(took ? [['', percentiles(took, probes)] as Line] : []),
    ...notWell.slice(0, MOST_STRETCHES).map(({ fromSeconds, toSeconds, sentence }): Line => {
      return ['', `not well from second ${number(fromSeconds)} to ${number(toSeconds)}: ${sentence}`];
    }),
    ...lineIf(more > 0, '', `and ${more} times more`),
  ];
}

/** @param of how many requests. */
function percentiles(took: Percentiles, of: number): string {
  const told = (Object.keys(LEAST) as (keyof typeof LEAST)[]).filter((name) => of >= LEAST[name]);
  return (['p50', ...told, 'longest'] as const).map((name) => `${name} ${milliseconds(took[name])}`).join(', ');
}

const lineIf = (isSo: boolean, name: string, words: string): Line[] => (isSo ? [[name, words]] : []);
