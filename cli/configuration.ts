import { fileURLToPath } from 'node:url';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import type { COMMON_OPTIONS } from './common-options.ts';
import type { Values } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The configuration that a command line asks for. */
export interface Configuration {
  /** What the file says, with what the command line says over it; not yet checked unless the file was named. */
  input(): Promise<MonitorConfigInput>;
  /** The same checked, with the defaults. @throws ConfigError naming every fault, by its option where it came from one. */
  checked(): Promise<MonitorConfig>;
  /** As `--environment` has it. */
  environment: string | undefined;
}

export type Common = Values<typeof COMMON_OPTIONS>;

const DEFAULT = fileURLToPath(new URL('../monitor.config.ts', import.meta.url));
const DEFAULT_NAME = 'monitor.config.ts';

/** Loads the file when it is first asked for: it costs more than most commands, and may have faults that are none of theirs. */
export function configurationAsked(
  common: Common,
  load: () => Promise<MonitorConfigInput> = () => loaded(common),
): Configuration {
  let input: Promise<MonitorConfigInput> | undefined;
  const all = () => {
    input ??= overlaid(load, common);
    return input;
  };
  return { input: all, checked: async () => checked(await all(), common), environment: common.environment };
}

async function overlaid(load: () => Promise<MonitorConfigInput>, common: Common): Promise<MonitorConfigInput> {
  const { applyOverrides } = await import('../functions/shared/config/overrides.ts');
  if (common.environment === '') throw new UsageError('--environment needs a name');
  const input = applyOverrides(await load(), { environment: common.environment });
  // The commands call a wrong configuration monitor.config.ts; a file with a name is called by it.
  if (common.config !== undefined) await checked(input, common);
  return input;
}

async function checked(input: MonitorConfigInput, { config = DEFAULT_NAME, environment }: Common): Promise<MonitorConfig> {
  const { resolveConfig } = await import('../functions/shared/config/load.ts');
  return resolveConfig(input, config, { ...(environment && { environment: '--environment' }) });
}

async function loaded({ config = DEFAULT }: Common): Promise<MonitorConfigInput> {
  const [{ loadConfigFile }, { ConfigError }] = await Promise.all([
    import('../functions/shared/config/load-file.ts'),
    import('../functions/shared/config/load.ts'),
  ]);
  try {
    return await loadConfigFile(config);
  } catch (error) {
    if (error instanceof ConfigError) error.message = error.message.replace(DEFAULT, DEFAULT_NAME);
    throw error;
  }
}
