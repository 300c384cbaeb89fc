import type { ErrorKind } from '../../../shared/observation.ts';
import { duration, number } from '../../../shared/text/words.ts';
import { type Cause, type Finding, likely, sure } from '../cause.ts';
import { kindsOf, wordsOf } from '../kinds.ts';
import { pausedSince } from '../process-ends.ts';
import { connectedInVain, down, servedBehindMs, type Witnesses } from '../witnesses.ts';
import { openaiAnswerOf } from './openai.ts';
import { isWeaviateAway } from './weaviate.ts';

/** Docker alone asks every 30 s: so long without any answer is no pause. */
const SILENCE_SECONDS = 30;
/** So long the counts look back: a log without a line was silent at least as long. */
const WINDOW_SECONDS = 300;
/** A proxy that gives up says the same of a way that is broken: only a longer silence tells. */
const SILENCE_BEHIND_PROXY_SECONDS = 60;
/** A healthy request takes tenths of a second; one that takes so long makes all others wait as long. */
const BLOCKING_SECONDS = 2;

/** Weaviate's client gives up sooner, 90 s at the longest by default (weaviate/config.py, Timeout), and then writes a line. */
const WEAVIATE_GIVES_UP_SECONDS = 100;

type Who = 'openai' | 'weaviate';
const NAMES: Record<Who, string> = { openai: 'OpenAI', weaviate: 'Weaviate' };

/** Asked in vain: by the probe itself, or by a proxy that gave up, while nobody else was served. */
function asksInVain(w: Witnesses): boolean {
  return connectedInVain(w) || (down(w)?.fault === 'proxy-timeout' && servedBehindMs(w) === undefined);
}

/** Who keeps AtlasML waiting: by the lines of the request that hangs, else by calls that ended in no answer. */
function culprit(w: Witnesses): { who?: Who; isNamed: boolean } {
  if (w.waitsFor) {
    const { who, isNamed, seconds } = w.waitsFor;
    return !isNamed && who === 'weaviate' && seconds > WEAVIATE_GIVES_UP_SECONDS ? { isNamed } : { who, isNamed };
  }
  const timedOut = {
    openai: (k: ErrorKind) => openaiAnswerOf(k) === 'openai-unreachable',
    weaviate: (k: ErrorKind) => isWeaviateAway(wordsOf(k)),
  };
  const who = (['openai', 'weaviate'] as const).find((owner) => kindsOf(w, owner, timedOut[owner]).length > 0);
  return { ...(who && { who }), isNamed: false };
}

function frozen(w: Witnesses, asked: Who | undefined): Finding | undefined {
  if (!asksInVain(w) || !w.counts) return undefined;
  const { who, isNamed } = culprit(w);
  if (who !== asked) return undefined;
  const { silentSinceMs = w.nowMs } = w;
  const logged =
    w.counts.lines === 0 ? Math.max(WINDOW_SECONDS, (w.nowMs - silentSinceMs) / 1000) : w.counts.longestSilenceSeconds;
  const silence = Math.max(logged, w.waitsFor?.seconds ?? 0);
  if (silence < (connectedInVain(w) ? SILENCE_SECONDS : SILENCE_BEHIND_PROXY_SECONDS)) return undefined;
  const say = isNamed ? sure : likely;
  const call = who ? `a hanging call to ${NAMES[who]}` : 'a hanging call';
  const stopped = isNamed ? '' : 'the process was stopped (docker pause, SIGSTOP)';
  // A sentence of its own: nobody shall read that the one that is asked was stopped.
  const [within, behind] = who && stopped ? ['', ` Or ${stopped}.`] : [stopped && `, or ${stopped}`, ''];
  const weight = { by: ['probe' as const, 'log' as const], ...(w.waitsFor && { sinceMs: w.waitsFor.sinceMs }) };
  return say(
    who ? `frozen by a hanging call to ${NAMES[who]}` : 'frozen',
    `The connection is made, but nothing was answered for ${duration(silence * 1000)}: ${call} blocks the event loop${within}, and every user waits.${behind}`,
    weight,
  );
}

function paused(w: Witnesses): Finding | undefined {
  const pausedMs = pausedSince(w);
  if (pausedMs === undefined || !asksInVain(w)) return undefined;
  return sure(
    'paused by somebody',
    `AtlasML's container was paused by a command of somebody at ${w.time.clock(pausedMs)}: ${w.container?.runtime} says so. Connections are made, and nothing is answered.`,
    { by: ['probe', 'container'], sinceMs: pausedMs },
  );
}

function slow(w: Witnesses, asked: Who | undefined): Finding | undefined {
  const took = Math.max(w.counts?.tookP95Seconds ?? 0, w.waitsFor?.seconds ?? 0);
  if (took < BLOCKING_SECONDS || !(asksInVain(w) || w.signals.includes('slow'))) return undefined;
  const { who, isNamed } = w.waitsFor ? { who: w.waitsFor.who, isNamed: w.waitsFor.isNamed } : { who: undefined, isNamed: false };
  if (who !== asked) return undefined;
  const say = isNamed ? sure : likely;
  const whose = who ? `Calls to ${NAMES[who]} take` : 'Requests take';
  return say(
    who ? `slow calls to ${NAMES[who]} block AtlasML` : 'slow calls block AtlasML',
    `${whose} up to ${number(took)} s, and AtlasML serves one at a time: all others wait in line, the health check too.`,
    { by: ['log'], ...(w.waitsFor && { sinceMs: w.waitsFor.sinceMs }) },
  );
}

const WAITING = ['endpoint-down', 'component-down', 'slow', 'unfinished-requests', 'endpoint-flaky'] as const;
const FROZEN = ['frozen-openai', 'frozen-weaviate', 'frozen'];
const FROZEN_STEP: Record<Who | 'none', string> = {
  openai: 'Restart AtlasML to free it; then see whether OpenAI answers, and set a time-out for the calls to it.',
  weaviate:
    'See whether Weaviate answers (a frozen one holds every call); restart it, then AtlasML; set a time-out for the calls to it.',
  none: 'Restart AtlasML to free it; then see which service it waited for (OpenAI, Weaviate), and set time-outs.',
};
const SLOW_STEP: Record<Who | 'none', string> = {
  openai: 'See whether OpenAI is slow today (its status page, `took` in the log), and how many requests come at once.',
  weaviate: 'See whether Weaviate is slow (its CPU, memory and disk), and how many requests come at once.',
  none: 'See which calls are slow today (`took` in the log), and how many requests come at once.',
};

/** Each by whom is waited for, because another service is another cause. */
const forEach = (rule: (asked: Who | undefined) => Cause): Cause[] => [rule('openai'), rule('weaviate'), rule(undefined)];
const idFor = (id: string, asked: Who | undefined) => (asked ? `${id}-${asked}` : id);

/** AtlasML lives and waits: one call that hangs or is slow keeps everybody waiting. */
export const WAITING_CAUSES: readonly Cause[] = [
  {
    id: 'paused',
    explains: [...WAITING, 'logs-silent'],
    looks: ['no-answer', 'proxy'],
    runbook: 'endpoint-down',
    subsumes: [...FROZEN, 'slow-calls-openai', 'slow-calls-weaviate', 'slow-calls', 'short-outage', 'proxy-timeout'],
    firstStep: 'Ask who paused it; let it go on with `docker unpause` and its name.',
    finds: paused,
  },
  ...forEach((asked) => ({
    id: idFor('frozen', asked),
    explains: [...WAITING, 'logs-silent'],
    looks: ['no-answer', 'proxy'],
    runbook: 'unfinished-requests',
    subsumes: [idFor('slow-calls', asked), 'slow-calls', 'short-outage', 'proxy-timeout'],
    firstStep: FROZEN_STEP[asked ?? 'none'],
    finds: (w) => frozen(w, asked),
  })),
  ...forEach((asked) => ({
    id: idFor('slow-calls', asked),
    explains: WAITING,
    looks: ['no-answer', 'proxy'],
    runbook: 'slow',
    subsumes: ['short-outage'],
    firstStep: SLOW_STEP[asked ?? 'none'],
    finds: (w) => slow(w, asked),
  })),
];
