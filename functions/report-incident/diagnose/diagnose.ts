import type { Incident, Member } from '../../shared/incident/reporter-state.ts';
import type { LogCounts } from '../../shared/observation.ts';
import type { SignalId } from '../../shared/signals/signal.ts';
import { SIGNALS, signalOf } from '../../shared/signals/signals.ts';
import { compareStanding, standingOf } from '../../shared/signals/standing.ts';
import { duration, number, plural } from '../../shared/text/words.ts';
import { aftermathOf } from './aftermath.ts';
import type { Explained } from './cause.ts';
import { troubleWords } from './container-words.ts';
import { FAULT_WORDS } from './fault-words.ts';
import { explainedBy, type Found, findCauses } from './find-causes.ts';
import { explains, freshMs, OLDER_MS, weightiest } from './weigh.ts';
import { isUp, type Witnesses } from './witnesses.ts';

/** The words for an incident: a few for the subject, a sentence for the cause. */
export interface Diagnosis {
  /** What makes it the same cause again. */
  id: string;
  /** False when no cause of the table explains the lead, and its own fact stands for one. */
  isFound: boolean;
  lead: Member;
  /** Members that follow from the lead or failed beside it. */
  others: Member[];
  /** The signals that the cause makes alarm: these members follow from it. */
  explains: readonly Explained[];
  /** "Weaviate unreachable", for subjects. */
  short: string;
  /** One sentence. */
  cause: string;
  /** What was told, where it is over and only what it left in the counts is on. */
  over?: string;
  /** False when something else could look the same. */
  certain: boolean;
  /** Since when the cause was seen, epoch ms; absent where its evidence has no begin. */
  sinceMs?: number;
  /** Further causes that fit and that this one does not explain, a sentence each. */
  besides: string[];
  /** What to do first, and the signal whose part of the runbook helps. */
  firstStep: string;
  advice: SignalId;
}

/** What stays in the counts after an outage, and for how long; else errors. */
const COUNTED: Partial<Record<SignalId, [what: string, leaves: string]>> = {
  'crash-loop': ['starts', 'within fifteen minutes'],
  killed: ['kills', 'within five minutes'],
};

/**
 * Puts an incident into words. The cause that explains its worst alarm leads, by the freshest evidence; what explains only
 * others stands beside it. A worst alarm that no cause explains leads by its own title and fact.
 */
export function diagnose(incident: Incident, witnesses: Witnesses): Diagnosis {
  const alarming = incident.members.filter((m) => m.state === 'alarm');
  const candidates = incident.resolvedMs !== undefined || alarming.length === 0 ? incident.members : alarming;
  const [lead, ...others] = candidates.toSorted(byRank) as [Member, ...Member[]];
  const found = findCauses(witnesses);
  const first = weightiest(found, lead, witnesses);
  const besides = found
    .filter((f) => f !== first && candidates.some((m) => explains(f, m, witnesses)))
    .map((f) => besideWords(f, witnesses));
  const aftermath = aftermathOf(incident, lead, first);
  if (aftermath) {
    const { rule, told, ofBefore } = aftermath;
    const [counted, leaving] = COUNTED[lead.signal] ?? ['errors', 'within five minutes'];
    const over = told.short.replace(/,? (?:and )?not started again$/, '');
    return {
      id: rule.id,
      isFound: true,
      lead,
      others,
      explains: rule.explains,
      short: told.short,
      cause: ofBefore
        ? `It is over: ${over}. What happened before is still counted: ${ofBefore.short}.`
        : `It is over, but its ${counted} are still counted: ${over}.`,
      over,
      certain: told.certain ?? true,
      besides,
      firstStep: `Nothing now: the old ${counted} stop counting ${leaving}. If new ones come, read the newest lines below.`,
      advice: lead.signal,
    };
  }
  if (first) {
    const { cause, short, sentence, certain } = first;
    return {
      id: cause.id,
      isFound: true,
      lead,
      others,
      explains: explainedBy(first),
      short,
      cause: sentence,
      certain,
      ...(first.sinceMs !== undefined && { sinceMs: first.sinceMs }),
      besides,
      firstStep: cause.firstStep,
      advice: cause.runbook,
    };
  }
  const words = WORDS[lead.signal]?.(lead, witnesses);
  const signal = signalOf(lead.signal);
  return {
    id: causeOf(lead),
    isFound: false,
    lead,
    others,
    explains: signal.explains,
    short: words?.short ?? lead.title,
    cause: words?.cause ?? signal.meaning,
    certain: true,
    besides,
    firstStep: signal.firstStep,
    advice: lead.signal,
  };
}

/** What is probable is said to be, and what is old has its time. */
function besideWords(found: Found, witnesses: Witnesses): string {
  const { nowMs } = witnesses;
  const lastMs = freshMs(found, witnesses);
  const age = nowMs - lastMs > OLDER_MS ? ` Last seen at ${witnesses.time.clock(lastMs)}, ${duration(nowMs - lastMs)} ago.` : '';
  return `${found.certain ? '' : 'probably: '}${found.sentence}${age}`;
}

/** What stands for the cause where the table has none. */
export const causeOf = ({ signal, subject }: Member): string => `${signal} ${subject}`.trim();

/** What keeps users from being served before what fails for some, pages before warnings, then the order of the signals. */
function byRank(a: Member, b: Member): number {
  const standing = (member: Member) => standingOf([{ ...member, state: 'alarm' }]);
  return compareStanding(standing(a), standing(b)) || rank(a) - rank(b);
}

/** A whole component before its parts. */
function rank(member: Member): number {
  const order = SIGNALS.findIndex((s) => s.id === member.signal);
  return order * 10 + (member.subject.includes('/') ? 1 : 0);
}

/** From so many others on it is no affair of one endpoint. */
const MANY_DOWN = 8;

type Words = (member: Member, witnesses: Witnesses) => { short: string; cause?: string } | undefined;

/** How each signal is put into words; a signal without an entry is told by its title and meaning. */
const WORDS: Partial<Record<SignalId, Words>> = {
  'endpoint-down': (member, { endpoints }) => {
    const seen = endpoints.find((e) => e.endpoint === member.subject && e.verdict === 'down');
    const others = endpoints.filter((e) => e.verdict === 'down' && e !== seen).length;
    const areMany = others >= MANY_DOWN;
    const words = `${member.subject} ${FAULT_WORDS[seen?.fault ?? ''] ?? 'is down'}`;
    if (!seen) return { short: `endpoint ${words}` };
    if (!areMany) return { short: `endpoint ${words}`, cause: seen.sentence };
    const all = `${others + 1} of ${endpoints.length} endpoints`;
    return { short: `${all} down, ${words}`, cause: `${all} are down. About ${member.subject}: ${seen.sentence}` };
  },
  'channel-lost': (member, { channels }) => {
    const seen = channels.find((c) => c.channel === member.subject && c.verdict === 'down');
    const short = `alerts by ${member.subject} do not arrive`;
    return seen ? { short, cause: seen.sentence } : { short };
  },
  'component-down': (member) => ({ short: `${member.subject} fails` }),
  'crash-loop': (_, { counts }) =>
    counts && { short: 'keeps restarting', cause: `${plural(counts.starts, 'start')} in 15 minutes.` },
  'server-errors': (_, { counts }) =>
    counts && { short: plural(counts.serverErrors, 'server error'), cause: serverErrorCause(counts) },
  'server-error-rate': (_, { counts }) => counts && { short: 'a large share of requests fails', cause: serverErrorCause(counts) },
  'new-error-kind': (_, { newError }) =>
    newError && { short: 'a new kind of error', cause: `${newError.logger} says: ${newError.text}` },
  'unfinished-requests': (_, { counts }) => counts && { short: `${plural(counts.unfinished, 'request')} never finished` },
  'memory-high': (_, { memoryPercent }) => memoryWords(memoryPercent),
  'memory-running-out': (_, { memoryPercent }) => memoryWords(memoryPercent),
  'container-unhealthy': (_, witnesses) => {
    const trouble = witnesses.container && troubleWords(witnesses.container);
    const answers = isUp(witnesses) ? ' (AtlasML still answers the monitor)' : '';
    return trouble ? { short: "Docker's health check fails", cause: `Docker says${answers}: ${trouble}` } : undefined;
  },
  'cpu-high': (_, { cpuPercent }) => (cpuPercent === undefined ? undefined : { short: `the CPU at ${number(cpuPercent)} %` }),
};

const memoryWords = (percent: number | undefined) =>
  percent === undefined ? undefined : { short: `memory at ${number(percent)} %` };

function serverErrorCause(counts: LogCounts): string {
  const fine = counts.requests['2xx'];
  const { failedStarts } = counts;
  const starts = failedStarts > 0 ? ` AtlasML did not start ${plural(failedStarts, 'time')}.` : '';
  const failed = plural(counts.serverErrors - failedStarts, 'request');
  return `${failed} failed by a server fault in 5 minutes, ${fine} went well.${starts} The errors below say where.`;
}
