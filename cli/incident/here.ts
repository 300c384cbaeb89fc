import { allIncidents } from '../../functions/report-incident/command.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { SqliteStore } from '../../local/store/sqlite-store.ts';
import { readMachineStore } from '../machine-store.ts';
import type { Outcome } from '../usage-error.ts';
import type { IncidentPorts } from './command.ts';

/** Runs a command about incidents over what the monitor of this machine wrote. @param data as `watch --data` got it. */
export async function withIncidentsHere(
  data: string,
  config: MonitorConfig,
  nowMs: number,
  run: (ports: IncidentPorts) => Promise<Outcome>,
): Promise<Outcome> {
  return readMachineStore(
    data,
    config,
    () => nowMs,
    (store) => run(incidentsOf(store, nowMs)),
  );
}

const incidentsOf = (store: SqliteStore, nowMs: number): IncidentPorts => ({
  incidents: () => allIncidents(store.state),
  metrics: () => store,
  nowMs,
});
