import { accessLine, appPrefix, PROCESS_START, REQUEST_END, REQUEST_START, STOPPED } from '../shared/atlasml/log-format.ts';
import type { WaitsFor } from '../shared/observation.ts';
import type { LogLine } from '../shared/ports.ts';

/** A request that is quiet for less may only be at work. */
const LEAST_HANG_MS = 5_000;
/** A request that took this long is slow, seconds. */
export const SLOW_SECONDS = 2;
/** A wait explains a slow request when it is at least this much of it. */
const LEAST_SHARE = 0.5;
/** Stamps of one second, and a `took` that is rounded. */
const ROUNDING_MS = 1_000;

const HEALTH_START = new RegExp(`^${REQUEST_START}.*health`);
const END = new RegExp(`^${REQUEST_END}[0-9]+ \\(took ([0-9.]+)s\\)`);
const ANSWERED = new RegExp(`^(?:${REQUEST_END}|${accessLine('[A-Z]+', '/[^ "]*', '[2-5]')})`);
const OWN = new RegExp(`^${appPrefix('[A-Z]+')}`);
const PROCESS = new RegExp(`^(?:${PROCESS_START}|${STOPPED})`);

const of = (logger: string, text: string) => new RegExp(`^${appPrefix('[A-Z]+', logger)}${text}`);
const RETRY = of('openai\\._base_client', 'Retrying request');
/** httpx writes its line when the head of an answer is there: its body may still be waited for. */
const TO_OPENAI = of('httpx', 'HTTP Request: [A-Z]+ \\S*(?:/openai/|api\\.openai\\.com|/embeddings|/chat/completions)');
const TO_WEAVIATE = of('httpx', 'HTTP Request: [A-Z]+ \\S*/v1/(?:schema|meta|objects|batch|graphql|nodes|\\.well-known)');
/** What AtlasML writes before it asks Weaviate over gRPC, which writes no line of its own. */
const ASKS_WEAVIATE = of('atlasml\\.clients\\.weaviate', '--- (?:GETTING|ADDING|DELETING) ');
/** What AtlasML writes right before it asks OpenAI. */
const BEFORE_OPENAI = of(
  '(?:atlasml\\.clients\\.weaviate|atlasml\\.ml\\.pipeline_workflows)',
  '(?:--- All collections init|Existing competency)',
);
/** What a route writes before it looks for its collections in Weaviate. */
const BEFORE_WEAVIATE = of('atlasml\\.routers\\.competency', '(?:Suggesting|Saving|Mapping) ');

type Owner = Pick<WaitsFor, 'who' | 'isNamed'>;

/** Whose answer the process waits for after a line; AtlasML asks one after the other, so the line before tells. */
function awaitedAfter(lines: LogLine[], i: number): Owner | undefined {
  const { message = '' } = lines[i] ?? {};
  if (RETRY.test(message) || TO_OPENAI.test(message)) return { who: 'openai', isNamed: true };
  if (ASKS_WEAVIATE.test(message)) return { who: 'weaviate', isNamed: true };
  if (TO_WEAVIATE.test(message)) return { who: 'weaviate', isNamed: ASKS_WEAVIATE.test(lines[i - 1]?.message ?? '') };
  if (BEFORE_OPENAI.test(message)) return { who: 'openai', isNamed: false };
  if (BEFORE_WEAVIATE.test(message) || HEALTH_START.test(message)) return { who: 'weaviate', isNamed: false };
  return undefined;
}

/** The line that ends a wait names who was waited for, where it is one of his. */
function awaitedUntil(message: string): Owner | undefined {
  if (RETRY.test(message) || TO_OPENAI.test(message)) return { who: 'openai', isNamed: true };
  return TO_WEAVIATE.test(message) ? { who: 'weaviate', isNamed: true } : undefined;
}

/**
 * Which service AtlasML waits for: by the lines of the request that hangs until `endMs`, else of the newest slow one.
 * @param lines in the order in which they were written, those of the request whole. @returns undefined where they do not tell.
 */
export function waitsFor(lines: LogLine[], endMs: number): WaitsFor | undefined {
  return hanging(lines, endMs) ?? newestSlow(lines);
}

function hanging(lines: LogLine[], endMs: number): WaitsFor | undefined {
  const own = lines.slice(lines.findLastIndex(({ message }) => ANSWERED.test(message)) + 1).filter(isOwn);
  const last = own.at(-1);
  if (!last || endMs - last.atMs < LEAST_HANG_MS || own.some(({ message }) => PROCESS.test(message))) return undefined;
  // The client of OpenAI gives up after minutes and asks again: it waited since the line before.
  const retry = own.findIndex(({ message }) => RETRY.test(message));
  const since = retry > 0 ? (own[retry - 1] as LogLine) : last;
  const owner = retry >= 0 ? awaitedAfter(own, retry) : awaitedAfter(own, own.length - 1);
  return owner && { ...owner, sinceMs: since.atMs, seconds: Math.round((endMs - since.atMs) / 1000) };
}

function newestSlow(lines: LogLine[]): WaitsFor | undefined {
  const end = lines.findLastIndex(({ message }) => Number(END.exec(message)?.[1]) >= SLOW_SECONDS);
  if (end < 0) return undefined;
  const tookMs = Number(END.exec((lines[end] as LogLine).message)?.[1]) * 1000;
  const beganMs = (lines[end] as LogLine).atMs - tookMs - ROUNDING_MS;
  const own = lines.slice(0, end + 1).filter((line) => line.atMs >= beganMs && isOwn(line));
  const gaps = own.slice(1).map((line, i) => ({ i, ms: line.atMs - (own[i] as LogLine).atMs, until: line.message }));
  const longest = gaps.reduce<(typeof gaps)[number] | undefined>(
    (best, gap) => (best && best.ms >= gap.ms ? best : gap),
    undefined,
  );
  if (!longest || longest.ms < LEAST_SHARE * tookMs) return undefined;
  const before = (own[longest.i] as LogLine).message;
  const isBetween = TO_OPENAI.test(before) && TO_WEAVIATE.test(longest.until);
  const owner = isBetween ? betweenBoth(gaps) : (awaitedUntil(longest.until) ?? awaitedAfter(own, longest.i));
  return owner && { ...owner, sinceMs: (own[longest.i] as LogLine).atMs, seconds: Math.round(longest.ms / 1000) };
}

/** OpenAI's body and Weaviate's answer lie in one gap: a Weaviate that is slow is slow each time it is asked. */
function betweenBoth(gaps: { ms: number; until: string }[]): Owner {
  const slowOfWeaviate = gaps.filter(({ ms, until }) => ms > ROUNDING_MS && TO_WEAVIATE.test(until));
  return slowOfWeaviate.length > 1 ? { who: 'weaviate', isNamed: true } : { who: 'openai', isNamed: false };
}

/** A line with AtlasML's prefix; the body of a request and access lines say nothing of what is waited for. */
const isOwn = ({ message }: LogLine): boolean => OWN.test(message) && !/ - 📥 /.test(message);
