import { existsSync, readFileSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigError } from './load.ts';
import { withRequestFiles } from './request-files.ts';
import type { ConfigInput } from './services.ts';

/** A file of a configuration cannot be used; the message is one sentence, without a stack trace. */
export class FileError extends ConfigError {
  constructor(sentence: string) {
    super('', []);
    this.message = sentence;
  }
}

/**
 * What a file of a configuration exports, with what stands in files beside it.
 * @param file its name as somebody gave it, which the error names.
 * @throws ConfigError where one of those files cannot be used; FileError where there is none, or it cannot be loaded.
 */
export async function loadConfigFile(file: string): Promise<ConfigInput> {
  const path = resolve(file);
  if (!existsSync(path)) throw new FileError(`${file} cannot be loaded: there is no such file`);
  if (statSync(path).isDirectory()) throw new FileError(`${file} cannot be loaded: it is a folder`);
  const { default: config } = await load(path).catch((error: unknown) => {
    throw new FileError(`${file} cannot be loaded: ${sentence(error as Error, path)}`);
  });
  if (config !== undefined) return withRequestFiles(config, dirname(path), file);
  throw new FileError(`${file} has no default export; end it with: export default defineConfig({ … })`);
}

async function load(path: string): Promise<{ default?: ConfigInput }> {
  if (!path.endsWith('.json')) return await importModule(pathToFileURL(path).href);
  // Editors are told by $schema how to complete and check it.
  const { $schema: _, ...config } = JSON.parse(readFileSync(path, 'utf8')) ?? {};
  return { default: config };
}

/**
 * `npm init` writes "type": "commonjs" into package.json, and Node then takes no `import` in the TypeScript beside it. What is written
 * as a module is loaded as one all the same, also the files that it imports.
 */
async function importModule(url: string): Promise<{ default?: ConfigInput }> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isModule =
        found.format === 'commonjs-typescript' && /^\s*(import|export)\b/m.test(readFileSync(fileURLToPath(found.url), 'utf8'));
      return isModule ? { ...found, format: 'module-typescript' } : found;
    },
  });
  try {
    return await import(url);
  } finally {
    hooks.deregister();
  }
}

/** Node's own words and the line of the file that they are about; of a stack nothing else. */
function sentence({ message, stack = '' }: Error, path: string): string {
  const [text = ''] = message.split('\n').filter((line) => line.trim() !== '');
  const named = text.replaceAll(path, basename(path)).replace(/ imported from .*/, '');
  const line = stack.split(path)[1]?.match(/^:(\d+)/)?.[1];
  return line === undefined ? named : `line ${line}: ${named}`;
}
