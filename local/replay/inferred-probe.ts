import type { LogEvent } from '../../insights/index.ts';
import { answeredAt, busyTimesIn, isAskedForHealth } from './busy-times.ts';
import { type Mark, marksIn } from './log-marks.ts';
import { livesIn } from './process-lives.ts';
import type { Answered, PastProbe } from './seen.ts';

/** A healthy answer takes about so long. */
const QUICK_MS = 20;
const COLLECTIONS = ['Exercise', 'Competency', 'SemanticCluster'];

/**
 * What a probe would have got, inferred from the log alone where nobody kept a series:
 * - while no process accepts connections (`livesIn`): connection refused;
 * - while the event loop is busy (`busyTimesIn`): the answer comes when its turn comes (`answeredAt`); if that is later than
 *   the probe waits: no answer in time;
 * - else an answer at once, with the status of the health answer in the log that is nearest in time; 200 where there is none.
 * The body is AtlasML's own. Behind a 503 the lines before it tell whether a collection was missing (404 on its schema);
 * else Weaviate is unreachable. What the log cannot show is not inferred: a proxy, certificate, name or network in front.
 * @param events in the order of time. @param untilMs up to when the log would have held further lines, epoch ms.
 */
export function inferredProbe(events: LogEvent[], untilMs: number): PastProbe {
  const marks = marksIn(events);
  const isAsked = isAskedForHealth(marks);
  const lives = livesIn(
    marks,
    events.map((e) => e.timestamp),
    untilMs,
  ).map((life) => ({ ...life, busy: busyTimesIn(life, isAsked), answers: life.marks.filter(isHealthAnswer) }));
  return (atMs, timeoutMs) => {
    const life = lives.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
    if (!life) return { error: 'ECONNREFUSED', tookMs: 1, connected: false };
    const answeredMs = answeredAt(life.busy, atMs) ?? atMs;
    if (answeredMs - atMs > timeoutMs) return { error: 'timeout', tookMs: timeoutMs, connected: true };
    return answered(nearest(life.answers, answeredMs), Math.max(QUICK_MS, answeredMs - atMs), events);
  };
}

const isHealthAnswer = ({ what, health, status = 0 }: Mark) =>
  what === 'access' && health === true && (status < 300 || status >= 400);

function nearest(answers: Mark[], atMs: number): Mark | undefined {
  return answers.reduce<Mark | undefined>(
    (best, a) => (best && Math.abs(best.atMs - atMs) <= Math.abs(a.atMs - atMs) ? best : a),
    undefined,
  );
}

function answered(answer: Mark | undefined, tookMs: number, events: LogEvent[]): Answered {
  const status = answer?.status ?? 200;
  const headers = { 'content-type': 'application/json', server: 'uvicorn' };
  return { status, headers, body: JSON.stringify(bodyOf(status, answer, events)), tookMs };
}

/** Lines of other requests come between those of one. */
const LINES_BEFORE = 40;
const MISSING = / - httpx - HTTP Request: GET \S+\/v1\/schema\/(\w+) "HTTP\/1\.1 404/;

/** AtlasML's answer as it was recorded: routers/health.py. */
function bodyOf(status: number, answer: Mark | undefined, events: LogEvent[]): object {
  const well = (name: string) => [name, { status: 'ok' }] as const;
  if (status < 300) return body('ok', { status: 'ok', collections: Object.fromEntries(COLLECTIONS.map(well)) });
  const index = answer?.index ?? 0;
  const before = events.slice(Math.max(0, index - LINES_BEFORE), index).filter((e) => e.timestamp >= (answer?.atMs ?? 0) - 1_000);
  const missing = new Set(before.flatMap(({ message }) => MISSING.exec(message)?.[1] ?? []));
  if (missing.size === 0) return body('error', { status: 'error', message: 'Weaviate is unreachable' });
  const collections = COLLECTIONS.map((name) => (missing.has(name) ? ([name, { status: 'missing' }] as const) : well(name)));
  const message = `Missing required collections: ${[...missing].join(', ')}`;
  return body('error', { status: 'error', collections: Object.fromEntries(collections), message });
}

const body = (status: string, weaviate: object) => ({ status, components: { api: { status: 'ok' }, weaviate } });
