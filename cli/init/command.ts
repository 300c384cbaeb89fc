import { existsSync, writeFileSync } from 'node:fs';
import { dirname, extname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, resolveConfig } from '../../functions/shared/config/load.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import type { Screen } from '../screen.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import type { ContainerFacts, ListedContainer } from './container-facts.ts';
import { configOf, type Finding, missing } from './findings.ts';
import { EXAMPLE_URL, findingsOf, type Seen } from './judge.ts';
import { configText } from './write-config.ts';

export interface InitAsked {
  output?: string;
  print?: true;
}

export interface InitPorts {
  screen: Pick<Screen, 'complain'>;
  /** Looks at Docker, the health check and the variables. */
  look(): Promise<Seen>;
}

const DEFAULT_FILE = 'monitor.config.ts';
const LOADER = fileURLToPath(new URL(`../../functions/shared/config/load${extname(import.meta.filename)}`, import.meta.url));

/** `init`: a configuration by what is there. Nothing that exists is overwritten. */
export async function initCommand({ output = DEFAULT_FILE, print }: InitAsked, { screen, look }: InitPorts): Promise<Outcome> {
  if (!print && existsSync(output)) throw alreadyThere(output);
  const seen = await look();
  const findings = checked(findingsOf(seen));
  const text = configText(findings, importPath(output));
  const code = findings.some((one) => 'missing' in one && one.missing.isNeeded) ? 3 : 0;
  const json = { file: print ? undefined : output, configuration: configOf(findings), missing: missingOf(findings), text };
  if (print) {
    // What a screen shows is redacted: who copies that would write to nobody.
    const hidden =
      redact(text) === text ? [] : ['note   addresses are [redacted] on the screen; the file that init writes has them'];
    screen.complain(`${[...summary(findings, seen), ...hidden].join('\n')}\n`);
    return { text: text.trimEnd(), code, json, isData: true };
  }
  write(output, text);
  const named = output === DEFAULT_FILE ? '' : ` --config ${output}`;
  const next = [`Next: read it, and write what is still missing. Then: npx atlasml-monitor doctor${named}`];
  return { text: [`Wrote ${output}.`, '', ...summary(findings, seen), '', ...next].join('\n'), code, json };
}

function write(output: string, text: string): void {
  try {
    // Also where somebody made it meanwhile.
    writeFileSync(output, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? alreadyThere(output) : new UsageError(`${output} cannot be written: ${message}`);
  }
}

function alreadyThere(output: string): UsageError {
  return new UsageError(
    `${output} is there already, and init overwrites nothing. Write another file with --output atlasml.config.ts and name it with --config in all commands; or move the old one away; or look first with --print`,
  );
}

/** Where the file that is written gets `defineConfig` from: by name where this is a package that was installed. */
function importPath(output: string): string {
  if (LOADER.endsWith('.js')) return 'atlasml-monitor/config';
  const path = relative(dirname(resolve(output)), LOADER)
    .split(sep)
    .join('/');
  return path.startsWith('.') ? path : `./${path}`;
}

/** What would not load is left out, and stands there as a comment with what is wrong. */
function checked(findings: Finding[]): Finding[] {
  try {
    const config = configOf(findings);
    resolveConfig({ ...config, endpoints: config.endpoints ?? [{ name: 'health', url: EXAMPLE_URL }] });
    return findings;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faultOf = (key: string) => error.faults.filter((fault) => fault.startsWith(key));
    const kept = findings.map((finding) => {
      const faults = 'found' in finding ? faultOf(finding.found.key) : [];
      if (!('found' in finding) || faults.length === 0) return finding;
      const { key } = finding.found;
      const what = key === 'endpoints' ? 'health URL' : key;
      return missing(
        what,
        [`${key} was found, and cannot be used:`, ...faults, 'Fix it where it comes from, or write it here.'],
        [],
        true,
      );
    });
    // A fault that belongs to no key of ours would come for ever.
    if (kept.every((one, i) => one === findings[i])) throw error;
    return checked(kept);
  }
}

const missingOf = (findings: Finding[]) =>
  findings.flatMap((one) =>
    'missing' in one ? [{ what: one.missing.what, why: one.missing.notes.join(' '), isNeeded: one.missing.isNeeded }] : [],
  );

function containerWords({ name, image, isRunning }: ContainerFacts, others: ListedContainer[]): string {
  const also = others.length > 0 ? `; also ${others.map((one) => one.name).join(', ')}: --docker NAME takes that one` : '';
  return `${name} (${image})${isRunning ? '' : ', which does not run'}${also}`;
}

function summary(findings: Finding[], { health, facts, receivers, chosen }: Seen): string[] {
  const rows: [string, string, string][] = [
    ...(facts ? [['found', 'container', containerWords(facts, chosen?.others ?? [])] as [string, string, string]] : []),
    ...(health.found
      ? [
          [health.found.isWell ? 'found' : 'unwell', 'health', `${health.found.url}: ${health.found.sentence}`] as [
            string,
            string,
            string,
          ],
        ]
      : []),
    ...findings.flatMap((one): [string, string, string][] =>
      'found' in one && one.found.key === 'logs' ? [['found', 'log', JSON.stringify(one.found.value)]] : [],
    ),
    ...receivers.by.map((by): [string, string, string] => ['found', 'receiver', by]),
    // The file has the rest, with what to write.
    ...findings.flatMap((one): [string, string, string][] =>
      'missing' in one ? [[one.missing.isNeeded ? 'to do' : 'open', one.missing.what, one.missing.notes[0] ?? '']] : [],
    ),
  ];
  return rows.map(([state, what, words]) => `${state.padEnd(6)} ${what.padEnd(17)} ${words}`);
}
