import { decide } from '../../functions/report-incident/decide.ts';
import { diagnose } from '../../functions/report-incident/diagnose/diagnose.ts';
import { usableOnly } from '../../functions/report-incident/diagnose/usable.ts';
import { witnessesOf } from '../../functions/report-incident/diagnose/witnesses.ts';
import type { Reason } from '../../functions/report-incident/reconcile/reconcile.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmLook } from '../alarms/alarm-evaluator.ts';
import { type Moment, momentOf } from './moment.ts';

/** A moment out of what a run of the reporter kept. */
export interface KeptMoment extends Moment {
  run: KeptRun;
  /** The cause in the messages, where asking once more gave another one than what was decided on. */
  saidShort?: string;
  /** What this version and configuration would decide on the same, where that is something else. */
  today?: { reason: Reason; short?: string };
}

/** What a kept run rested on, put together as that of a replay. @param looks what each alarm saw then. */
export function keptMoment(run: KeptRun, looks: AlarmLook[], config: MonitorConfig): KeptMoment {
  const { atMs, state, receivers, told } = run;
  const { usable } = usableOnly(run.observations, atMs);
  const moment = momentOf({
    nowMs: atMs,
    reason: run.reason as Reason,
    told: told as { receiver: string; incident?: string; kind: Message['kind'] }[],
    looks,
    observations: usable,
    remembered: { state, receivers: Object.fromEntries(receivers.map((r) => [r.receiver, r])), damaged: [] },
    names: receivers.map((r) => r.receiver),
    routes: config.routes,
  });
  const saidShort = shortAskedAgain(run, moment);
  const today = decidedToday(run, config, moment);
  return { ...moment, run, ...(saidShort !== undefined && { saidShort }), ...(today && { today }) };
}

/** The messages rest on one more attempt at each endpoint than the decision. */
function shortAskedAgain({ again, told, atMs }: KeptRun, { incident, diagnosis, observations }: Moment): string | undefined {
  if (!again || !incident || !diagnosis || told.length === 0) return undefined;
  const { id, short } = diagnose(incident, witnessesOf([...observations, again], incident, atMs));
  return id === diagnosis.id ? undefined : short;
}

/** Decides once more on what was kept, by the rules and the thresholds of now. */
function decidedToday(run: KeptRun, config: MonitorConfig, { incident, observations }: Moment): KeptMoment['today'] {
  const { alarms, before = run.state, state, window, atMs, left } = run;
  if (!alarms || left) return undefined;
  const definitions = alarmsOf(config);
  const known = alarms.flatMap(({ name, value, sinceMs, reason = '' }) => {
    const definition = definitions.find((d) => d.name === name);
    if (!definition) return [];
    const { signal, title, subject } = definition;
    return [{ name, signal: signal.id, severity: signal.severity, title, subject, value, reason, sinceMs }];
  });
  const seen = { alarms: known, observations, damaged: [], problems: [], ...(window !== undefined && { window }) };
  const there = new Set([...known.map((a) => a.name), ...run.missing]);
  const ports = {
    clock: { now: () => atMs, sleep: async () => {} },
    configured: definitions.filter((d) => there.has(d.name)),
    newId: () => state.incidents.at(-1)?.id ?? 'new',
  };
  const decided = decide(before, seen, [], config, ports);
  const cause = (of: typeof state) => of.incidents.find((i) => i.id === incident?.id)?.causes?.at(-1);
  const [was, is] = [cause(state), cause(decided.state)];
  if (decided.reason === run.reason && was?.id === is?.id) return undefined;
  return { reason: decided.reason, ...(is && { short: is.short }) };
}

/** The run of one minute that says most of it: the last that told somebody, else the last of which something came, else the last. */
export function tellingRun(runs: readonly KeptRun[]): KeptRun | undefined {
  return runs.findLast(({ told }) => told.length > 0) ?? runs.findLast(hadConsequence) ?? runs.at(-1);
}

const NOTHING_NEW = ['unchanged', 'quiet', 'in-deploy-grace'];

export const hadConsequence = ({
  reason,
  told,
  failures = [],
}: Pick<KeptRun, 'reason' | 'told'> & Partial<Pick<KeptRun, 'failures'>>): boolean =>
  told.length > 0 || failures.length > 0 || !NOTHING_NEW.includes(reason);
