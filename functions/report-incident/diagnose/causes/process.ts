import { number, plural } from '../../../shared/text/words.ts';
import {
  type Cause,
  DOWN,
  ERRORS,
  type Explained,
  type Finding,
  likely,
  RESTARTS,
  sure,
  type Weight,
  whenOld,
} from '../cause.ts';
import { eventWords } from '../container-words.ts';
import {
  endedSilently,
  goneSince,
  isEachEndOrdered,
  type RuntimeEnd,
  runtimeEnd,
  startedAfter,
  stoppedOrderly,
  wasKilled,
} from '../process-ends.ts';
import { answersAgain, isPast, isUpAgain, type Witnesses } from '../witnesses.ts';
import { LOOKS_GONE, LOOP } from './start.ts';

const STOPPED_BY: Record<NonNullable<RuntimeEnd['by']>, string> = {
  command: 'stopped by somebody',
  deploy: 'stopped by a deploy',
  'health-check': 'stopped for its health check',
  host: 'stopped with its host',
};
const RESTARTED_BY: Record<NonNullable<RuntimeEnd['by']>, string> = {
  command: 'restarted by somebody',
  deploy: 're-created by a deploy',
  'health-check': 'restarted for its health check',
  host: 'restarted with its host',
};
/** What is older may have been mended. */
const FRESH_MS = 3 * 60_000;
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
const andThen = ({ time }: Witnesses, { isBack, isRestarting, isPast: isOver, removedMs, runtime }: RuntimeEnd) => {
  if (isOver) return ' It has served since.';
  if (isRestarting) return ` ${runtime} starts it again by itself.`;
  if (isBack) return '';
  return removedMs === undefined ? ' It was not started again.' : ` It was removed at ${time.clock(removedMs)}.`;
};

const shortEnd = ({ what, isRestarting }: RuntimeEnd) => {
  if (isRestarting) return what === 'killed' ? 'killed, is being restarted' : 'ended, is being restarted';
  return what === 'killed' ? 'killed, not started again' : 'ended and not started again';
};

/** Who may have sent a SIGKILL that was no command to the runtime. */
const byWhom = ({ what, by }: RuntimeEnd) =>
  what === 'killed' && !by
    ? ' No command to the runtime did this: it was `kill -9` on the host, or the host itself ran out of memory (`dmesg`).'
    : '';

/** A stop after which the container was started again, or another in its place, told until AtlasML has served. */
function startedAgain(w: Witnesses, isMeant: (by: RuntimeEnd['by']) => boolean): Finding | undefined {
  const end = runtimeEnd(w);
  const startMs = end && startedAfter(w, end.atMs);
  if (end?.what !== 'stopped' || !isMeant(end.by) || startMs === undefined) return undefined;
  const isAnswering = answersAgain(w) !== undefined;
  if (end.isPast && !isAnswering) return undefined;
  const [short, again] = end.by === 'deploy' ? [RESTARTED_BY.deploy, 'anew'] : [RESTARTED_BY[end.by ?? 'command'], 'again'];
  const now = isAnswering ? 'It answers again.' : 'It has not answered since.';
  return likely(
    short,
    `AtlasML's container was ${eventWords(end, w.time)}, and was started ${again} at ${w.time.clock(startMs)}: ${end.runtime} says so. ${now}`,
    { by: ['container'], sinceMs: end.atMs, freshMs: w.nowMs },
  );
}

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
        return sure('killed for memory', `AtlasML was ${eventWords(end, w.time)}${often(end)}: ${end.runtime} says so.${andThen(w, end)}`, byRuntime(w, end, [...AFTERWARDS, 'memory-high', 'memory-running-out']));
      const { crash } = w;
      if (crash && KILLED_FOR_MEMORY.test(crash.line)) return sure('killed for memory', `AtlasML was killed${whenOld(w, crash.atMs)}, for memory, as the log says: ${crash.line}`, weight);
      // The runtime would have said that it was for memory.
      if (end || !(endedSilently(w) || goneSince(w) !== undefined) || !isNearLimit(w)) return undefined;
      const unfinished = w.counts?.unfinished ?? 0;
      return likely('killed, probably for memory', `AtlasML was killed${unfinished > 0 ? ` while ${plural(unfinished, 'request')} ran` : ''}, with memory near its limit${percentOf(w)}; the kernel leaves no line in the log.`, weight);
    },
  },
  {
    id: 'runtime-gone', explains: [...DOWN, 'logs-silent', 'check-unknown'], looks: LOOKS_GONE, runbook: 'endpoint-down',
    subsumes: ['not-startable', 'removed', 'stopped', 'ended', 'killed', 'remade', 'restarted', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: 'See whether the machine runs, then Docker on it (`systemctl status docker`); start it, and see with `docker ps` whether AtlasML comes back by itself (`restart: unless-stopped`).',
    finds: (w) => {
      const { isAbsent, atMs = 0, runtime, unknown } = w.container ?? {};
      if (!isAbsent || w.nowMs - atMs > FRESH_MS) return undefined;
      const end = runtimeEnd(w);
      const ended = end && !end.isBack && !end.isPast ? ` The container was ${eventWords(end, w.time)}.` : '';
      return likely(`${runtime} does not run`, `${runtime} itself does not answer on AtlasML's machine, and its containers end with it: ${unknown}.${ended}`, { by: ['container'], freshMs: atMs });
    },
  },
  {
    id: 'not-startable', explains: [...DOWN, 'logs-silent'], looks: LOOKS_GONE, runbook: 'endpoint-down',
    subsumes: ['stopped', 'ended', 'removed', 'killed', 'remade', 'restarted', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: 'Fix what the runtime names (a port that is taken, a command or a file that is not there), then start it (`docker compose up -d`).',
    finds: ({ container, nowMs }) => {
      const { state, atMs = 0, runtime } = container ?? {};
      if (!state?.error || nowMs - atMs > FRESH_MS) return undefined;
      return sure('could not be started', `${runtime} could not start AtlasML's container ${state.name}: ${state.error}`, { by: ['container'], freshMs: atMs });
    },
  },
  {
    id: 'removed', explains: [...DOWN, 'logs-silent', 'unfinished-requests'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'endpoint-down',
    subsumes: ['stopped', 'ended', 'killed', 'crash-loop', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: 'Ask who removed it; create it again (`docker compose up -d`).',
    finds: (w) => {
      const end = runtimeEnd(w);
      if (!end || end.removedMs === undefined || end.by !== 'command' || end.isBack || end.isPast) return undefined;
      return sure('removed by somebody', `AtlasML's container was removed by a command of somebody at ${w.time.clock(end.removedMs)}: ${end.runtime} says so. Before that it was ${eventWords(end, w.time)}.`, byRuntime(w, end, undefined));
    },
  },
  {
    id: 'stopped', explains: [...DOWN, 'logs-silent'], looks: LOOKS_GONE, runbook: 'endpoint-down',
    subsumes: ['crash-loop', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: 'Ask who stopped it, or whether a deploy stopped half-way; start it again (`docker compose up -d`).',
    finds: (w) => {
      const end = runtimeEnd(w);
      if (end?.what === 'stopped' && !end.isBack && !end.isPast)
        return sure(STOPPED_BY[end.by ?? 'command'], `AtlasML's container was ${eventWords(end, w.time)}: ${end.runtime} says so. It was not started again.`, byRuntime(w, end, undefined));
      const { ended } = w;
      return ended?.orderly && !isPast(w, ended.atMs)
        ? sure('stopped normally, not started again', `AtlasML was stopped normally at ${w.time.clock(ended.atMs)}, by somebody or by a deploy, and was not started again.`, { by: ['log'], sinceMs: ended.atMs }) : undefined;
    },
  },
  {
    id: 'ended', explains: [...DOWN, 'logs-silent', 'unfinished-requests'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'endpoint-down',
    subsumes: ['killed', 'nothing-logged', 'our-path', 'proxy-closes'],
    firstStep: '`docker ps -a` and `docker inspect` show the exit code; read the last lines of the log, then start it if it does not start by itself.',
    finds: (w) => {
      const end = runtimeEnd(w);
      // Then the loop is the cause, and says more.
      if (end?.isRestarting && (w.counts?.starts ?? 0) >= LOOP) return undefined;
      if ((end?.what === 'exited' || end?.what === 'killed') && !end.isBack && !end.isPast)
        return sure(shortEnd(end), `AtlasML's container was ${eventWords(end, w.time).replace(/^ended/, 'not stopped but ended')}${often(end)}: ${end.runtime} says so.${byWhom(end)} ${andThen(w, end).trim()}${w.ended ? ` Its last log line: ${w.ended.words.at(-1) ?? 'none'}` : ''}`, byRuntime(w, end, undefined));
      const { ended } = w;
      const goneMs = goneSince(w);
      if (!ended && goneMs !== undefined)
        return likely('ended and logged no reason', `The process of AtlasML is gone: its last line is of ${w.time.clock(goneMs)}, and since then nothing listens on its port. No line says why: it was killed (for memory, by somebody), or its host was restarted.`, { by: ['probe', 'log'], sinceMs: goneMs });
      return ended && !ended.orderly && !isPast(w, ended.atMs)
        ? likely('ended and not started again', `AtlasML ended at ${w.time.clock(ended.atMs)} without an orderly stop, and was not started again. Its last log line: ${ended.words.at(-1) ?? 'none'}`, { by: ['log'], sinceMs: ended.atMs }) : undefined;
    },
  },
  {
    id: 'remade', explains: [...DOWN, 'logs-silent', 'unfinished-requests'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'endpoint-down',
    subsumes: ['nothing-logged', 'our-path', 'short-outage', 'proxy-closes'],
    firstStep: 'Wait a minute for it to come up; if it does not, read its log (`docker logs`) and go back to the previous image.',
    finds: (w) => startedAgain(w, (by) => by === 'deploy'),
  },
  {
    id: 'restarted', explains: [...DOWN, 'logs-silent', 'unfinished-requests'], looks: [...LOOKS_GONE, 'no-answer'], runbook: 'endpoint-down',
    subsumes: ['nothing-logged', 'our-path', 'short-outage', 'proxy-closes'],
    firstStep: 'Wait a minute for it to come up; ask who restarted it, and if it does not come up, read its log (`docker logs`).',
    finds: (w) => startedAgain(w, (by) => by !== 'deploy'),
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
      if (w.container && isEachEndOrdered(w)) return likely('is restarted again and again', `${many}. ${w.container.runtime} says that each stop was ordered: by somebody, by a deploy or by its host. AtlasML did not crash.`, weight);
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
      if (end?.what === 'killed') return sure('was killed', `AtlasML was ${eventWords(end, w.time)}${often(end)}: ${end.runtime} says so.${byWhom(end)}${andThen(w, end)}`, byRuntime(w, end, AFTERWARDS));
      const weight = restarted(w, ['unfinished-requests', 'killed']);
      const unfinished = w.counts?.unfinished ?? 0;
      return wasKilled(w) ? likely('was killed', `AtlasML was killed and started again${unfinished > 0 ? ` while ${plural(unfinished, 'request')} ran` : ''}: no line says that it stopped.${weight.explains ? ' It has served since.' : ''}`, weight) : undefined;
    },
  },
];
