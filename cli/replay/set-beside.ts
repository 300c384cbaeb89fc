import { pairsOf } from '../../local/replay/difference.ts';
import type { ReplayedIncident } from '../../local/replay/incidents.ts';
import { firstToldMs, type ToldThere } from './told-there.ts';

/** A trouble of which both told. */
export interface Both {
  here: ReplayedIncident;
  there: ToldThere;
  /** How much later it was told there than here; negative for earlier. Absent where one of them told nobody. */
  laterSeconds?: number;
  isOtherCause: boolean;
  isOtherStanding: boolean;
}

/** A replay beside what was really told. */
export interface Beside {
  alike: Both[];
  otherwise: Both[];
  onlyHere: ReplayedIncident[];
  onlyThere: ToldThere[];
}

/** Checks run at any second of a minute, and the reporter after them: no more than this is no difference. */
const ALIKE_SECONDS = 120;

/**
 * Sets what a replay tells beside what was told there: the same trouble where they overlap in time. Alike is told by both or by neither,
 * within two minutes, with the same rule for the cause that was told last and the same worst standing. What nobody was told of counts as not told.
 * @param untilMs when the past ends, epoch ms.
 */
export function setBeside(here: readonly ReplayedIncident[], there: readonly ToldThere[], untilMs: number): Beside {
  const told = here.filter(isTold);
  const real = there.filter(isTold);
  const both = pairsOf(told, real, untilMs).map((p) => bothOf(p.before, p.after));
  const judged = both.toSorted((a, b) => a.here.openedMs - b.here.openedMs);
  return {
    alike: judged.filter(isAlike),
    otherwise: judged.filter((b) => !isAlike(b)),
    onlyHere: told.filter((h) => !both.some((b) => b.here === h)),
    onlyThere: real.filter((t) => !both.some((b) => b.there === t)),
  };
}

const isTold = (incident: { messages: readonly { atMs: number; failure?: string }[] }) => firstToldMs(incident) !== undefined;

function bothOf(here: ReplayedIncident, there: ToldThere): Both {
  const [was, is] = [firstToldMs(here), firstToldMs(there)];
  return {
    here,
    there,
    ...(was !== undefined && is !== undefined && { laterSeconds: Math.round((is - was) / 1000) }),
    isOtherCause: isOther(here, there),
    isOtherStanding: here.standing !== there.standing,
  };
}

/** By the rules, whose words change with what is seen; by the words of an incident of which no rule is kept. */
function isOther(here: ReplayedIncident, there: ToldThere): boolean {
  const [is, was] = [here.causes?.at(-1), there.causes?.at(-1)];
  return is === undefined || was === undefined ? here.short !== there.short : is !== was;
}

const isAlike = ({ laterSeconds = 0, isOtherCause, isOtherStanding }: Both) =>
  Math.abs(laterSeconds) <= ALIKE_SECONDS && !isOtherCause && !isOtherStanding;

export const isAllAlike = ({ otherwise, onlyHere, onlyThere }: Beside): boolean =>
  otherwise.length + onlyHere.length + onlyThere.length === 0;
