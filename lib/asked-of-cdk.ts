import { RegionInfo } from 'aws-cdk-lib/region-info';
import { ConfigError, resolveConfig } from '../functions/shared/config/load.ts';
import { loadConfigFile } from '../functions/shared/config/load-file.ts';
import { applyOverrides, contextFaults, optionsOf } from '../functions/shared/config/overrides.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { nearest } from '../functions/shared/text/nearest.ts';
import { limitFaults } from './limits.ts';

export interface AskedOfCdk {
  readonly config: MonitorConfig;
  /** Where to deploy, if `-c stackRegion` says so. */
  readonly stackRegion: string | undefined;
}

/**
 * The configuration of `-c config=FILE`, by default monitor.config.ts, with the values of -c laid over it.
 * @param context the whole context of the CDK.
 * @throws ConfigError before anything is built, naming every fault at once.
 */
export async function askedOfCdk(context: Record<string, unknown>): Promise<AskedOfCdk> {
  const { stackRegion, config: file = 'monitor.config.ts', ...overrides } = context as Record<string, string | undefined>;
  const faults = [...contextFaults(context), ...regionFaults(stackRegion)];
  if (faults.length > 0) throw new ConfigError('The command line', faults);
  const where = `The configuration (${file} and -c values)`;
  const config = resolveConfig(applyOverrides(await loadConfigFile(file), overrides), where, optionsOf(overrides));
  const beyond = limitFaults(config);
  if (beyond.length > 0) throw new ConfigError(where, beyond);
  return { config, stackRegion };
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
