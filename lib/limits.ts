import { LOCAL_LOG_GROUP } from '../functions/shared/config/local-log-group.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { alarmsOf } from '../functions/shared/signals/alarm-definitions.ts';
import { muteRuleName } from '../functions/shared/signals/maintenance.ts';
import { SIGNALS } from '../functions/shared/signals/signals.ts';

/** API reference of PutMetricAlarm. */
const MOST_NAME_CHARACTERS = 255;

/** What AWS would refuse, at the deploy or only at run time, and what would make two of one name: each with the path of its key. */
export function limitFaults(config: MonitorConfig): string[] {
  return [...slugFaults(config), ...logFaults(config), ...alarmFaults(config)];
}

/** The same for several services, and what would make two of one name among them. @param place of one, before the path of its key. */
export function limitFaultsOf(configs: MonitorConfig[], place: (i: number) => string): string[] {
  return [
    ...configs.flatMap((config, i) => limitFaults(config).map((fault) => `${place(i)}${fault}`)),
    ...ruleFaults(configs, place),
  ];
}

/** `prod` with an endpoint slow-x and `prod-slow` with an endpoint x would both have an alarm atlasml-prod-slow-slow-x. */
function slugFaults({ slug, environment }: MonitorConfig): string[] {
  const ids = [...SIGNALS.map((signal) => signal.id), 'self', 'drill'];
  const held = ids.find((id) => `-${slug}-`.includes(`-${id}-`));
  const [key, two] = slug === environment ? ['environment', 'environments'] : ['slug', 'services'];
  return held
    ? [`${key}: '${slug}' holds '${held}', as the names of alarms do, so two ${two} could mean one alarm; choose another`]
    : [];
}

/** A file is enough on one machine. */
function logFaults({ logs }: MonitorConfig): string[] {
  if (logs?.group !== LOCAL_LOG_GROUP) return [];
  return [
    'logs.group: is missing: in AWS the log is read from a log group of CloudWatch, and logs.file only on one machine; write the name of the group beside it, or leave logs out',
  ];
}

/** `prod` with a window eu-updates and `prod-eu` with a window updates would both have a mute rule atlasml-prod-eu-updates-0. */
function ruleFaults(configs: MonitorConfig[], place: (i: number) => string): string[] {
  const owners = new Map<string, number>();
  return configs.flatMap(({ slug, maintenance }, i) =>
    maintenance.flatMap(({ name }, w) => {
      const rule = muteRuleName(slug, name, 0);
      const first = owners.get(rule);
      if (first === undefined) owners.set(rule, i);
      if (first === undefined || first === i) return [];
      const other = configs[first]?.slug;
      return [
        `${place(i)}maintenance[${w}].name: the mute rule ${rule} would be one of ${other} too; give the window another name`,
      ];
    }),
  );
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
