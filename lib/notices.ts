import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of others whose code is in a bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  /** As its package.json has it, an SPDX expression. */
  licence: string;
  /** What its licence asks to be passed on: the licence's text and the NOTICE, as they stand in the package. */
  texts: string[];
}

const TEXTS = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
/** What a package named in the path of a file is, wherever it is installed. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** The packages whose code esbuild put into a bundle, by name. @param root what the paths of the metafile begin at. */
export function packagesOf({ outputs }: Metafile, root = process.cwd()): BundledPackage[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (PACKAGE.exec(path)?.[0] ?? []) : [])),
  );
  const packages = [...new Set(used)].map((folder) => readPackage(resolve(root, folder)));
  return packages.map((one) => withTexts(one, packages)).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** A few packages leave their licence out; it is that of their sisters by the same authors, under the same scope and licence. */
function withTexts(one: BundledPackage, others: BundledPackage[]): BundledPackage {
  const scope = /^@[^/]+\//.exec(one.name)?.[0];
  if (one.texts.length > 0 || scope === undefined) return one;
  const sister = others.find((other) => other.name.startsWith(scope) && other.licence === one.licence && other.texts.length > 0);
  return { ...one, texts: sister?.texts ?? [] };
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => TEXTS.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, version, licence: String(license), texts };
}

/** The text that goes into a bundle beside its code: every licence once, below the packages that are under it. */
export function noticesText(packages: BundledPackage[]): string {
  const byText = new Map<string, BundledPackage[]>();
  for (const one of packages) {
    const text = one.texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const parts = [...byText].map(([text, under]) => `${under.map((p) => `${idOf(p)} (${p.licence})`).join('\n')}\n\n${text}\n`);
  return `This function contains code of others.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

const idOf = ({ name, version }: BundledPackage): string => `${name} ${version}`;
