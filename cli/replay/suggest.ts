import type { MonitorConfig, Thresholds } from '../../functions/shared/config/schema.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { duration, plural } from '../../functions/shared/text/words.ts';
import { type Difference, differenceOf } from '../../local/replay/difference.ts';
import { pagesOf } from '../../local/replay/incidents.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { type Replayed, replayed } from './replayed.ts';

/** Other values of a threshold or two, and what they would have saved and cost in this past. */
export interface Suggestion {
  thresholds: { key: keyof Thresholds; from: number; to: number }[];
  pagesSaved: number;
  pagesSavedAtNight: number;
  /** Of incidents that are told later, together, s. */
  delaySeconds: number;
  /** Incidents of which nobody would be told any more, by their words. */
  lost: string[];
}

const FACTORS = [1.5, 2, 3, 5];
/** Counts and percents that are given as whole numbers. */
export const WHOLE: readonly (keyof Thresholds)[] = [
  'serverErrors',
  'refusedRequests',
  'criticalLines',
  'unfinishedRequests',
  'startsIn15Minutes',
  'serverErrorPercent',
  'failedAttemptPercent',
  'unrecognisedPercent',
];
/** Of these a higher value says less; those of certificates, memory and disks have limits that are none of a past's business. */
const TRIED: (keyof Thresholds)[][] = [
  ...WHOLE.map((key) => [key]),
  ['responseTimeSeconds'],
  // The same errors by two measures, each of which pages.
  ['serverErrors', 'serverErrorPercent'],
];

/**
 * Tries higher thresholds of the alarms that were part of an incident, one at a time, and two where both measure the same.
 * @returns those that save a page: of each threshold the smallest value for each number of pages saved.
 */
export async function suggestionsOf(scanned: Scanned, config: MonitorConfig, before: Replayed): Promise<Suggestion[]> {
  const seen = new Set(before.incidents.flatMap((i) => i.alarms));
  const isSeen = (key: keyof Thresholds) => alarmsBy(key, config).some((name) => seen.has(name));
  const found: Suggestion[] = [];
  for (const keys of TRIED.filter((tried) => tried.every(isSeen))) {
    let saved = 0;
    for (const factor of FACTORS) {
      const thresholds = keys.map((key) => ({ key, from: config.thresholds[key], to: raised(key, factor, config) }));
      if (thresholds.some(({ from, to }) => to <= from)) continue;
      const changed = thresholds.reduce((other, { key, to }) => withThreshold(other, key, to), config);
      const suggestion = suggestionOf(thresholds, before, await replayed(scanned, changed), scanned.untilMs);
      if (suggestion.pagesSaved > saved) found.push(suggestion);
      saved = Math.max(saved, suggestion.pagesSaved);
    }
  }
  return found;
}

/** The same configuration with another value of one threshold. */
export const withThreshold = (config: MonitorConfig, key: keyof Thresholds, value: number): MonitorConfig => ({
  ...config,
  thresholds: { ...config.thresholds, [key]: value },
});

/** The alarms whose threshold it is. */
export function alarmsBy(key: keyof Thresholds, config: MonitorConfig): string[] {
  const others = alarmsOf(withThreshold(config, key, config.thresholds[key] * 2 + 1));
  return alarmsOf(config).flatMap(({ name, threshold }, i) => (others[i]?.threshold === threshold ? [] : [name]));
}

function raised(key: keyof Thresholds, factor: number, { thresholds }: MonitorConfig): number {
  const most = key.endsWith('Percent') ? 100 : key === 'responseTimeSeconds' ? 30 : 1_000_000;
  const value = Math.min(most, Math.max(1, thresholds[key]) * factor);
  return WHOLE.includes(key) ? Math.ceil(value) : Math.round(value * 10) / 10;
}

function suggestionOf(thresholds: Suggestion['thresholds'], before: Replayed, after: Replayed, untilMs: number): Suggestion {
  const difference = differenceOf(before.incidents, after.incidents, untilMs);
  return {
    thresholds,
    pagesSaved: before.pages - after.pages,
    pagesSavedAtNight: before.pagesAtNight - after.pagesAtNight,
    delaySeconds: delayOf(difference),
    lost: difference.lost.filter((i) => i.messages.length > 0).map((i) => `${i.short} (${plural(pagesOf(i).length, 'page')})`),
  };
}

const delayOf = ({ later }: Difference) => later.reduce((sum, { laterSeconds = 0 }) => sum + laterSeconds, 0);

/** The suggestions for people, with what each would cost. */
export function suggestionLines(suggestions: readonly Suggestion[], { pages }: Replayed): string[] {
  if (pages === 0) return ['There was no page to save.'];
  if (suggestions.length === 0) return ['No higher threshold of an alarm that was on would have saved a page.'];
  return [
    'Higher thresholds that would have saved pages in this past. Nothing is changed; a page that is saved may be one that somebody needed.',
    '',
    ...suggestions.flatMap(({ thresholds, pagesSaved, pagesSavedAtNight, delaySeconds, lost }) => [
      `${thresholds.map(({ key, from, to }) => `thresholds.${key}=${to} (now ${from})`).join(' and ')}: ${pagesSaved} of ${plural(pages, 'page')} saved${pagesSavedAtNight > 0 ? `, ${pagesSavedAtNight} at night` : ''}; ${delaySeconds > 0 ? `${duration(delaySeconds * 1000)} of delay added` : 'no delay added'}`,
      ...(lost.length > 0 ? [`  Nobody would be told of: ${lost.join('; ')}`] : []),
    ]),
    '',
    'Look at each with --set before you take it.',
  ];
}
