import { troubleWords } from '../../functions/report-incident/diagnose/container-words.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import { attempt, evaluatorOf, reporterOf, runChecks, type WatchListener, type WatchPorts } from './watch.ts';

/** How one round went: bad where an endpoint is down or an alarm is on, unknown where something could not be seen. */
export type Round = 'well' | 'bad' | 'unknown';

/** Runs each check once, then the alarms over what is stored, then the reporter. */
export async function watchOnce(config: MonitorConfig, ports: WatchPorts, listener: WatchListener): Promise<Round> {
  const seen: Observation[] = [];
  let failures = 0;
  const noting: WatchListener = {
    ...listener,
    observed(observation) {
      seen.push(observation);
      listener.observed(observation);
    },
    failed(what, error) {
      failures++;
      listener.failed(what, error);
    },
  };
  const alarms = evaluatorOf(config, ports);
  await runChecks(config, ports, noting);
  await attempt('alarms', noting, async () => listener.changed(await alarms.evaluate()));
  await attempt('report-incident', noting, reporterOf(config, ports, alarms));
  const isAlarming = (await alarms.states()).some(({ value }) => value === 'ALARM');
  if (isAlarming || seen.some(isBad)) return 'bad';
  return failures > 0 || seen.some(isUnknown) ? 'unknown' : 'well';
}

function isBad(observation: Observation): boolean {
  if (observation.check === 'container') return troubleWords(observation) !== undefined;
  return observation.check === 'health' && observation.endpoints.some(({ verdict }) => verdict === 'down');
}

function isUnknown(observation: Observation): boolean {
  if (observation.check === 'health') return observation.endpoints.some(({ verdict }) => verdict === 'unknown');
  if (observation.check === 'container')
    return observation.unknown !== undefined || (observation.others ?? []).some((o) => o.unknown);
  if (observation.check === 'logs') return observation.counts === undefined;
  if (observation.check !== 'memory') return false;
  return observation.memory?.state === 'unknown' || observation.disk?.state === 'unknown';
}
