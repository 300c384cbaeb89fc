import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServicesRead } from '../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import type { ConfigInput } from '../functions/shared/config/services.ts';
import type { COMMON_OPTIONS } from './common-options.ts';
import type { Values } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The configuration that a command line asks for. */
export interface Configuration {
  /**
   * What the file says, with what the command line says over it; not yet checked unless the file was named.
   * @throws UsageError where it holds several services and none of them is asked for.
   */
  input(): Promise<MonitorConfigInput>;
  /** The same checked, with the defaults. @throws ConfigError naming every fault, by its option where it came from one. */
  checked(): Promise<MonitorConfig>;
  /** Each service that is asked for, as a configuration of its own: all where none is named. */
  each(): Promise<Configuration[]>;
  /** Those that are right, and those that are not: for what runs for months. @throws ConfigError where none is right. */
  right(): Promise<ServicesRead>;
  /** As `--environment` has it. */
  environment: string | undefined;
  /** The file, its whole path. */
  file?: string | undefined;
}

export type Common = Values<typeof COMMON_OPTIONS>;

const DEFAULT = fileURLToPath(new URL('../monitor.config.ts', import.meta.url));
const DEFAULT_NAME = 'monitor.config.ts';

/** Loads the file when it is first asked for: it costs more than most commands, and may have faults that are none of theirs. */
export function configurationAsked(common: Common, load: () => Promise<ConfigInput> = () => loaded(common)): Configuration {
  let inputs: Promise<MonitorConfigInput[]> | undefined;
  const all = () => {
    inputs ??= servicesAsked(load, common);
    return inputs;
  };
  const one = async () => {
    const { onlyOne } = await import('./chosen-services.ts');
    return onlyOne(await all());
  };
  return {
    ...configurationOf(one, common),
    right: async () => rightOnes(await load(), common),
    each: async () => (await all()).map((input) => configurationOf(async () => input, common)),
  };
}

function configurationOf(input: () => Promise<MonitorConfigInput>, common: Common): Configuration {
  const configuration: Configuration = {
    input,
    checked: async () => checked(await input(), common),
    each: async () => [configuration],
    right: async () => ({ configs: [await configuration.checked()], broken: [] }),
    environment: common.environment,
    file: resolve(common.config ?? defaultFile()),
  };
  return configuration;
}

async function rightOnes(file: ConfigInput, common: Common): Promise<ServicesRead> {
  const { hasServices } = await import('../functions/shared/config/services.ts');
  if (!hasServices(file))
    return configurationAsked(common, async () => file)
      .each()
      .then(([one]) => (one as Configuration).right());
  const { rightServices } = await import('./chosen-services.ts');
  return rightServices(file as ConfigInput, common, common.config ?? DEFAULT_NAME);
}

/** The services that are asked for, each as a file of its own would say it. */
async function servicesAsked(load: () => Promise<ConfigInput>, common: Common): Promise<MonitorConfigInput[]> {
  const [{ applyOverrides }, { hasServices }] = await Promise.all([
    import('../functions/shared/config/overrides.ts'),
    import('../functions/shared/config/services.ts'),
  ]);
  const { config, environment, service } = common;
  for (const [option, name] of Object.entries({ environment, service }))
    if (name === '') throw new UsageError(`--${option} needs a name`);
  const file = await load();
  if (hasServices(file)) {
    const { chosenServices } = await import('./chosen-services.ts');
    return chosenServices(file as ConfigInput, common, config ?? DEFAULT_NAME);
  }
  const input = applyOverrides(file as MonitorConfigInput, { environment });
  // The commands call a wrong configuration monitor.config.ts; a file with a name is called by it.
  if (config !== undefined || service !== undefined) {
    const only = await checked(input, common);
    const { mustBeAmong } = await import('./chosen-services.ts');
    mustBeAmong([only], { service });
  }
  return [input];
}

async function checked(input: MonitorConfigInput, { config = DEFAULT_NAME, environment }: Common): Promise<MonitorConfig> {
  const { resolveConfig } = await import('../functions/shared/config/load.ts');
  return resolveConfig(input, config, { ...(environment && { environment: '--environment' }) });
}

/** The file of the folder one works in, as `init` writes it, before the one that lies beside the program. */
const defaultFile = () => (existsSync(DEFAULT_NAME) ? DEFAULT_NAME : DEFAULT);

async function loaded({ config = defaultFile() }: Common): Promise<ConfigInput> {
  const [{ FileError, loadConfigFile }, { ConfigError }] = await Promise.all([
    import('../functions/shared/config/load-file.ts'),
    import('../functions/shared/config/load.ts'),
  ]);
  // A clone has one beside the program, an installed package has not.
  if (config === DEFAULT && !existsSync(DEFAULT))
    throw new FileError(
      `There is no ${DEFAULT_NAME} in this folder. Write one with: npx atlasml-monitor init; or name a file with --config FILE`,
    );
  try {
    return await loadConfigFile(config);
  } catch (error) {
    if (error instanceof ConfigError) error.message = error.message.replace(DEFAULT, DEFAULT_NAME);
    throw error;
  }
}
