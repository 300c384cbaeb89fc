import { CAUSES } from '../../functions/report-incident/diagnose/causes.ts';
import { type Diagnosis, diagnose } from '../../functions/report-incident/diagnose/diagnose.ts';
import { findCauses } from '../../functions/report-incident/diagnose/find-causes.ts';
import { explains, freshMs, OLDER_MS, weightiest } from '../../functions/report-incident/diagnose/weigh.ts';
import { type Witnesses, witnessesOf } from '../../functions/report-incident/diagnose/witnesses.ts';
import { isUnstable } from '../../functions/report-incident/reconcile/flapping.ts';
import type { Reason } from '../../functions/report-incident/reconcile/reconcile.ts';
import type { Report } from '../../functions/report-incident/report.ts';
import { isPaused } from '../../functions/report-incident/tell/back-off.ts';
import { wantedBy } from '../../functions/report-incident/tell/routed.ts';
import { telling } from '../../functions/report-incident/tell/tell.ts';
import type { Route } from '../../functions/shared/config/routes.ts';
import { emptyRecord } from '../../functions/shared/incident/receiver-record.ts';
import type { Incident, Member, Silence } from '../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Remembered } from '../../functions/shared/ports.ts';
import { signalOf } from '../../functions/shared/signals/signals.ts';
import type { AlarmLook } from '../alarms/alarm-evaluator.ts';

/** What became of a rule that fits what was seen. */
export interface RuleAtMoment {
  id: string;
  short: string;
  isCertain: boolean;
  /** Absent for the rule that leads. */
  lostBy?:
    | 'another rule says it better'
    | 'it does not explain the worst alarm'
    | 'its evidence is older'
    | 'another rule stands before it'
    | 'it is over';
}

/** Why a receiver was told, or was not. */
export interface ReceiverAtMoment {
  receiver: string;
  /** What it was told in that run; empty for nothing. */
  told: string[];
  /** Why nothing was sent; absent where something was. */
  whyNot?: string;
}

/** All that one run of the reporter rested on, and what came of it. Times are epoch ms. */
export interface Moment {
  atMs: number;
  reason: Reason;
  observations: Observation[];
  alarms: AlarmLook[];
  /** The open incident, or the one that ended in this run. */
  incident?: Incident;
  silence?: Silence;
  /** The rule that leads and those that lost; the diagnosis names the alarm itself where no rule leads. */
  rules: RuleAtMoment[];
  diagnosis?: Pick<Diagnosis, 'id' | 'isFound' | 'short' | 'cause' | 'certain'> & {
    lead: Member;
    /** Alarms that follow from the cause, and those that stand beside it. */
    follows: Member[];
    beside: Member[];
  };
  receivers: ReceiverAtMoment[];
}

export interface RunOfReporter {
  /** When it began. */
  nowMs: number;
  reason: Reason;
  told: Report['told'];
  looks: AlarmLook[];
  observations: Observation[];
  /** What was remembered after it. */
  remembered: Remembered;
  /** Of the receivers. */
  names: string[];
  /** Who hears of what; absent where all hear of all. */
  routes?: readonly Route[] | undefined;
}

/** Puts together what a run of the reporter saw and did. Pure: the rules are asked as the reporter asked them. */
export function momentOf({ nowMs, reason, told, looks, observations, remembered, names, routes }: RunOfReporter): Moment {
  const { state, receivers } = remembered;
  const { silence } = state;
  const incident = state.incidents.findLast((i) => i.resolvedMs === undefined) ?? state.incidents.at(-1);
  const isOpen = incident?.resolvedMs === undefined;
  const witnesses = incident && witnessesOf(observations, incident, nowMs);
  return {
    atMs: nowMs,
    reason,
    observations,
    alarms: looks,
    ...(incident && { incident }),
    ...(silence && nowMs < silence.untilMs && { silence }),
    rules: incident && witnesses && isOpen ? rulesOf(incident, witnesses) : [],
    ...(incident && witnesses && isOpen && { diagnosis: diagnosisOf(incident, witnesses) }),
    receivers: names.map((name) => {
      const its = told.filter((t) => t.receiver === name).map((t) => t.kind);
      return { receiver: name, told: its, ...(its.length === 0 && { whyNot: whyNot(name) }) };
    }),
  };

  function whyNot(name: string): string {
    const record = receivers[name] ?? emptyRecord(name);
    if (record.failing) return `it takes no message: ${record.failing.error}`;
    if (isPaused(record, nowMs)) return 'it asked to wait';
    if (!incident) return reason === 'in-deploy-grace' ? GRACE : 'there is no incident';
    const isWanted = wantedBy(routes, names, silence)(name, incident, nowMs);
    const decision = telling(incident, record.told[incident.id], nowMs, silence, isWanted);
    if (decision.send) return 'its message waits for the next run';
    if (decision.reason === 'silenced') return `it is to be silent: ${silence?.why ?? 'a silence that is over'}`;
    if (decision.reason === 'not-routed') return 'no route takes this incident to it, or not yet';
    if (!isOpen) return 'the incident is over, and its end was told';
    if (record.told[incident.id] && isUnstable(incident)) return UNSTABLE;
    return record.told[incident.id]
      ? 'it knows already: nothing is new'
      : 'all is well again for now; an end is told when it lasts';
  }
}

const UNSTABLE = 'it knows that this comes and goes: it hears again of another cause, and of a page that lasts';
const GRACE = 'AtlasML has just started: what fails then is told when it lasts (deployGraceSeconds)';

function diagnosisOf(incident: Incident, witnesses: Witnesses): NonNullable<Moment['diagnosis']> {
  const { id, isFound, short, cause, certain, lead, others, explains: explained } = diagnose(incident, witnesses);
  const signals = isFound ? explained : signalOf(lead.signal).explains;
  const follows = others.filter((m) => signals.includes(m.signal));
  return { id, isFound, short, cause, certain, lead, follows, beside: others.filter((m) => !follows.includes(m)) };
}

/** Every rule of the table that fits, in its order, with why it does not lead. */
function rulesOf(incident: Incident, witnesses: Witnesses): RuleAtMoment[] {
  const { id: leading, lead } = diagnose(incident, witnesses);
  const shown = findCauses(witnesses);
  const first = weightiest(shown, lead, witnesses);
  const fitting = shown.filter((f) => explains(f, lead, witnesses));
  const newestMs = Math.max(...fitting.map((f) => freshMs(f, witnesses)));
  return CAUSES.flatMap((cause): RuleAtMoment[] => {
    const finding = cause.finds(witnesses);
    if (!finding) return [];
    const { short, certain } = finding;
    const rule = { id: cause.id, short, isCertain: certain };
    if (cause.id === leading) return [rule];
    const found = shown.find((f) => f.cause.id === cause.id);
    if (!found) return [{ ...rule, lostBy: 'another rule says it better' }];
    if (!explains(found, lead, witnesses)) return [{ ...rule, lostBy: 'it does not explain the worst alarm' }];
    if (found === first) return [{ ...rule, lostBy: 'it is over' }];
    const isOlder = newestMs - freshMs(found, witnesses) > OLDER_MS;
    return [{ ...rule, lostBy: isOlder ? 'its evidence is older' : 'another rule stands before it' }];
  });
}
