import type { LogEvent } from '../../insights/index.ts';
import { answeredAt, lastBegunBy } from './busy-times.ts';
import { type AnswerRun, type ProbeFacts, ProbeFactsOfLog } from './probe-facts.ts';
import type { Answered, PastProbe } from './seen.ts';

/** A healthy answer takes about so long. */
const QUICK_MS = 20;
const COLLECTIONS = ['Exercise', 'Competency', 'SemanticCluster'];

/**
 * What a probe would have got, inferred from the log alone where nobody kept a series:
 * - while no process accepts connections (`ProcessLives`): connection refused;
 * - while the event loop is busy (`WaitsOfLife`): the answer comes when its turn comes (`answeredAt`); if that is later than
 *   the probe waits: no answer in time;
 * - else an answer at once, with the status of the health answer in the log that is nearest in time; 200 where there is none.
 * The body is AtlasML's own. Behind a 503 the lines before it tell whether a collection was missing (404 on its schema);
 * else Weaviate is unreachable. What the log cannot show is not inferred: a proxy, certificate, name or network in front.
 */
export function probeOf({ lives }: ProbeFacts): PastProbe {
  return (atMs, timeoutMs) => {
    const life = lives[lastBegunBy(lives, atMs)];
    if (!life || life.toMs <= atMs) return { error: 'ECONNREFUSED', tookMs: 1, connected: false };
    const answeredMs = answeredAt(life.busy, atMs) ?? atMs;
    if (answeredMs - atMs > timeoutMs) return { error: 'timeout', tookMs: timeoutMs, connected: true };
    return answered(nearest(life.answers, answeredMs), Math.max(QUICK_MS, answeredMs - atMs));
  };
}

/**
 * The same of a log that is whole in memory.
 * @param events in the order of time. @param untilMs up to when the log would have held further lines, epoch ms.
 */
export function inferredProbe(events: LogEvent[], untilMs: number): PastProbe {
  const facts = new ProbeFactsOfLog();
  for (const event of events) facts.add(event);
  return probeOf(facts.end(untilMs));
}

function nearest(answers: AnswerRun[], atMs: number): AnswerRun | undefined {
  const place = lastBegunBy(answers, atMs);
  const [before, after] = [answers[place], answers[place + 1]];
  if (!before || !after) return before ?? after;
  return atMs - before.toMs <= after.fromMs - atMs ? before : after;
}

function answered(answer: AnswerRun | undefined, tookMs: number): Answered {
  const { status = 200, missing = [] } = answer ?? {};
  const headers = { 'content-type': 'application/json', server: 'uvicorn' };
  return { status, headers, body: JSON.stringify(bodyOf(status, missing)), tookMs };
}

/** AtlasML's answer as it was recorded: routers/health.py. */
function bodyOf(status: number, missing: string[]): object {
  const well = (name: string) => [name, { status: 'ok' }] as const;
  if (status < 300) return body('ok', { status: 'ok', collections: Object.fromEntries(COLLECTIONS.map(well)) });
  if (missing.length === 0) return body('error', { status: 'error', message: 'Weaviate is unreachable' });
  const collections = COLLECTIONS.map((name) => (missing.includes(name) ? ([name, { status: 'missing' }] as const) : well(name)));
  const message = `Missing required collections: ${missing.join(', ')}`;
  return body('error', { status: 'error', collections: Object.fromEntries(collections), message });
}

const body = (status: string, weaviate: object) => ({ status, components: { api: { status: 'ok' }, weaviate } });
