import { fileURLToPath } from 'node:url';
import { ConfigError, resolveConfig } from '../functions/shared/config/load.ts';
import { loadConfigFile } from '../functions/shared/config/load-file.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';

const DEFAULT = fileURLToPath(new URL('../monitor.config.ts', import.meta.url));

/**
 * Takes `--config FILE` out of a command line and loads that file; without it monitor.config.ts.
 * @returns with `config` what the file exports, or a sentence that says why it cannot be used.
 */
export async function configAsked(args: string[]): Promise<{ argv: string[]; config: MonitorConfigInput | string }> {
  const at = args.indexOf('--config');
  const file = at < 0 ? undefined : args[at + 1];
  const argv = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  if (at >= 0 && (file === undefined || file.startsWith('-'))) return { argv, config: '--config needs the name of a file' };
  try {
    const config = (await loadConfigFile(file ?? DEFAULT)) as MonitorConfigInput;
    // The commands call a wrong configuration monitor.config.ts; a file with a name is called by it.
    if (file !== undefined) resolveConfig(config, file);
    return { argv, config };
  } catch (error) {
    if (error instanceof ConfigError) return { argv, config: error.message.replace(DEFAULT, 'monitor.config.ts') };
    throw error;
  }
}
