import { eventsOf } from '../../functions/report-incident/diagnose/evidence.ts';
import { asMarkdown, type Impact, postmortem } from '../../functions/report-incident/postmortem.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { troubleEndMs } from '../../functions/shared/incident/trouble.ts';
import type { ErrorKind, LogsObservation } from '../../functions/shared/observation.ts';
import { runbookLink } from '../../functions/shared/signals/runbook.ts';
import { signalOf } from '../../functions/shared/signals/signals.ts';
import { standingOf } from '../../functions/shared/signals/standing.ts';
import type { SentMessage } from '../store/message-log.ts';
import { beganMs } from '../view/incident-status.ts';
import type { IncidentRow, IncidentView, KindView } from './port.ts';

/** A row of the list of incidents. Pure. */
export function incidentRow(incident: Incident): IncidentRow {
  const { id, resolvedMs, worst, members, acknowledgedBy } = incident;
  return {
    id,
    openedMs: beganMs(incident),
    ...(resolvedMs !== undefined && { endedMs: troubleEndMs(incident) }),
    standing: worst ?? incident.standing ?? standingOf(members.map((m) => ({ ...m, state: 'alarm' as const }))),
    short: shortOf(incident),
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
  };
}

/** What is known of the cause, in a few words. */
export const shortOf = ({ short, account, causes, members }: Incident): string =>
  account?.short ?? short ?? causes?.at(-1)?.short ?? members[0]?.title ?? 'unknown';

export interface Known {
  config: Pick<MonitorConfig, 'service' | 'environment' | 'runbookUrl'> & Partial<Pick<MonitorConfig, 'timezone'>>;
  /** Those about this incident, the newest first. */
  messages: SentMessage[];
  /** The newest look at the log, while the incident is open. */
  logs?: LogsObservation | undefined;
  impact: Impact | undefined;
  nowMs: number;
}

/** All that is known of an incident. Pure. */
export function incidentView(incident: Incident, { config, messages, logs, impact, nowMs }: Known): IncidentView {
  const { account, members, evidence } = incident;
  const lead = members.find((m) => m.state === 'alarm') ?? members[0];
  const signal = lead && signalOf(lead.signal);
  const kinds = newestOf([...(logs?.evidence ?? []), ...(evidence?.kinds ?? [])]);
  return {
    ...incidentRow(incident),
    ...(account && { cause: account.cause }),
    isCertain: account?.certain ?? false,
    besides: account?.besides ?? [],
    members: members.map(({ title, state, sinceMs, signal: id }) => ({
      title,
      state,
      sinceMs,
      meaning: signalOf(id)?.meaning ?? '',
    })),
    timeline: eventsOf(incident),
    kinds: kinds.map(kindView),
    lastWords: [
      ...(evidence?.startFailure ? [evidence.startFailure.exception, ...evidence.startFailure.where] : []),
      ...(evidence?.crash ? [evidence.crash.line] : []),
      ...(evidence?.lastWords?.lines ?? evidence?.ended?.words ?? []),
    ],
    messages: messages.map(({ incident: _, ...message }) => message),
    todo: toldLast('What to do', messages) ?? signal?.firstStep ?? '',
    runbook: toldLast('Runbook', messages) ?? runbookLink(config, lead?.signal ?? 'unknown'),
    postmortem: asMarkdown(postmortem(incident, `${config.service} ${config.environment}`, impact, nowMs, config.timezone)),
  };
}

/** Of what two sources say of one kind the newer; the newest kinds first. */
function newestOf(kinds: ErrorKind[]): ErrorKind[] {
  const known = new Map<string, ErrorKind>();
  for (const kind of kinds) {
    const there = known.get(kind.fingerprint);
    if (!there || kind.newestMs > there.newestMs) known.set(kind.fingerprint, kind);
  }
  return [...known.values()].sort((a, b) => b.newestMs - a.newestMs);
}

/** A kind of error with what was raised; the first cause last, as Python prints it the other way round. */
export function kindView({ level, logger, text, count, newestMs, exception, where = [], causedBy = [] }: ErrorKind): KindView {
  const raised = [...(exception === undefined ? [] : [{ exception, where }]), ...causedBy.toReversed()];
  const trace = raised.flatMap((one, i) => [
    `${i === 0 ? '' : 'caused by '}${one.exception}`,
    ...one.where.map((place) => `  at ${place}`),
  ]);
  return { level, logger, text, count, newestMs, trace };
}

/** What people were told last: the cause decides what to do, and only the message has it. */
function toldLast(label: string, messages: SentMessage[]): string | undefined {
  const line = new RegExp(`^${label}: (.+)$`, 'm');
  for (const { text } of messages) {
    const told = line.exec(text)?.[1];
    if (told) return told;
  }
  return undefined;
}
