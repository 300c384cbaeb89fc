import { plural } from '../../../shared/text/words.ts';
import { type Cause, type Finding, likely, plain, RESTARTS, sure, whenOld } from '../cause.ts';
import { chainOf, rootOf } from '../kinds.ts';
import { failedStarts } from '../process-ends.ts';
import { isUpAgain, servesAgain, type Witnesses } from '../witnesses.ts';
import { isMisfit, isWeaviateAway } from './weaviate.ts';

/** What a process that ends again and again looks like besides. */
export const ENDED = ['crash-loop', 'killed', 'ended', 'stopped', 'short-outage', 'nothing-logged', 'our-path', 'proxy-closes'];
export const LOOKS_GONE = ['no-connection', 'closed', 'proxy', 'answer'] as const;

/** So many starts in 15 minutes are a loop, as the signal says by default. */
export const LOOP = 3;
/** A setting that is missing or wrong ends AtlasML before it asks anything of Weaviate, also a setting for Weaviate. */
const WRONG_SETTING = /atlasml\/config\.py|is required|ValidationError|environment variable/i;
const PORT_TAKEN = /address already in use|\[Errno 98\]|error while attempting to bind/i;

interface FailedStart {
  /** What ended it, the innermost exception, as a person says it. */
  exception: string;
  /** All that is known of it, for the rules. */
  words: string;
  where: string[];
}

/** The start that failed last, with its whole chain where the newest errors hold it. */
function startFailure(w: Witnesses): FailedStart | undefined {
  const failure = w.startFailure;
  if (!failure) return undefined;
  const same = w.evidence.find((k) => k.exception !== undefined && k.exception === failure.exception && k.causedBy !== undefined);
  const chain = same ? chainOf(same) : [failure];
  const root = same ? rootOf(same) : failure;
  return {
    exception: plain(root.exception),
    words: [failure, ...chain].map((r) => r.exception).join(' '),
    where: [...failure.where, ...chain.flatMap((r) => r.where)],
  };
}

/**
 * A cause of a failed start: while AtlasML is not up, or, once it is, as what is past and explains only that it restarted
 * so often.
 */
function ofStart(
  w: Witnesses,
  fits: (failure: FailedStart) => boolean,
  short: string,
  sentence: (failure: FailedStart) => string,
): Finding | undefined {
  const failure = startFailure(w);
  if (!failure || !fits(failure)) return undefined;
  const { lastStartMs } = w;
  const weight = { by: ['log' as const], ...(lastStartMs !== undefined && { freshMs: lastStartMs }) };
  const old = whenOld(w, lastStartMs);
  const sinceStart = old && ` Its last start was${old}.`;
  if (!isUpAgain(w)) return sure(short, `${sentence(failure)}${sinceStart}`, { ...weight, freshMs: w.nowMs });
  const { starts = 0 } = w.counts ?? {};
  // Its own word may be that of an earlier start.
  const since = lastStartMs === undefined ? w.upSinceMs : Math.max(lastStartMs, w.upSinceMs ?? 0);
  // What ran for a while is in no loop any more, and the loop is no longer counted.
  const many = starts > 1 ? `: ${plural(starts, 'start')} in 15 minutes` : '';
  const sinceWords = since === undefined ? '' : ` since ${w.time.clock(since)}`;
  return sure(
    'several starts failed',
    `AtlasML runs again${sinceWords}. Before that it did not start${many}. ${sentence(failure)}`,
    { ...weight, explains: ['crash-loop', 'new-error-kind', 'critical-lines'] },
  );
}

const isSetting = ({ words, where }: FailedStart) => WRONG_SETTING.test([words, ...where].join(' '));
const isMisfitStart = ({ words }: FailedStart) => isMisfit(words);
const isAway = ({ words }: FailedStart) => /weaviate/i.test(words) && isWeaviateAway(words);

/** uvicorn says "Application startup complete" before it binds its port (Server.startup in uvicorn/server.py): that is no proof. */
function portLine(w: Witnesses): string | undefined {
  if (servesAgain(w)) return undefined;
  const lines = [
    ...w.evidence.map((k) => k.text),
    ...w.lastWords,
    ...(w.ended?.words ?? []),
    ...(w.startFailure ? [w.startFailure.exception] : []),
  ];
  return lines.find((line) => PORT_TAKEN.test(line));
}

/** Why AtlasML does not come up, the most telling first. */
// biome-ignore format: a row reads as a row
export const START_CAUSES: readonly Cause[] = [
  {
    id: 'port-taken', explains: RESTARTS, looks: [...LOOKS_GONE, 'no-answer'], runbook: 'crash-loop',
    subsumes: ['bad-environment', 'cannot-start-weaviate', 'cannot-start', ...ENDED],
    firstStep: 'Find which process has the port (`ss -ltnp`), often a second container or the old process; end that one, and AtlasML starts.',
    finds: (w) => {
      const line = portLine(w);
      return line ? sure('cannot start: the port is taken', `AtlasML ends at each start because another process has its port: ${line.replace(/^ERROR: +/, '')}`, { by: ['log'] }) : undefined;
    },
  },
  {
    id: 'native-crash', explains: RESTARTS, looks: [...LOOKS_GONE, 'no-answer'], runbook: 'crash-loop',
    subsumes: ['cannot-start', ...ENDED],
    firstStep: 'The lines after it name the library (torch, numpy): go back to the version before, or to another base image or CPU.',
    finds: (w) => {
      const { crash } = w;
      if (!crash || /^killed|out of memory|\boom\b/i.test(crash.line) || isUpAgain(w)) return undefined;
      return sure('crashes in native code', `AtlasML is ended by a crash in native code, not by Python. Its last log line${whenOld(w, crash.atMs)}: ${crash.line}`, { by: ['log'] });
    },
  },
  {
    id: 'bad-environment', explains: RESTARTS, looks: LOOKS_GONE, runbook: 'crash-loop',
    subsumes: ['cannot-start-weaviate', 'weaviate-misfit-start', 'cannot-start', ...ENDED],
    firstStep: 'Set the variable that the exception names, and start the container again.',
    finds: (w) => ofStart(w, isSetting, 'cannot start: a wrong setting', ({ exception }) => `AtlasML ends at each start, before it logs an error: ${exception}`),
  },
  {
    id: 'weaviate-misfit-start', explains: RESTARTS, looks: LOOKS_GONE, runbook: 'crash-loop',
    subsumes: ['cannot-start-weaviate', 'cannot-start', 'weaviate-misfit', 'weaviate-errors', ...ENDED],
    firstStep: 'Install a weaviate-client in AtlasML that fits the version of the Weaviate server (the locked 4.22 cannot make collections on Weaviate 1.35), or make the collections by hand.',
    finds: (w) => ofStart(w, isMisfitStart, 'cannot start', ({ exception }) => `AtlasML ends at each start: ${exception}. Weaviate answers, but AtlasML's client for it does not fit its version.`),
  },
  {
    id: 'cannot-start-weaviate', explains: RESTARTS, looks: LOOKS_GONE, runbook: 'crash-loop',
    subsumes: ['cannot-start', 'weaviate-unreachable', 'weaviate-key', 'weaviate-errors', ...ENDED],
    firstStep: 'See whether Weaviate runs and answers on /v1/.well-known/ready; then AtlasML starts by itself.',
    finds: (w) => ofStart(w, isAway, 'cannot start without Weaviate', ({ exception }) => `AtlasML needs Weaviate to start and does not reach it: ${exception}`),
  },
  {
    id: 'cannot-start', explains: RESTARTS, looks: LOOKS_GONE, runbook: 'crash-loop',
    subsumes: ENDED,
    firstStep: 'Read the exception below and the lines before it in the log.',
    finds: (w) => {
      const finding = ofStart(w, () => true, 'cannot start', ({ exception }) => `AtlasML ends at each start: ${exception}`);
      const failed = failedStarts(w);
      return finding ?? (failed > 0 ? likely('cannot start', `${plural(failed, 'start')} ended with "Application startup failed"; the lines before say why.`, { by: ['log'] }) : undefined);
    },
  },
];
