import type { ErrorKind, Observation, StoredObservation } from '../../functions/shared/observation.ts';

const ERROR_KIND = { level: 'ERROR', count: 2 } as const;

/** What the checks can have seen, with a text in every field that holds words from outside. */
export function observationsWith(text: string, atMs: number): StoredObservation[] {
  const endpoint = {
    endpoint: 'health',
    verdict: 'down' as const,
    sentence: text,
    attempts: 1,
    timings: { totalMs: 1 },
    components: [{ component: 'weaviate', up: false, message: text }],
    earlierFaults: [text],
    answeredBy: { isAtlasML: false, proxy: text, server: text, body: text },
  };
  const kind: ErrorKind = {
    ...ERROR_KIND,
    fingerprint: text,
    logger: text,
    text,
    newestMs: atMs,
    exception: text,
    where: [text],
    causedBy: [{ exception: text, where: [text] }],
  };
  return [
    { check: 'health', atMs, endpoints: [endpoint] },
    {
      check: 'logs',
      atMs,
      window: { startMs: atMs - 300_000, endMs: atMs },
      unknown: text,
      notes: [text],
      evidence: [kind],
      startFailure: { exception: text, where: [text], causedBy: [{ exception: text, where: [text] }] },
      lastWords: [text],
      ended: { atMs, orderly: true, words: [text] },
      crash: { line: text, atMs },
      earlier: { kinds: [kind], lastWords: { atMs, lines: [text] }, crash: { line: text, atMs } },
    },
    { check: 'memory', atMs, memory: { state: 'unknown', reason: text }, disk: { state: 'unknown', reason: text } },
    { check: 'delivery', atMs, channels: [{ channel: 'slack', verdict: 'down', sentence: text, notes: [text] }] },
    { check: 'heartbeat', atMs, known: false, sentence: text },
  ];
}

/** The same for the functions that take what is read from a store. */
export const storedWith = (text: string, atMs: number): Observation[] => observationsWith(text, atMs);
