import { type EndpointObservation, type ErrorKind, isNew, type LogCounts, type Observation } from '../shared/observation.ts';
import type { Incident, Member } from '../shared/reporter-state.ts';
import type { SignalId } from '../shared/signal.ts';
import { SIGNALS, signalOf } from '../shared/signals.ts';
import { number, plural } from '../shared/text.ts';

/** The words for an incident: a few for the subject, a sentence for the cause. */
export interface Diagnosis {
  lead: Member;
  /** Members that follow from the lead or failed beside it. */
  others: Member[];
  /** "Weaviate unreachable", for subjects. */
  short: string;
  /** One sentence. */
  cause: string;
  /** The signal whose first step and runbook help: not the lead's when its endpoint fails through a component. */
  advice: SignalId;
}

/** What the last observations say, by check. */
export interface Witnesses {
  endpoints: EndpointObservation[];
  counts: LogCounts | undefined;
  memoryPercent: number | undefined;
  /** The most frequent of the kinds never seen before. */
  newError: ErrorKind | undefined;
}

export function witnessesOf(observations: Observation[]): Witnesses {
  const endpoints = observations.flatMap((o) => (o.check === 'health' ? o.endpoints : []));
  const logs = observations.find((o) => o.check === 'logs');
  const usage = observations.find((o) => o.check === 'memory')?.memory;
  const newError = logs?.evidence.find((kind) => isNew(kind, logs.window));
  return { endpoints, counts: logs?.counts, newError, memoryPercent: usage?.state === 'known' ? usage.usedPercent : undefined };
}

/** Chooses the member that explains the others and puts it into words. */
export function diagnose(incident: Incident, witnesses: Witnesses): Diagnosis {
  const alarming = incident.members.filter((m) => m.state === 'alarm');
  const candidates = incident.resolvedMs !== undefined || alarming.length === 0 ? incident.members : alarming;
  const [lead, ...others] = candidates.toSorted((a, b) => rank(a) - rank(b)) as [Member, ...Member[]];
  const words = WORDS[lead.signal]?.(lead, witnesses);
  const signal = signalOf(lead.signal);
  return {
    lead,
    others,
    short: words?.short ?? lead.title,
    cause: words?.cause ?? signal.meaning,
    advice: words?.advice ?? lead.signal,
  };
}

/** Pages before warnings, then the order of the table of signals; a whole component before its parts. */
function rank(member: Member): number {
  const order = SIGNALS.findIndex((s) => s.id === member.signal);
  return (member.severity === 'page' ? 0 : 1000) + order * 10 + (member.subject.includes('/') ? 1 : 0);
}

type Words = (member: Member, witnesses: Witnesses) => { short: string; cause?: string; advice?: SignalId } | undefined;

const SHORT_FAULTS: Record<string, string> = {
  'dns-not-found': 'host name does not exist',
  'dns-failed': 'DNS look-up fails',
  'connection-refused': 'connection refused',
  'connection-reset': 'connection closed without an answer',
  unreachable: 'cannot be reached',
  timeout: 'no answer in time',
  'tls-expired': 'certificate expired',
  'tls-self-signed': 'certificate is self-signed',
  'tls-wrong-name': 'certificate for another host name',
  redirect: 'answers with a redirect',
  unauthorized: 'wants a key (401)',
  forbidden: 'refuses the key (403)',
  'rate-limited': 'limits the rate (429)',
  unavailable: 'unavailable (503)',
  'body-html': 'HTML instead of JSON',
};

/** How each signal is put into words; a signal without an entry is told by its title and meaning. */
const WORDS: Partial<Record<SignalId, Words>> = {
  'endpoint-down': (member, { endpoints }) => {
    const seen = endpoints.find((e) => e.endpoint === member.subject && e.verdict === 'down');
    const failing = seen?.components.find((c) => !c.up);
    if (seen && failing)
      return { short: componentWords(failing.component, failing.message), cause: seen.sentence, advice: 'component-down' };
    const short = `endpoint ${member.subject} ${SHORT_FAULTS[seen?.fault ?? ''] ?? 'is down'}`;
    return seen ? { short, cause: seen.sentence } : { short };
  },
  'component-down': (member, { endpoints }) => {
    const reporting = endpoints.find((e) => e.components.some((c) => c.component === member.subject && !c.up));
    const message = reporting?.components.find((c) => c.component === member.subject)?.message;
    const short = componentWords(member.subject, message);
    return reporting ? { short, cause: reporting.sentence } : { short };
  },
  'crash-loop': (_, { counts }) => {
    if (!counts) return undefined;
    const failed =
      counts.failedStarts > 0 ? ` ${plural(counts.failedStarts, 'start')} ended with "Application startup failed".` : '';
    return { short: 'keeps restarting', cause: `${plural(counts.starts, 'start')} in 15 minutes.${failed}` };
  },
  'server-errors': (_, { counts }) =>
    counts && { short: plural(counts.serverErrors, 'server error'), cause: serverErrorCause(counts) },
  'server-error-rate': (_, { counts }) => counts && { short: 'a large share of requests fails', cause: serverErrorCause(counts) },
  'new-error-kind': (_, { newError }) =>
    newError && { short: 'a new kind of error', cause: `${newError.logger} says: ${newError.text}` },
  'unfinished-requests': (_, { counts }) => counts && { short: `${plural(counts.unfinished, 'request')} never finished` },
  'memory-high': (_, { memoryPercent }) =>
    memoryPercent === undefined ? undefined : { short: `memory at ${number(memoryPercent)} %` },
};

/** "Weaviate unreachable", "Weaviate collection SemanticCluster is missing". */
function componentWords(component: string, message: string | undefined): string {
  const [part = '', collection] = component.split('/');
  const name = part === 'weaviate' ? 'Weaviate' : part;
  const missing =
    collection && message === 'missing' ? collection : /Missing required collections: ([\w, ]+)/.exec(message ?? '')?.[1];
  if (missing) return `${name} collection ${missing} is missing`;
  if (collection) return `${name} collection ${collection} fails`;
  return /unreachable/i.test(message ?? '') ? `${name} unreachable` : `${name} fails`;
}

function serverErrorCause(counts: LogCounts): string {
  const fine = counts.requests['2xx'];
  return `${plural(counts.serverErrors, 'request')} failed through a fault of ours in 5 minutes, ${fine} went well. The errors below say where.`;
}
