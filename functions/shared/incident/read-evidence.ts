import type { Crash, EarlierEvidence, Ended, ErrorKind, StartFailure, WaitsFor } from '../log-evidence.ts';
import { isTime, type Json, list, object, text, texts, timesOf } from './stored-shape.ts';

/** Above what `kept-evidence.ts` keeps. */
const MOST_KINDS = 20;
const MOST_LINES = 10;
const MOST_CAUSES = 5;

/** The evidence of a stored incident: what can be read of it; undefined when nothing can. */
export function readEvidence(raw: unknown): EarlierEvidence | undefined {
  const json = object(raw);
  if (!json) return undefined;
  const failure = object(json.startFailure);
  const started = failure && readFailure(failure);
  const words = object(json.lastWords);
  const crash = readCrash(json.crash);
  const ended = readEnded(json.ended);
  const waitsFor = readWait(json.waitsFor);
  return {
    kinds: list(json.kinds).slice(0, MOST_KINDS).flatMap(readKind),
    ...(started && isTime(failure.atMs) && { startFailure: { ...started, atMs: failure.atMs } }),
    ...(isTime(words?.atMs) && { lastWords: { atMs: words.atMs, lines: texts(words.lines, MOST_LINES) } }),
    ...(crash && { crash }),
    ...(ended && { ended }),
    ...(waitsFor && { waitsFor }),
    ...timesOf(json, ['lastStartMs', 'upSinceMs', 'lastAnswerMs']),
  };
}

function readKind(raw: unknown): ErrorKind[] {
  const json: Json = object(raw) ?? {};
  const [fingerprint, textFingerprint, words] = [text(json.fingerprint), text(json.textFingerprint), text(json.text)];
  if (fingerprint === undefined || words === undefined || !isTime(json.newestMs)) return [];
  const raised = readFailure(json);
  return [
    {
      fingerprint,
      ...(textFingerprint !== undefined && { textFingerprint }),
      level: json.level === 'CRITICAL' ? 'CRITICAL' : 'ERROR',
      logger: text(json.logger) ?? '',
      text: words,
      count: typeof json.count === 'number' && json.count > 0 ? json.count : 1,
      newestMs: json.newestMs,
      ...timesOf(json, ['oldestMs', 'firstSeenMs']),
      ...raised,
    },
  ];
}

function readFailure(json: Json): StartFailure | undefined {
  const exception = text(json.exception);
  if (exception === undefined) return undefined;
  const causedBy = list(json.causedBy)
    .slice(0, MOST_CAUSES)
    .flatMap((c) => readFailure(object(c) ?? {}) ?? []);
  return { exception, where: texts(json.where, MOST_LINES), ...(causedBy.length > 0 && { causedBy }) };
}

function readCrash(raw: unknown): Crash | undefined {
  const { line, atMs } = object(raw) ?? {};
  return text(line) && isTime(atMs) ? { line: text(line) as string, atMs } : undefined;
}

function readEnded(raw: unknown): Ended | undefined {
  const { atMs, orderly, words } = object(raw) ?? {};
  return isTime(atMs) && typeof orderly === 'boolean' ? { atMs, orderly, words: texts(words, MOST_LINES) } : undefined;
}

function readWait(raw: unknown): WaitsFor | undefined {
  const { who, isNamed, seconds, sinceMs } = object(raw) ?? {};
  if ((who !== 'openai' && who !== 'weaviate') || typeof seconds !== 'number' || !isTime(sinceMs)) return undefined;
  return { who, isNamed: isNamed === true, seconds, sinceMs };
}
