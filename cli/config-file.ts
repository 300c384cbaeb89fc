import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigError, resolveConfig } from '../functions/shared/config/load.ts';
import { withRequestFiles } from '../functions/shared/config/request-files.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';

const DEFAULT = new URL('../monitor.config.ts', import.meta.url).href;

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
    const url = file === undefined ? DEFAULT : pathToFileURL(resolve(file)).href;
    const { default: written } = (await import(url)) as { default?: MonitorConfigInput };
    const config = written && withRequestFiles(written, dirname(fileURLToPath(url)), file ?? 'monitor.config.ts');
    // The commands call a wrong configuration monitor.config.ts; a file with a name is called by it.
    if (file !== undefined && config) resolveConfig(config, file);
    return {
      argv,
      config: config ?? `${file ?? 'monitor.config.ts'} has no default export; end it with: export default defineConfig({ … })`,
    };
  } catch (error) {
    if (error instanceof ConfigError) return { argv, config: error.message };
    return { argv, config: `${file ?? 'monitor.config.ts'} cannot be loaded: ${(error as Error).message}` };
  }
}
