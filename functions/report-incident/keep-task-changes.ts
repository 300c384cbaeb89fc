import type { MonitorConfig } from '../shared/config/schema.ts';
import { type ContainerEvent, mergedEvents } from '../shared/observation.ts';
import type { Clock, StateStore } from '../shared/ports.ts';
import { readTaskChange, type TaskOwner } from './task-change.ts';

/** Whose task changes are listened to: the service that memory or CPU is read of. */
export function taskOwnerOf({ memory, cpu }: Pick<MonitorConfig, 'memory' | 'cpu'>): TaskOwner | undefined {
  const source = [memory, cpu].find((s) => s?.source === 'ecs' || s?.source === 'container-insights');
  return source && 'cluster' in source ? { cluster: source.cluster, service: source.service } : undefined;
}

/** The task changes among the records of an invocation; whatever else they hold is left to others. */
export function taskChangesIn(event: unknown, owner: TaskOwner): ContainerEvent[] {
  const records = (event as { Records?: unknown } | null)?.Records;
  return (Array.isArray(records) ? records : []).flatMap((r: { body?: unknown } | null) =>
    readTaskChange(parsed(r?.body), owner),
  );
}

/**
 * Keeps what ECS said of AtlasML's tasks as an observation, beside what it said before.
 * @throws what the store throws, so that the wake-up comes again.
 */
export async function keepTaskChanges(
  event: unknown,
  owner: TaskOwner | undefined,
  store: Pick<StateStore, 'observations' | 'saveObservation'>,
  clock: Pick<Clock, 'now'>,
): Promise<ContainerEvent[]> {
  const changes = owner ? taskChangesIn(event, owner) : [];
  if (changes.length === 0) return [];
  const known = (await store.observations()).find((o) => o.check === 'container');
  const before = Array.isArray(known?.events) ? known.events : [];
  const events = mergedEvents(before, changes, clock.now());
  await store.saveObservation({ check: 'container', atMs: clock.now(), runtime: 'ECS', events });
  return changes;
}

function parsed(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : body;
  } catch {
    return undefined;
  }
}
