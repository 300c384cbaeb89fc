import { type AlarmDefinition, alarmsOf } from '../../shared/signals/alarm-definitions.ts';
import { METRICS } from '../../shared/signals/metrics.ts';
import { plural } from '../../shared/text/words.ts';
import { type Answer, ownSeries, type Question } from '../scope.ts';

const MOST_SHOWN = 10;

/** An alarm whose metric never came cannot go off: its silence says nothing. */
export function judgeSilence(silent: Pick<AlarmDefinition, 'title' | 'signal'>[], all: number): Answer {
  if (silent.length === 0) return { status: 'well', fact: `all ${all} alarms have data` };
  return {
    status: 'unknown',
    fact: `${plural(silent.length, 'alarm')} of ${all} had no data in all that time, so nothing can set ${silent.length === 1 ? 'it' : 'them'} off`,
    more: [
      ...silent.slice(0, MOST_SHOWN).map(({ title, signal }) => `"${title}" needs ${METRICS[signal.metric].name}`),
      ...(silent.length > MOST_SHOWN ? [`and ${silent.length - MOST_SHOWN} more`] : []),
    ],
  };
}

export const silentSignals: Question = {
  what: 'Silent signals',
  seen: 'Alarms',
  async ask(scope) {
    const optional = scope.config.endpoints.filter((e) => e.optional).map((e) => e.name);
    const alarms = alarmsOf(scope.config).filter(
      ({ signal, subject }) => signal.scope !== 'endpoint' || !optional.includes(subject),
    );
    const seen = await Promise.all(
      alarms.map(async ({ signal, dimensions: { Environment: _, ...dimensions } }) => {
        const points = await ownSeries(scope, scope.window, signal.metric, 'SampleCount', dimensions, 86_400);
        return points.length > 0;
      }),
    );
    return judgeSilence(
      alarms.filter((_, i) => !seen[i]),
      alarms.length,
    );
  },
};
