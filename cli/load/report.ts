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

export function reportOf(result: LoadResult): string {
  const { target, asked, isEndedEarly, sent, well, failed, unanswered, took, tookWhenWell, errors } = result;
  const lines: [string, string][] = [
    [
      'asked',
      `${target.method} ${target.url}: ${number(asked.ratePerSecond)} a second for ${number(asked.durationSeconds)} s, ${plural(asked.requests, 'request')}`,
    ],
    [
      'sent',
      `${sent}${isEndedEarly ? ' (ended early)' : ''}: ${well} well, ${failed} failed${unanswered > 0 ? `, ${unanswered} without an answer when it was ended` : ''}`,
    ],
    ...notSentOf(result),
    ...(took
      ? [
          ['time', percentiles(took)] as [string, string],
          ['', 'from the moment at which each request was due to the end of its answer'] as [string, string],
        ]
      : []),
    ...(tookWhenWell ? [['when well', percentiles(tookWhenWell)] as [string, string]] : []),
    ...errors.map(({ kind, count, sentence }): [string, string] => ['error', `${count} × ${kind}  ${sentence}`]),
    ...healthLines(result.health),
    ...(result.latestSendMs > LATE_MS
      ? [
          [
            'note',
            `this machine sent a request ${milliseconds(result.latestSendMs)} late: so much of the longest times may be its own`,
          ] as [string, string],
        ]
      : []),
  ];
  return lines.map(([name, words]) => `${name.padEnd(11)}${words}`).join('\n');
}

function percentiles({ p50, p90, p95, p99, 'p99.9': p999, longest }: Percentiles): string {
  const parts: [string, number][] = [
    ['p50', p50],
    ['p90', p90],
    ['p95', p95],
    ['p99', p99],
    ['p99.9', p999],
    ['longest', longest],
  ];
  return parts.map(([name, ms]) => `${name} ${milliseconds(ms)}`).join(', ');
}

function notSentOf({ notSent: { waiting, late } }: LoadResult): [string, string][] {
  return [
    ...(waiting > 0
      ? [
          ['not sent', `${waiting}: ${MOST_WAITING} requests were waiting for their answers, and more are not held open`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(late > 0
      ? [
          ['not sent', `${late}: this machine was more than ${LATEST_MS / 1000} s late and did not send them all at once`] as [
            string,
            string,
          ],
        ]
      : []),
  ];
}

function healthLines(health: HealthMeanwhile | undefined): [string, string][] {
  if (!health) return [['health', 'not asked: no health endpoint of this host is configured; name one with --health URL']];
  const { url, probes, well, took, notWell } = health;
  const more = notWell.length - MOST_STRETCHES;
  return [
    ['health', `${well} of ${plural(probes, 'probe')} of ${url} well`],
    ...(took ? [['', percentiles(took)] as [string, string]] : []),
    ...notWell
      .slice(0, MOST_STRETCHES)
      .map(({ fromSeconds, toSeconds, sentence }): [string, string] => [
        '',
        `not well from second ${number(fromSeconds)} to ${number(toSeconds)}: ${sentence}`,
      ]),
    ...(more > 0 ? [['', `and ${more} times more`] as [string, string]] : []),
  ];
}
