import type { Observation } from '../../functions/shared/observation.ts';
import type { StateStore } from '../../functions/shared/ports.ts';

export interface KeptOptions {
  onFailure(error: Error): void;
  onSuccess(): void;
}

/**
 * A store that has the newest observation of each check also while it takes nothing: without it a message has no cause, and an end no
 * proof. One for each check waits in memory, until a newer one can be written.
 */
export function keepingObservations(store: StateStore, { onFailure, onSuccess }: KeptOptions): StateStore {
  const unsaved = new Map<string, Observation>();
  return {
    ...store,
    async saveObservation(observation) {
      const { check } = observation;
      try {
        await store.saveObservation(observation);
        unsaved.delete(check);
        if (unsaved.size === 0) onSuccess();
      } catch (error) {
        unsaved.set(check, observation);
        onFailure(error as Error);
      }
    },
    async observations() {
      const stored = await store.observations();
      return [...stored.filter(({ check }) => !unsaved.has(check)), ...unsaved.values()];
    },
  };
}
