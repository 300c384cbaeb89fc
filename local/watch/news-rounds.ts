import type { Round } from './rounds.ts';

/** Docker tells at once; with the attempts of a probe that fails, people hear of it within a minute. */
const NEWS_EVERY_MS = 5_000;
const LIMIT_MS = 60_000;

/** Looks each few seconds whether the checks must not wait. That Docker cannot be asked is what check-container tells. */
export function newsRounds(containerNews: (() => Promise<boolean>) | undefined, hurry: () => void): Round[] {
  if (!containerNews) return [];
  const run = async () => ((await containerNews().catch(() => false)) ? hurry() : undefined);
  return [{ name: 'container-news', everyMs: NEWS_EVERY_MS, limitMs: LIMIT_MS, run }];
}
