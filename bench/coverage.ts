import { writeFileSync } from 'node:fs';
import { bundledBase } from '../cli/coverage/base.ts';
import { coverageOf } from '../cli/coverage/command.ts';
import { coverageMarkdown, sentenceOf } from '../cli/coverage/result.ts';
import { screenOf } from '../cli/screen.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import { knownSicknesses } from '../local/coverage/sicknesses.ts';
import { MEMORY } from '../local/replay/scan.ts';

/** `npm run coverage:write`: docs/coverage.json and docs/coverage.md, for the defaults without and with a source of memory. */
const PLAIN = {
  environment: 'production',
  endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
  logs: { group: 'atlasml' },
};
const CONFIGURATIONS = [
  { by: 'With the defaults', config: PLAIN },
  { by: 'With the defaults and a source of memory', config: { ...PLAIN, memory: { source: 'metric' as const, ...MEMORY } } },
];
const { print } = screenOf(process);
const known = knownSicknesses();
const found = [];
for (const { by, config } of CONFIGURATIONS) {
  const result = await coverageOf(resolveConfig(config), bundledBase(known).base, known);
  print(`${by}: ${sentenceOf(result)}`);
  found.push({ by, result });
}
const at = (name: string) => new URL(`../docs/${name}`, import.meta.url);
writeFileSync(at('coverage.json'), `${JSON.stringify(found, null, 2)}\n`);
writeFileSync(at('coverage.md'), coverageMarkdown(found));
