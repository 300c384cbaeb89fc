import { type Asked, chooseServices, type Named, servicesThereAre } from '../functions/shared/config/choose-services.ts';
import { type BrokenService, resolveConfigs, resolveEach, type ServicesRead } from '../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { type ConfigInput, inputsOf } from '../functions/shared/config/services.ts';
import { UsageError } from './usage-error.ts';

/**
 * Of a file with several services those that are asked for, each as a file of its own would say it.
 * @throws ConfigError where the file is not valid: what cannot be read cannot be chosen. UsageError where there is none of that name.
 */
export function chosenServices(file: ConfigInput, asked: Asked, where: string): MonitorConfigInput[] {
  const all = resolveConfigs(file, where);
  const chosen = mustBeAmong(all, asked);
  return inputsOf(file).filter((_, i) => chosen.includes(all[i] as MonitorConfig));
}

/** Of those that are right, and of those that are not, what is asked for. @throws ConfigError where nothing of it is right. */
export function rightServices(file: ConfigInput, asked: Asked, where: string): ServicesRead {
  const { configs, broken } = resolveEach(file, where);
  const chosen = mustBeAmong<MonitorConfig | BrokenService>([...configs, ...broken], asked);
  const read = {
    configs: configs.filter((config) => chosen.includes(config)),
    broken: broken.filter((one) => chosen.includes(one)),
  };
  const [first] = read.broken;
  if (first && read.configs.length === 0) throw first.error;
  return read;
}

/** @throws UsageError that lists what there is. */
export function mustBeAmong<T extends Named>(services: T[], { service, environment }: Asked): T[] {
  const chosen = chooseServices(services, { service, environment });
  if (chosen.length > 0) return chosen;
  const given = Object.entries({ environment, service }).flatMap(([key, name]) =>
    name === undefined ? [] : [`--${key} ${name}`],
  );
  throw new UsageError(`${given.join(' ')}: there is no such service; there are ${servicesThereAre(services)}`);
}

/** @throws UsageError for a command that goes with one service alone. */
export function onlyOne(inputs: MonitorConfigInput[]): MonitorConfigInput {
  const [first, ...others] = inputs;
  if (!first || others.length > 0) {
    const there = servicesThereAre(inputs.map((input) => resolveConfigs(input)[0] as MonitorConfig));
    throw new UsageError(`say which service: --service NAME before the command; there are ${there}`);
  }
  return first;
}
