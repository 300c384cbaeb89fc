import { errorKinds } from '../../functions/check-logs/evidence.ts';
import { remembered } from '../../functions/report-incident/remembered.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { writerOf } from '../store/writer-lock.ts';
import { plannedWindows } from '../watch/calendar.ts';
import { machineConfig } from '../watch/machine-config.ts';
import { watchedIn, watchedWords } from '../watch/watched-folder.ts';
import type { MonitorView } from './monitor-view.ts';
import { StoredLines } from './stored-lines.ts';

/**
 * A configuration as `watch` had it on this machine: what was looked at by an option of its command line stands in no file, but in what
 * was seen.
 */
export function machineViewConfig(config: MonitorConfig, observations: Observation[]): MonitorConfig {
  const logFile = observations.some(({ check }) => check === 'logs') ? 'the log' : undefined;
  const isSampled = observations.some((o) => o.check === 'memory' && o.memory !== undefined) && !config.memory;
  const isDocker = observations.some((o) => o.check === 'container' && o.runtime === 'Docker');
  const cgroup = isSampled && !isDocker ? 'its cgroup' : undefined;
  return machineConfig(config, { logFile, cgroup, docker: isDocker ? { hasLog: logFile !== undefined } : undefined }).config;
}

/** Of so many newest error lines the kinds are told apart. */
const MOST_ERROR_LINES = 500;

/**
 * The monitor of this machine, by what it wrote. Nothing is written, and whoever watches is not disturbed.
 * @param config as it holds on this machine. @param folder of the service. @param store of that folder, open for reading.
 */
export function storedView(config: MonitorConfig, folder: string, store: SqliteStore, now: () => number): MonitorView {
  return {
    async watcher() {
      const writer = writerOf(folder);
      const here = watchedIn(folder);
      const what = here ? ` (${watchedWords(here)})` : '';
      if (!writer) return { isRunning: false, words: `no monitor runs on ${folder}${what}` };
      return { isRunning: true, words: `process ${writer.pid} on ${writer.host}${what}`, sinceMs: writer.sinceMs };
    },
    alarms: async () => storedAlarms(config, store, now),
    remembered: () => remembered(store.state, { now }),
    metrics: store,
    notices: (sinceMs) => store.notices.list(sinceMs),
    async errors(sinceMs) {
      const lines = new StoredLines(folder);
      try {
        return errorKinds(
          lines.newestErrors(sinceMs, MOST_ERROR_LINES).map(({ atMs, message }) => ({
            '@timestamp': new Date(atMs).toISOString().replace('T', ' ').replace('Z', ''),
            '@message': message,
          })),
        );
      } finally {
        lines.close();
      }
    },
    ...(config.maintenance.length > 0 && { windows: plannedWindows(config.maintenance, { now }) }),
  };
}

/** How each alarm of this machine is, as it was left. */
export function storedAlarms(config: MonitorConfig, store: SqliteStore, now: () => number): AlarmState[] {
  const kept = new Map(store.alarms.load().map((alarm) => [alarm.name, alarm]));
  return alarmsOf(config).map(({ name, signal, subject, title }) => {
    const { value = 'INSUFFICIENT_DATA', reason = 'It was not evaluated yet.', sinceMs = now() } = kept.get(name) ?? {};
    return { name, signal: signal.id, severity: signal.severity, title, subject, value, reason, sinceMs };
  });
}
