import { clockTime, number, plural } from '../../../shared/text/words.ts';
import { type Cause, DOWN, ERRORS, type Explained, likely, RESTARTS, sure, type Weight, whenOld } from '../cause.ts';
import { eventWords } from '../container-words.ts';
import {
  endedSilently,
  goneSince,
  type RuntimeEnd,
  runtimeEnd,
  startedAfter,
  stoppedOrderly,
  wasKilled,
} from '../process-ends.ts';
import { answersAgain, isPast, isUpAgain, type Witnesses } from '../witnesses.ts';
import { LOOKS_GONE, LOOP } from './start.ts';

const STOPPED_BY: Record<NonNullable<RuntimeEnd['by']>, string> = {
  command: 'stopped, not started again',
  deploy: 'stopped by a deploy, not started again',
  'health-check': 'stopped for its health check, not started again',
  host: 'stopped with its host, not started again',
};
const NEAR_LIMIT_PERCENT = 85;
const KILLED_FOR_MEMORY = /^killed|out of memory|\boom\b|exit(?:ed)? (?:code |status )?\(?137/i;

const isNearLimit = (w: Witnesses) => w.members.includes('memory-high') || (w.memoryPercent ?? 0) >= NEAR_LIMIT_PERCENT;
const percentOf = ({ memoryPercent }: Witnesses) => (memoryPercent === undefined ? '' : ` (${number(memoryPercent)} %)`);

/** What a kill explains when AtlasML serves again. */
const AFTERWARDS: readonly Explained[] = ['unfinished-requests', 'crash-loop', 'killed'];

/** A restart explains an outage only until AtlasML has served somebody again. */
function restarted(w: Witnesses, after: Weight['explains']): Weight {
  const { lastStartMs } = w;
  const isOver = lastStartMs !== undefined && isPast(w, lastStartMs);
  return {
    by: ['log'],
    ...(lastStartMs !== undefined && { freshMs: lastStartMs }),
    ...(isOver && after !== undefined && { explains: after }),
  };
}

/** What the runtime said of an end: certain, and of now until AtlasML has served somebody again. */
function byRuntime(w: Witnesses, { atMs, isPast: isOver }: RuntimeEnd, after: Weight['explains']): Weight {
  return {
    by: ['container'],
    sinceMs: atMs,
    freshMs: isOver ? atMs : w.nowMs,
    ...(isOver && after !== undefined && { explains: after }),
  };
}

const often = ({ times }: RuntimeEnd) => (times > 1 ? `, ${times} times in the last hour` : '');
const andThen = ({ isBack, isPast: isOver }: RuntimeEnd) =>
  isOver ? ' It has served since.' : isBack ? '' : ' It was not started again.';

/** How the process of AtlasML ended. */
// biome-ignore format: a row reads as a row
export const PROCESS_CAUSES: readonly Cause[] = [
  {
    id: 'out-of-memory', explains: [...RESTARTS, 'memory-high', 'memory-running-out'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'memory-high',
    subsumes: ['killed', 'crash-loop', 'ended', 'short-outage', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: '`docker inspect` says OOMKilled; raise the limit, or keep /relations/suggest from loading its 1.6 GB model for each request.',
    finds: (w) => {
      const weight = restarted(w, [...AFTERWARDS, 'memory-high', 'memory-running-out']);
      const end = runtimeEnd(w);
      if (end?.what === 'out-of-memory')
        return sure('killed for memory', `AtlasML was ${eventWords(end)}${often(end)}: ${end.runtime} says so.${andThen(end)}`, byRuntime(w, end, [...AFTERWARDS, 'memory-high', 'memory-running-out']));
      const { crash } = w;
      if (crash && KILLED_FOR_MEMORY.test(crash.line)) return sure('killed for memory', `AtlasML was killed${whenOld(w, crash.atMs)}, by the log for memory: ${crash.line}`, weight);
      // The runtime would have said that it was for memory.
      if (end || !(endedSilently(w) || goneSince(w) !== undefined) || !isNearLimit(w)) return undefined;
      const unfinished = w.counts?.unfinished ?? 0;
      return likely('killed, probably for memory', `AtlasML was killed${unfinished > 0 ? ` while ${plural(unfinished, 'request')} ran` : ''}, with memory near its limit${percentOf(w)}; the kernel leaves no line in the log.`, weight);
    },
  },
  {
    id: 'stopped', explains: [...DOWN, 'logs-silent'], looks: LOOKS_GONE, runbook: 'endpoint-down',
    subsumes: ['crash-loop', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: 'Ask who stopped it, or whether a deploy stands still; start it again (`docker compose up -d`).',
    finds: (w) => {
      const end = runtimeEnd(w);
      if (end?.what === 'stopped' && !end.isBack && !end.isPast)
        return sure(STOPPED_BY[end.by ?? 'command'], `AtlasML's container was ${eventWords(end)}: ${end.runtime} says so. It was not started again.`, byRuntime(w, end, undefined));
      const { ended } = w;
      return ended?.orderly && !isPast(w, ended.atMs)
        ? sure('stopped in order, not started again', `AtlasML was stopped in order at ${clockTime(ended.atMs)} UTC, by somebody or by a deploy, and was not started again.`, { by: ['log'], sinceMs: ended.atMs }) : undefined;
    },
  },
  {
    id: 'ended', explains: [...DOWN, 'logs-silent', 'unfinished-requests'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'endpoint-down',
    subsumes: ['killed', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: '`docker ps -a` and `docker inspect` show the exit code; read the last lines of the log, then start it.',
    finds: (w) => {
      const end = runtimeEnd(w);
      if ((end?.what === 'exited' || end?.what === 'killed') && !end.isBack && !end.isPast)
        return sure(end.what === 'killed' ? 'killed, not started again' : 'ended and not started again', `AtlasML's container was ${eventWords(end).replace(/^ended/, 'not stopped but ended')}${often(end)}: ${end.runtime} says so. It was not started again.${w.ended ? ` Its last words: ${w.ended.words.at(-1) ?? 'none'}` : ''}`, byRuntime(w, end, undefined));
      const { ended } = w;
      const goneMs = goneSince(w);
      if (!ended && goneMs !== undefined)
        return likely('ended without a word', `The process of AtlasML is gone: its last line is of ${clockTime(goneMs)} UTC, and since then nothing listens on its port. No line says why: it was killed (for memory, by somebody), or its host was restarted.`, { by: ['probe', 'log'], sinceMs: goneMs });
      return ended && !ended.orderly && !isPast(w, ended.atMs)
        ? likely('ended and not started again', `AtlasML ended at ${clockTime(ended.atMs)} UTC without an orderly stop, and was not started again. Its last words: ${ended.words.at(-1) ?? 'none'}`, { by: ['log'], sinceMs: ended.atMs }) : undefined;
    },
  },
  {
    id: 'remade', explains: [...DOWN, 'logs-silent', 'unfinished-requests'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'endpoint-down',
    subsumes: ['nothing-logged', 'our-path', 'short-outage', 'proxy-closes'],
    firstStep: 'Wait a minute for it to come up; if it does not, read its log (`docker logs`) and go back to the image of before.',
    finds: (w) => {
      const end = runtimeEnd(w);
      const startMs = end && startedAfter(w, end.atMs);
      const isAnswering = answersAgain(w) !== undefined;
      return end?.what === 'stopped' && end.by === 'deploy' && startMs !== undefined && (isAnswering || !end.isPast)
        ? likely('re-created by a deploy', `AtlasML's container was ${eventWords(end)}, and was started anew at ${clockTime(startMs)} UTC: ${end.runtime} says so. ${isAnswering ? 'It answers again.' : 'It has not answered since.'}`, { by: ['container'], sinceMs: end.atMs, freshMs: w.nowMs }) : undefined;
    },
  },
  {
    id: 'crash-loop', explains: RESTARTS, looks: [...LOOKS_GONE, 'no-answer'], runbook: 'crash-loop',
    subsumes: ['killed', 'short-outage', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: 'Read the lines before each start in the log; `docker ps` shows the exit code (137 is a kill, often for memory; 3 is a failed start).',
    finds: (w) => {
      const { starts = 0 } = w.counts ?? {};
      if (starts < LOOP) return undefined;
      const weight = restarted(w, AFTERWARDS);
      const many = `${plural(starts, 'start')} in 15 minutes`;
      if (stoppedOrderly(w)) return likely('is restarted again and again', `${many}, and the last stop was an orderly one: deploys, or somebody restarts it.`, weight);
      const { exitCode } = runtimeEnd(w) ?? {};
      const code = exitCode === undefined ? '' : ` It ends with exit code ${exitCode}.`;
      const last = w.crash?.line ?? w.lastWords.at(-1);
      return sure('keeps restarting', `${many}${isUpAgain(w) ? '; for now it answers' : ''}.${code}${last ? ` The last line before the newest: ${last}` : ''}`, weight);
    },
  },
  {
    id: 'killed', explains: ['killed', 'unfinished-requests', ...DOWN, ...ERRORS], looks: LOOKS_GONE, runbook: 'unfinished-requests',
    subsumes: ['short-outage', 'our-path', 'proxy-closes'],
    firstStep: '`docker ps -a` and `docker inspect` show the exit code: 137 is a kill, often for memory.',
    finds: (w) => {
      const end = runtimeEnd(w);
      if (end?.what === 'killed') return sure('was killed', `AtlasML was ${eventWords(end)}${often(end)}: ${end.runtime} says so.${andThen(end)}`, byRuntime(w, end, AFTERWARDS));
      const weight = restarted(w, ['unfinished-requests', 'killed']);
      const unfinished = w.counts?.unfinished ?? 0;
      return wasKilled(w) ? likely('was killed', `AtlasML was killed and started again${unfinished > 0 ? ` while ${plural(unfinished, 'request')} ran` : ''}: no line says that it stopped.${weight.explains ? ' It has served since.' : ''}`, weight) : undefined;
    },
  },
];
