import { cutText } from '../shared/text/cut.ts';
import { redact } from '../shared/text/redact.ts';
import { soundText } from '../shared/text/sound.ts';
import { duration } from '../shared/text/words.ts';

/** A run of the check. */
const RUN_SECONDS = 60;

/** What the headers of an answer say of a cache that it came out of. */
export interface Cached {
  /** Names the cache and the age, as far as they are told. */
  words: string;
  /** So old that it says nothing of now. */
  isStale: boolean;
}

/** Headers in which caches say that they answered themselves, and what a hit looks like. Cache-Status: RFC 9211. */
const HITS: [header: string, hit: RegExp][] = [
  ['cache-status', /;\s*hit\b/i],
  ['x-cache', /\bhit\b/i],
  ['x-cache-status', /\b(?:hit|stale|updating)\b/i],
  ['x-proxy-cache', /\bhit\b/i],
  ['x-nginx-cache', /\bhit\b/i],
  ['x-vercel-cache', /\b(?:hit|stale)\b/i],
  ['cf-cache-status', /\b(?:hit|stale|updating)\b/i],
  // Two numbers: that of this request, and that of the one that the answer was fetched for.
  ['x-varnish', /^\d+\s+\d+/],
];

/**
 * Whether a cache answered in AtlasML's place: by `Age` (RFC 9111, 5.1) when it is older than a run, or by its own word.
 * @returns undefined for an answer that no cache says it gave.
 */
export function cachedBy(headers: Record<string, string>): Cached | undefined {
  const ageSeconds = ageOf(headers.age);
  const hit = HITS.find(([header, pattern]) => pattern.test(headers[header] ?? ''));
  if (!hit && (ageSeconds === undefined || ageSeconds <= RUN_SECONDS)) return undefined;
  const marks = [
    ...(ageSeconds === undefined ? [] : [`Age: ${duration(ageSeconds * 1000)}`]),
    ...(hit ? [`${hit[0]}: ${quoted(headers[hit[0]])}`] : []),
    ...['via', 'server', 'x-served-by'].flatMap((name) => (headers[name] ? [`${name}: ${quoted(headers[name])}`] : [])),
  ];
  return { words: `from a cache (${marks.join(', ')})`, isStale: ageSeconds !== undefined && ageSeconds > 2 * RUN_SECONDS };
}

const quoted = (value = '') => cutText(redact(soundText(value)), 60);

/** Whole seconds; what is no number is no age. Of several the first counts, and no age is longer than a year. */
function ageOf(value: string | undefined): number | undefined {
  const [, digits] = /^\s*(\d+)\s*(?:,|$)/.exec(value ?? '') ?? [];
  return digits === undefined ? undefined : Math.min(Number(digits), 365 * 86_400);
}
