import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { STAND_INS } from './leave-out.ts';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Loaded by the first call: of what they do a run that is well needs nothing. */
const LATER = ['zlib', 'crypto.getRandomValues'];

/** What asks for parts of Node by all of their names: Sentry, in a chunk of its own. */
const WHOLE = /[\\/]node_modules[\\/](?!@aws-sdk[\\/]|@smithy[\\/])/;

/** Leaves out of a bundle what lies within packages, where an alias does not reach. */
export const leanParts: Plugin = {
  name: 'lean-parts',
  setup(build) {
    build.onResolve({ filter: /^(?:node:)?[a-z][a-z0-9_/]*$/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path) || (kind !== 'import-statement' && kind !== 'dynamic-import') || WHOLE.test(importer))
        return undefined;
      return {
        path: path.replace(/^node:/, ''),
        namespace: 'node',
        pluginData: { kind },
        suffix: `?${kind}`,
        sideEffects: false,
      };
    });
    build.onLoad({ filter: /.*/, namespace: 'node' }, ({ path, pluginData }) => ({
      contents: partOfNode(path, pluginData.kind === 'dynamic-import'),
    }));
    for (const [file, standIn] of Object.entries(STAND_INS)) {
      const name = file.split('/').at(-1)?.replace(/\.js$/, '') ?? '';
      build.onResolve({ filter: new RegExp(`/${name}$`) }, async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === file) return undefined;
        const found = await build.resolve(path, { kind, resolveDir, pluginData: file });
        return found.path.endsWith(file) ? { path: standIn } : found;
      });
    }
    // Each error of a service registers itself, so that none can be left out; of an error we read the name, which it has all the same.
    build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^n0_registry\.registerError\(/gm, '/* @__PURE__ */ $&'),
    }));
    // Read for its version alone.
    build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }));
  },
};

/**
 * A part of Node with the names that are asked for. To import it as a module reads every one of its names, and behind some Node
 * loads other parts: behind three of `http` the whole of its own fetch.
 * @param asWhole an import at run time, of which nobody knows the names that it asks for.
 */
function partOfNode(name: string, asWhole: boolean): string {
  const module = process.getBuiltinModule(name) as object;
  const whole = `process.getBuiltinModule(${JSON.stringify(name)})`;
  const names = Object.keys(module).filter((key) => IDENTIFIER.test(key) && key !== 'default');
  const isLater = (key: string) =>
    (LATER.includes(name) || LATER.includes(`${name}.${key}`)) &&
    /^[a-z]/.test(key) &&
    typeof Reflect.get(module, key) === 'function';
  const exported = names.flatMap((key) => {
    if (isLater(key)) return `export const ${key} = (...args) => ${whole}.${key}(...args);`;
    const isRead = Object.getOwnPropertyDescriptor(module, key)?.get !== undefined;
    return asWhole && isRead
      ? []
      : `const own_${key} = /* @__PURE__ */ (() => ${whole}.${key})();\nexport { own_${key} as ${key} };`;
  });
  return `export default /* @__PURE__ */ (() => ${whole})();\n${exported.join('\n')}`;
}
