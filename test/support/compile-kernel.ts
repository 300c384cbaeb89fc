import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';

const FOLDER = join(import.meta.dirname, '..', '..', 'insights', 'simd');

/** Compiles kernel.wat. wabt is the WebAssembly project's own tool for its text form, and is needed for nothing else. */
export async function compileKernel(): Promise<string> {
  const { parseWat } = await wabt();
  const module = parseWat('kernel.wat', readFileSync(join(FOLDER, 'kernel.wat'), 'utf8'), { simd: true });
  module.resolveNames();
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}

if (import.meta.main) {
  const code = await compileKernel();
  const lines = code.match(/.{1,110}/g)?.map((line) => `  '${line}',`) ?? [];
  writeFileSync(
    join(FOLDER, 'kernel.ts'),
    `/** kernel.wat, compiled by \`npm run simd\`: WebAssembly in base64. */\nexport const KERNEL = [\n${lines.join('\n')}\n].join('');\n`,
  );
}
