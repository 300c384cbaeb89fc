import { RegionInfo } from 'aws-cdk-lib/region-info';
import { logFaults } from '../functions/shared/config/between-services.ts';
import { type Asked, chooseServices, servicesThereAre } from '../functions/shared/config/choose-services.ts';
import { ConfigError, resolveConfig, resolveConfigs } from '../functions/shared/config/load.ts';
import { loadConfigFile } from '../functions/shared/config/load-file.ts';
import { applyOverrides, contextFaults, type Overrides, ofOneService, optionsOf } from '../functions/shared/config/overrides.ts';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { hasServices, inputsOf } from '../functions/shared/config/services.ts';
import { nearest } from '../functions/shared/text/nearest.ts';
import { limitFaults, limitFaultsOf } from './limits.ts';
import { partitionFaults, stackRegionOf } from './log-region.ts';

export interface AskedOfCdk {
  /** The services to deploy, at least one. */
  readonly configs: MonitorConfig[];
  /** Where to deploy, if `-c stackRegion` says so. */
  readonly stackRegion: string | undefined;
  /** One stack for all of several services, instead of one for each. */
  readonly isOneStack: boolean;
}

/**
 * The services of `-c config=FILE`, by default monitor.config.ts, that `-c service` and `-c environment` choose, with the other values of
 * -c laid over them.
 * @param context the whole context of the CDK.
 * @throws ConfigError before anything is built, naming every fault at once.
 */
export async function askedOfCdk(context: Record<string, unknown>): Promise<AskedOfCdk> {
  const { stackRegion, config: file = 'monitor.config.ts', service, oneStack, ...overrides } = context as Context;
  const faults = [...contextFaults(context), ...regionFaults(stackRegion)];
  if (faults.length > 0) throw new ConfigError('The command line', faults);
  const where = `The configuration (${file} and -c values)`;
  const input = await loadConfigFile(file);
  const isOneStack = String(oneStack) === 'true';
  if (!hasServices(input)) {
    const config = resolveConfig(applyOverrides(input as MonitorConfigInput, overrides), where, optionsOf(overrides));
    mustBeThere([config], { service });
    refuse(where, [...limitFaults(config), ...partitionFaults(config, stackRegionOf(config, stackRegion))]);
    return { configs: [config], stackRegion, isOneStack: false };
  }
  const { environment, ...laidOver } = overrides;
  const all = resolveConfigs(input, where);
  const chosen = mustBeThere(all, { service, environment });
  refuse('The command line', choiceFaults(chosen, all, isOneStack, laidOver));
  const inputs = inputsOf(input);
  const configs = all.map((config, i) =>
    chosen.includes(config)
      ? resolveConfig(applyOverrides(inputs[i] as MonitorConfigInput, laidOver), where, optionsOf(laidOver))
      : config,
  );
  // Those that are not deployed now are there beside them.
  const logs = logFaults(configs, true).map(({ path, message }) => `services[${String(path[1])}].logs: ${message}`);
  // Several in one stack go where the first one does.
  const [first] = configs;
  const partitions = configs.flatMap((config, i) => {
    if (!chosen.includes(all[i] as MonitorConfig)) return [];
    const region = stackRegionOf(isOneStack && first ? first : config, stackRegion);
    return partitionFaults(config, region).map((fault) => `services[${i}].${fault}`);
  });
  refuse(where, [...limitFaultsOf(configs, (i) => `services[${i}].`), ...logs, ...partitions]);
  return { configs: configs.filter((_, i) => chosen.includes(all[i] as MonitorConfig)), stackRegion, isOneStack };
}

type Context = Record<string, string | undefined>;

function refuse(where: string, faults: string[]): void {
  if (faults.length > 0) throw new ConfigError(where, faults);
}

/** Those of the services that are asked for. @throws ConfigError when there are none. */
function mustBeThere(all: MonitorConfig[], asked: Asked): MonitorConfig[] {
  const chosen = chooseServices(all, asked);
  if (chosen.length > 0) return chosen;
  const given = Object.entries(asked).flatMap(([key, value]) => (value === undefined ? [] : [`-c ${key}=${value}`]));
  throw new ConfigError('The command line', [`${given.join(' ')}: there is no such service; there are ${servicesThereAre(all)}`]);
}

/** What goes with one service alone, while there are several, and what goes with all alone, while some are left out. */
function choiceFaults(chosen: MonitorConfig[], all: MonitorConfig[], isOneStack: boolean, overrides: Overrides): string[] {
  const unclear = chosen.length > 1 ? ofOneService(overrides) : [];
  return [
    ...unclear.map((key) => `-c ${key}: say of which service with -c service=NAME; there are ${servicesThereAre(chosen)}`),
    // What is left out would be taken out of the stack.
    ...(isOneStack && chosen.length < all.length
      ? ['-c oneStack: the stack holds all services; leave -c service and -c environment out']
      : []),
  ];
}

/** A region that the CDK does not know may be new, when the words of its name are; one with another word is a slip. */
function regionFaults(region: string | undefined): string[] {
  const known = RegionInfo.regions.map(({ name }) => name);
  if (region === undefined || known.includes(region)) return [];
  const words = new Set(known.flatMap((name) => name.split('-').slice(0, -1)));
  const [number = '', ...own] = region.split('-').reverse();
  if (/^\d+$/.test(number) && own.length > 1 && own.every((word) => words.has(word))) return [];
  const meant = nearest(region, known);
  return [`-c stackRegion: '${region}' is no AWS region${meant ? `; did you mean ${meant}?` : ', such as eu-central-1'}`];
}
