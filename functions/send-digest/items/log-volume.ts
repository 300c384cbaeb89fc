import { slowWords } from '../../check-logs/scan-budget.ts';
import type { ScanUse } from '../../shared/observation.ts';
import type { MetricStore } from '../../shared/ports.ts';
import { number } from '../../shared/text/words.ts';
import { type Answer, before, DAY_MS, type Question, type Window } from '../scope.ts';

/** Twice as much and this much more, in bytes, is worth a look: logs cost money by the gigabyte. */
const NOTABLE_BYTES = 100_000_000;

/** @param earlier bytes of the window before; undefined where nothing is known of it. */
export function judgeVolume(bytes: number | undefined, earlier: number | undefined, days: number, span: string): Answer {
  if (bytes === undefined) return { status: 'unknown', fact: 'nothing came into the log group, or it cannot be seen' };
  const isBad = earlier !== undefined && bytes > 2 * earlier && bytes - earlier > NOTABLE_BYTES;
  return {
    status: isBad ? 'bad' : 'well',
    fact: `${size(bytes)}, ${size(bytes / days)} a day; ${earlier === undefined ? `nothing is known of ${span}` : `${span} ${size(earlier)}`}`,
  };
}

/** That the log is counted more seldom than each minute is worth a look, whatever its size. */
export function withBudget(answer: Answer, scan: ScanUse | undefined): Answer {
  const slow = scan && slowWords(scan);
  return slow ? { ...answer, status: 'bad', more: [...(answer.more ?? []), slow] } : answer;
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${number(bytes / 1e9)} GB` : `${number(bytes / 1e6)} MB`;
}

export const logVolume: Question = {
  what: 'Log volume',
  seen: 'Logs',
  async ask(scope) {
    const { logs } = scope.config;
    const { logMetrics } = scope.ports;
    if (!logs) return { status: 'off', fact: 'no log group is configured' };
    if (!logMetrics) return { status: 'off', fact: 'the log is not paid for by its size' };
    const [now, earlier] = await Promise.all(
      [scope.window, scope.before].map((window) => incomingBytes(logMetrics, logs.group, window)),
    );
    const answer = judgeVolume(now, earlier, (scope.window.endMs - scope.window.startMs) / DAY_MS, before(scope));
    const { scan } = (await scope.ports.store.observations()).find((o) => o.check === 'logs') ?? {};
    return withBudget(answer, scan);
  },
};

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
export async function incomingBytes(
  metrics: Pick<MetricStore, 'read'>,
  group: string,
  window: Window,
): Promise<number | undefined> {
  const points = await metrics.read({
    namespace: 'AWS/Logs',
    metric: 'IncomingBytes',
    dimensions: { LogGroupName: group },
    statistic: 'Sum',
    periodSeconds: 3600,
    ...window,
  });
  return points.length > 0 ? points.reduce((sum, { value }) => sum + value, 0) : undefined;
}
