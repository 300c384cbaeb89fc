import type { Damage } from '../../shared/incident/read-state.ts';
import type { Observation } from '../../shared/observation.ts';
import { errorLines, sightings } from './evidence.ts';
import { findCauses } from './find-causes.ts';
import { witnessesOf } from './witnesses.ts';

/**
 * The observations that this version can read, and those that it cannot: written by another version, or damaged. What can
 * be read is found out by reading it, so that no second description of the shapes grows beside the first.
 */
export function usableOnly(observations: Observation[], nowMs: number): { usable: Observation[]; damaged: Damage[] } {
  const usable: Observation[] = [];
  const damaged: Damage[] = [];
  for (const observation of observations) {
    try {
      sightings([observation], nowMs);
      findCauses(witnessesOf([observation], { members: [] }, nowMs));
      if (observation.check === 'logs') errorLines(observation);
      if (!Number.isFinite(observation.atMs)) throw new Error('it has no time');
      usable.push(observation);
    } catch {
      const raw = JSON.stringify(observation) ?? '';
      damaged.push({ what: `observation ${observation?.check ?? 'of no check'}`, why: 'it is not in a known form', raw });
    }
  }
  return { usable, damaged };
}
