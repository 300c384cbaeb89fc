import type { Incident } from '../../shared/incident/reporter-state.ts';
import { alarmsOf } from '../../shared/signals/alarm-definitions.ts';
import { plural } from '../../shared/text/words.ts';
import { type Answer, before, DAY_MS, ownSeries, type Question, type Scope } from '../scope.ts';
import { type Suggestion, suggestThreshold } from '../suggestion.ts';
import { beganIn, incidentsOf } from './incidents.ts';

/** More than one a day, and people stop reading. */
const MOST_A_DAY = 1;
/** An alarm that was part of fewer incidents is not noisy. */
const LEAST_NOISY = 3;

/** How often alerts came. @param suggestion for the noisiest alarm, where its own history gives one. */
export function judgeFrequency(
  incidents: Incident[],
  scope: Pick<Scope, 'window' | 'before' | 'kind'>,
  days: number,
  suggestion?: Suggestion,
): Answer {
  const began = incidents.filter((i) => beganIn(i, scope.window));
  const earlier = incidents.filter((i) => beganIn(i, scope.before)).length;
  const noisiest = noisiestOf(began);
  return {
    status: began.length > MOST_A_DAY * days || suggestion ? 'bad' : 'well',
    fact: `${plural(began.length, 'incident')}; ${before(scope)} ${earlier}`,
    more: [
      ...(noisiest ? [`noisiest: ${noisiest.title}, in ${noisiest.count} of ${began.length}`] : []),
      ...(suggestion ? [suggestionLine(suggestion)] : []),
    ],
  };
}

function suggestionLine({ key, threshold, present, episodes, insteadOf }: Suggestion): string {
  return `with thresholds.${key}: ${threshold} (now ${present}) it would have gone off ${plural(episodes, 'time')}, not ${insteadOf}`;
}

/** The alarm that was part of most incidents. */
export function noisiestOf(began: Incident[]): { alarm: string; title: string; count: number } | undefined {
  const counts = new Map<string, { alarm: string; title: string; count: number }>();
  for (const { alarm, title } of began.flatMap((i) => i.members)) {
    const count = (counts.get(alarm)?.count ?? 0) + 1;
    counts.set(alarm, { alarm, title, count });
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count || a.alarm.localeCompare(b.alarm));
  return first && first.count >= LEAST_NOISY ? first : undefined;
}

/** One-minute metrics are kept for 15 days (API reference of GetMetricData). */
const HISTORY_MS = 14 * DAY_MS;

async function suggestionFor(alarm: string, scope: Scope): Promise<Suggestion | undefined> {
  const { config, window } = scope;
  const definition = alarmsOf(config).find((d) => d.name === alarm);
  if (!definition || definition.signal.periodSeconds < 60) return undefined;
  const { metric, statistic, periodSeconds } = definition.signal;
  const history = { startMs: Math.max(window.startMs, window.endMs - HISTORY_MS), endMs: window.endMs };
  const { Environment: _, ...dimensions } = definition.dimensions;
  const points = await ownSeries(scope, history, metric, statistic, dimensions, periodSeconds);
  const mostEpisodes = Math.ceil((history.endMs - history.startMs) / (7 * DAY_MS));
  return suggestThreshold(points, definition, config.thresholds, mostEpisodes);
}

export const frequency: Question = {
  what: 'Alerts',
  seen: 'Alarms',
  async ask(scope) {
    const all = await incidentsOf(scope);
    const noisiest = noisiestOf(all.filter((i) => beganIn(i, scope.window)));
    const days = (scope.window.endMs - scope.window.startMs) / DAY_MS;
    return judgeFrequency(all, scope, days, noisiest && (await suggestionFor(noisiest.alarm, scope)));
  },
};
