import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { clockTime } from '../../functions/shared/text/words.ts';

/** How long after its first failure an incident is found at most: the longest window of a check and the longest wait of an alarm. */
export const FOUND_WITHIN_MS = 10 * 60_000;

/** A run of the reporter and what was open after it. */
export interface RunThen {
  atMs: number;
  incidents: readonly Pick<Incident, 'id' | 'openedMs' | 'causes'>[];
}

/**
 * An incident begins with its first failure, and is found when an alarm goes on: messages say "since 10:31", and at 10:31 nobody knew.
 * @param untilMs the end of the minute that was asked for, epoch ms. @param known ids that were open in it.
 * @param after the runs behind it, the oldest first.
 * @returns a sentence for the first such incident; nothing where there is none.
 */
export function laterWords(untilMs: number, known: readonly string[], after: readonly RunThen[]): string[] {
  for (const { atMs, incidents } of after) {
    const found = incidents.find(
      ({ id, openedMs }) => openedMs <= untilMs && openedMs > untilMs - FOUND_WITHIN_MS && !known.includes(id),
    );
    if (!found) continue;
    const short = found.causes?.at(-1)?.short;
    const at = clockTime(atMs);
    return [
      `An incident began at ${clockTime(found.openedMs)}, and was found at ${at}${short === undefined ? '' : `: ${short}`}. Ask for that minute: ${at.slice(0, 5)}.`,
    ];
  }
  return [];
}

export const keptThen = ({ atMs, state }: KeptRun): RunThen => ({ atMs, incidents: state.incidents });
