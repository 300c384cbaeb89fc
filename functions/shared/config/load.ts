import type { z } from 'zod';
import { nearest } from '../text/nearest.ts';
import { soundText } from '../text/sound.ts';
import { betweenServices } from './between-services.ts';
import type { Named } from './choose-services.ts';
import { faultWords } from './fault-words.ts';
import { knownKeys } from './known-keys.ts';
import { configSchema, type MonitorConfig, type MonitorConfigInput } from './schema.ts';
import { type ConfigInput, entriesOf, hasServices, inFile, listFaults, type ServicesInput } from './services.ts';
import { type Fault, textFaults } from './text-faults.ts';

/** Types and checks monitor.config.ts while it is written; the values pass through unchanged. */
export function defineConfig(config: MonitorConfigInput): MonitorConfigInput;
export function defineConfig(config: ServicesInput): ServicesInput;
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/** The configuration is wrong; the message has one line for each fault, with the path of its key. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(where: string, faults: string[]) {
    super([`${where} is not valid:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** The option of the command line that gave a value, by the path of the value, which nobody has written. */
export type Options = Readonly<Record<string, string>>;

/**
 * Checks a configuration and fills in the defaults.
 * @param where what to call it in the error, such as `monitor.config.ts`.
 * @param options name what they gave.
 * @throws ConfigError naming every fault at once.
 */
export function resolveConfig(input: unknown, where = 'monitor.config.ts', options: Options = {}): MonitorConfig {
  const read = readConfig(input);
  if ('config' in read) return read.config;
  throw new ConfigError(where, sentencesOf(read.faults, options));
}

/**
 * The services of a configuration, one for a plain one, each with all that it inherits and every default.
 * @throws ConfigError naming every fault at once, each where it stands in the file.
 */
export function resolveConfigs(input: unknown, where = 'monitor.config.ts', options: Options = {}): MonitorConfig[] {
  if (!hasServices(input)) return [resolveConfig(input, where, options)];
  const { configs, faults } = readServices(input, where);
  if (faults.length > 0) throw new ConfigError(where, [...new Set(sentencesOf(faults, {}))]);
  return configs.filter((config) => config !== undefined);
}

/** A service that is wrong by itself, under the names that it would have. */
export interface BrokenService extends Named {
  error: ConfigError;
}

export interface ServicesRead {
  configs: MonitorConfig[];
  broken: BrokenService[];
}

/**
 * The services that are right, and those that are not: for what watches for months, so that a slip in one does not end the others.
 * @throws ConfigError for what is wrong for all of them, or with each.
 */
export function resolveEach(input: unknown, where = 'monitor.config.ts'): ServicesRead {
  if (!hasServices(input)) return { configs: [resolveConfig(input, where)], broken: [] };
  const { entries, configs, faults } = readServices(input, where);
  const ofOne = entries.map((_, i) => faults.filter(({ path }) => path[0] === 'services' && path[1] === i));
  const isForAll = faults.some(({ path }) => path[0] !== 'services');
  if (isForAll || ofOne.every((own) => own.length > 0)) throw new ConfigError(where, [...new Set(sentencesOf(faults, {}))]);
  return {
    configs: configs.filter((config, i) => config !== undefined && ofOne[i]?.length === 0) as MonitorConfig[],
    broken: entries.flatMap(({ named }, i) => {
      const own = ofOne[i] ?? [];
      return own.length > 0 ? [{ ...named, error: new ConfigError(where, sentencesOf(own, {})) }] : [];
    }),
  };
}

/** Each entry by itself, then those that are right beside each other. @throws ConfigError where the list itself is wrong. */
function readServices(input: { services: unknown }, where: string) {
  const inList = listFaults(input);
  if (inList.length > 0) throw new ConfigError(where, sentencesOf(inList, {}));
  const entries = entriesOf(input);
  const read = entries.map((entry) => ({ entry, ...readConfig(entry.input) }));
  const configs = read.map((one) => ('config' in one ? one.config : undefined));
  const own = read.flatMap((one) => ('config' in one ? [] : one.faults.map((fault) => inFile(fault, one.entry))));
  return { entries, configs, faults: [...own, ...betweenServices(configs)] };
}

/** One configuration by the schema and by what no text may hold, or all that is wrong with it. */
function readConfig(input: unknown): { config: MonitorConfig } | { faults: Fault[] } {
  const result = configSchema.safeParse(input, { error: faultWords });
  const inTexts = textFaults(input);
  if (result.success && inTexts.length === 0) return { config: result.data };
  const inSchema = (result.error?.issues ?? []).flatMap(faultsOf);
  const at = (faults: Fault[]) => new Set(faults.map(({ path }) => keyPath(path)));
  // Once is enough: a rule of the schema's own says more than these, and these say more than that a form is not fitted.
  const ruled = at(inSchema.filter(({ code }) => code === 'custom'));
  const texts = inTexts.filter(({ path }) => !ruled.has(keyPath(path)));
  const told = at(texts);
  return { faults: [...texts, ...inSchema.filter(({ path }) => !told.has(keyPath(path)))] };
}

function sentencesOf(faults: Fault[], options: Options): string[] {
  return faults.map(({ path, message }) => {
    const place = keyPath(path);
    const [, option] = Object.entries(options).find(([given]) => place === given || place.startsWith(`${given}[`)) ?? [];
    return soundText(`${option ?? (place || '(top level)')}: ${message}`);
  });
}

function faultsOf(issue: z.core.$ZodIssue): (Fault & { code?: string })[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => {
    const meant = nearest(key, [...knownKeys(configSchema, issue.path), ...(issue.path.length === 0 ? ['services'] : [])]);
    const advice = meant ? `did you mean ${meant}?` : 'see docs/configuration.md for the keys there are';
    return { path: [...issue.path, key], message: `unknown key; ${advice}` };
  });
}

function keyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}
