import { PROCESS_START, STARTED } from '../shared/atlasml/log-format.ts';
import { wholeLines } from '../shared/atlasml/pieces.ts';
import type { Crash, ErrorKind, StartFailure } from '../shared/observation.ts';
import type { LogLine, LogSource } from '../shared/ports.ts';
import { crashIn } from './ending.ts';
import { oneLine, readErrorLine } from './evidence.ts';
import { lastWordsIn } from './last-words.ts';
import { byStream, type Raised, type Traceback, tracebacksIn, traceIdentity, whereFrom } from './tracebacks.ts';

/** So many kinds get their traceback, each by a request to CloudWatch; in a storm of different ones the rest stays without. */
const MOST_TRACED = 20;
const MOST_WHERE = 2;
const BEFORE_MS = 1_000;
const AFTER_MS = 2_000;

/** Adds to the most frequent kinds what was raised and where. */
export async function withTraces(kinds: ErrorKind[], source: Pick<LogSource, 'lines'>): Promise<ErrorKind[]> {
  const traced = await Promise.all(kinds.slice(0, MOST_TRACED).map((kind) => withTrace(kind, source)));
  return [...traced, ...kinds.slice(MOST_TRACED)];
}

/** A kind with what was raised and where, which makes it another kind; one whose lines cannot be read stays as it is. */
async function withTrace(kind: ErrorKind, source: Pick<LogSource, 'lines'>): Promise<ErrorKind> {
  const found = await source.lines({ startMs: kind.newestMs - BEFORE_MS, endMs: kind.newestMs + AFTER_MS });
  if (found.state === 'unknown') return kind;
  const { fingerprint } = kind;
  const lines = wholeLines(found.lines);
  const same = lines.findLast(({ message, atMs }) => readErrorLine(message, atMs)?.fingerprint === fingerprint);
  // Of an error that is longer than an event the kind has the begin alone.
  const { text = kind.text } = (same && readErrorLine(same.message, same.atMs)) ?? {};
  const told = { ...kind, text };
  const traceback = tracebacksIn(lines).find(
    ({ head, atMs }) => head !== undefined && readErrorLine(head, atMs)?.fingerprint === fingerprint,
  );
  if (!traceback) return told;
  const whole = `${fingerprint} ${traceIdentity(traceback)}`;
  return { ...told, fingerprint: whole, textFingerprint: fingerprint, ...raised(traceback) };
}

/** A chain may be long: the first causes say most. */
const MOST_CAUSES = 3;

/** What ended it, and what that came from, where something is known of it. */
function raised(traceback: Traceback): StartFailure {
  const causedBy = traceback.causedBy.slice(0, MOST_CAUSES).map(told);
  return { ...told(traceback), ...(causedBy.length > 0 && { causedBy }) };
}

function told(raised: Raised): { exception: string; where: string[] } {
  const { exception, text } = raised;
  return { exception: oneLine(text ? `${exception}: ${text}` : exception), where: whereFrom(raised, MOST_WHERE) };
}

/** A failed start ends within seconds, or after waiting for Weaviate. */
const START_MS = 20_000;

/** What the lines around the newest start say: why a start failed, or what was logged last before it. */
export interface StartContext {
  failure?: StartFailure;
  lastWords?: string[];
  /** The line of a crash right before it. */
  crash?: Crash;
}

/** Reads around a start. Nothing when the lines cannot be read. */
export async function aroundStart(lastStartMs: number, source: LogSource): Promise<StartContext> {
  // Of many lines only the first come: what was said before must not take the place of the start itself.
  const [before, after] = await Promise.all([
    source.lines({ startMs: lastStartMs - START_MS, endMs: lastStartMs - 1 }),
    source.lines({ startMs: lastStartMs, endMs: lastStartMs + START_MS }),
  ]);
  return before.state === 'complete' && after.state === 'complete'
    ? startContext(wholeLines([...before.lines, ...after.lines]))
    : {};
}

const START = new RegExp(`^${PROCESS_START}`);
const UP = new RegExp(`^${STARTED}`);
/** Before it is up, AtlasML serves nobody: such an error is of another container that writes into the same log. */
const OF_A_REQUEST = / - atlasml\.(?:utils|routers\.\S+) - |Exception in ASGI application/;

/** Of the starts that never came up, the newest whose traceback is there; else the last lines before the newest start. */
export function startContext(lines: LogLine[]): StartContext {
  const failures = byStream(lines).flatMap((own) => failedStart(own) ?? []);
  const newest = failures.sort((a, b) => a.atMs - b.atMs).at(-1);
  if (newest) return { failure: raised(newest) };
  // A container that is made anew has a stream of its own: what the one before it said stands in another.
  const start = lines.findLastIndex(({ message }) => START.test(message));
  const before = lines.slice(0, Math.max(0, start));
  const lastWords = lastWordsIn(before.map(({ message }) => message));
  const crash = crashIn(before);
  return { ...(lastWords.length > 0 && { lastWords }), ...(crash && { crash }) };
}

/** Why the newest start of one container that never came up failed. */
function failedStart(lines: LogLine[]): Traceback | undefined {
  const starts = lines.flatMap(({ message }, i) => (START.test(message) ? [i] : []));
  const segments = starts.map((from, k) => lines.slice(from, starts[k + 1]));
  for (const segment of segments.reverse()) {
    const traceback = tracebacksIn(segment).findLast(({ head = '' }) => !OF_A_REQUEST.test(head));
    if (traceback && !segment.some(({ message }) => UP.test(message))) return traceback;
  }
  return undefined;
}
