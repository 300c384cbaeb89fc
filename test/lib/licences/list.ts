import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { buildBundle, FUNCTION_NAMES, type FunctionName, NOTICES } from '../../../lib/bundle.ts';
import type { BundledPackage } from '../../../lib/notices.ts';
import { FULL } from '../support.ts';

export const LICENCES = 'docs/licences.md';

/** What is in the bundle of a function of the configuration that asks for everything, and the licences beside it. */
export interface Bundled {
  name: FunctionName;
  packages: BundledPackage[];
  notices: string;
}

export function bundles(): Bundled[] {
  const config = resolveConfig({ ...FULL, ses: { from: 'monitor@example.org' } });
  return FUNCTION_NAMES.map((name) => {
    const folder = mkdtempSync(join(tmpdir(), 'licences-'));
    const packages = buildBundle(name, config, folder);
    return { name, packages, notices: readFileSync(join(folder, NOTICES), 'utf8') };
  });
}

/** docs/licences.md: each package once, with the functions that it is in. */
export function licencesText(all: Bundled[]): string {
  const rows = new Map<string, string[]>();
  for (const { name, packages } of all) {
    for (const p of packages) {
      const row = `\`${p.name}\` | ${p.version} | ${p.licence}`;
      rows.set(row, [...(rows.get(row) ?? []), name]);
    }
  }
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([row, names]) => {
      return `| ${row} | ${names.length === all.length ? 'all' : names.join(', ')} |`;
    });
  return `# Licences

What of others is in the bundles of the functions, with everything configured. \`npm run licences\` writes this list from what esbuild put
there; a test holds it, and which licences may be in it. Each bundle carries their texts in \`THIRD-PARTY-NOTICES.txt\`.
The whole of what is installed, the tools included, as an SBOM: \`npm run sbom\`.

| package | version | licence | functions |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}
