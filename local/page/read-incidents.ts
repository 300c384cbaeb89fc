import { impactOf } from '../../functions/report-incident/impact.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { withTold } from '../../functions/shared/incident/receiver-record.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { LogsObservation } from '../../functions/shared/observation.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { incidentRow, incidentView } from './incident-view.ts';
import type { IncidentRow, IncidentView } from './port.ts';

const MOST_INCIDENTS = 500;
const MOST_MESSAGES = 500;
/** The end of an incident is told some minutes after it. */
const TOLD_WITHIN_MS = 24 * 3_600_000;

type Store = Pick<SqliteStore, 'state' | 'messages' | 'read'>;

/** The open incident and those that ended, the newest first. */
async function allOf({ state: store }: Store): Promise<Incident[]> {
  const [{ state, receivers }, archived] = await Promise.all([store.load(), store.archived(MOST_INCIDENTS)]);
  const told = state.incidents.map((incident) => withTold(incident, Object.values(receivers)));
  const open = told.filter((i) => i.resolvedMs === undefined);
  // One whose end is not told yet stands in both.
  const known = new Set(archived.map(({ id }) => id));
  return [...open.reverse(), ...told.filter((i) => i.resolvedMs !== undefined && !known.has(i.id)), ...archived];
}

export async function readIncidents(store: Store): Promise<IncidentRow[]> {
  return redactDeep((await allOf(store)).map(incidentRow));
}

/** @param id whole, or its begin. @returns undefined where there is none. */
export async function readIncident(
  store: Store,
  config: MonitorConfig,
  id: string,
  nowMs: number,
): Promise<IncidentView | undefined> {
  const incident = (await allOf(store)).find((i) => i.id === id || (id.length >= 8 && i.id.startsWith(id)));
  if (!incident) return undefined;
  const isOpen = incident.resolvedMs === undefined;
  const messages = store.messages.list(MOST_MESSAGES, incident.openedMs).filter((m) => {
    const isNear = m.atMs <= (incident.resolvedMs ?? nowMs) + TOLD_WITHIN_MS;
    return m.incident === incident.id && isNear;
  });
  const logs = (await store.state.observations()).find((o): o is LogsObservation => o.check === 'logs');
  const impact = await impactOf(incident, store, config.slug, nowMs);
  return redactDeep(incidentView(redactDeep(incident), { config, messages, logs: isOpen ? logs : undefined, impact, nowMs }));
}
