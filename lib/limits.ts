import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { alarmsOf } from '../functions/shared/signals/alarm-definitions.ts';
import { SIGNALS } from '../functions/shared/signals/signals.ts';

/** API reference of PutMetricAlarm. */
const MOST_NAME_CHARACTERS = 255;

/** What AWS would refuse, at the deploy or only at run time, and what would make two of one name: each with the path of its key. */
export function limitFaults(config: MonitorConfig): string[] {
  return [...environmentFaults(config), ...alarmFaults(config)];
}

/** `prod` with an endpoint slow-x and `prod-slow` with an endpoint x would both have an alarm atlasml-prod-slow-slow-x. */
function environmentFaults({ environment }: MonitorConfig): string[] {
  const ids = [...SIGNALS.map((signal) => signal.id), 'self', 'drill'];
  const held = ids.find((id) => `-${environment}-`.includes(`-${id}-`));
  return held
    ? [
        `environment: '${environment}' holds '${held}', as the names of alarms do, so two environments could mean one alarm; choose another`,
      ]
    : [];
}

function alarmFaults(config: MonitorConfig): string[] {
  const names = alarmsOf(config).map((alarm) => alarm.name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  const long = names.filter((name) => name.length > MOST_NAME_CHARACTERS);
  return [
    ...twice.map(
      (name) => `environment, endpoints, components: two alarms would be named ${name}; rename one of what they are about`,
    ),
    ...long.map(
      (name) =>
        `environment, endpoints, components: the alarm ${name} would have a name of more than ${MOST_NAME_CHARACTERS} characters`,
    ),
  ];
}
