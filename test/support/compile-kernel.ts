import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';

const FOLDER = join(import.meta.dirname, '..', '..', 'insights', 'simd');

/** The modules: the text of each, and the file and name of its code. */
export const KERNELS = [
  { wat: 'kernel.wat', file: 'kernel.ts', name: 'KERNEL' },
  { wat: 'lines.wat', file: 'lines-kernel.ts', name: 'LINES' },
  { wat: 'json.wat', file: 'json-kernel.ts', name: 'JSON_OBJECTS' },
  { wat: 'shapes.wat', file: 'shapes-kernel.ts', name: 'SHAPES' },
  { wat: 'globs.wat', file: 'globs-kernel.ts', name: 'GLOBS' },
  { wat: 'templates.wat', file: 'templates-kernel.ts', name: 'TEMPLATES' },
] as const;

/** Compiles a module. wabt is the WebAssembly project's own tool for its text form, and is needed for nothing else. */
export async function compileKernel(wat: string): Promise<string> {
  const { parseWat } = await wabt();
  const module = parseWat(wat, readFileSync(join(FOLDER, wat), 'utf8'), { simd: true, bulk_memory: true });
  module.resolveNames();
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}

if (import.meta.main) {
  for (const { wat, file, name } of KERNELS) {
    const lines = (await compileKernel(wat)).match(/.{1,110}/g)?.map((line) => `  '${line}',`) ?? [];
    const code = `/** ${wat}, compiled by \`npm run simd\`: WebAssembly in base64. */\nexport const ${name} = [\n${lines.join('\n')}\n].join('');\n`;
    writeFileSync(join(FOLDER, file), code);
  }
}
