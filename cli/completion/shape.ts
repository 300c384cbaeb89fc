import type { CommandDefinition } from '../command.ts';
import { commonOptionsOf } from '../common-options.ts';
import type { OptionDefinition, Text } from '../options.ts';

/** What a shell may propose at a place of the command line. */
export type Takes = 'nothing' | 'text' | 'file' | 'directory' | readonly string[];

export interface CompletedOption {
  /** With its dashes. */
  name: string;
  about: string;
  takes: Takes;
}

export interface CompletedCommand {
  /** Its words with one blank between them; empty for the program itself. */
  name: string;
  about: string;
  options: CompletedOption[];
  /** Words that may follow: commands of a group, or values of a place. */
  takes: Takes;
}

const HELP: CompletedOption = { name: '--help', about: 'print this help', takes: 'nothing' };

/** What can be completed behind each command, and behind the program and the groups. Pure. */
export function completionsOf(
  commands: readonly CommandDefinition[],
  groups: Readonly<Record<string, string>>,
): CompletedCommand[] {
  const names = commands.map(({ name }) => name);
  const firstWords = [...new Set(names.map((name) => name.split(' ')[0] ?? ''))];
  const common = optionsOf(commonOptionsOf({ json: 'yes' }));
  const version = { name: '--version', about: 'print the version', takes: 'nothing' } as const;
  return [
    { name: '', about: '', options: [...common, version, HELP], takes: [...firstWords, 'help'] },
    { name: 'help', about: 'the help of a command', options: [], takes: firstWords },
    ...Object.entries(groups).map(([name, about]) => ({
      name,
      about,
      options: [...common, HELP],
      takes: names.filter((one) => one.startsWith(`${name} `)).map((one) => one.slice(name.length + 1)),
    })),
    ...commands.map((definition) => ({
      name: definition.name,
      about: definition.summary,
      options: [...optionsOf({ ...commonOptionsOf(definition), ...definition.options }), HELP],
      takes: takesOf((definition.positionals ?? []).at(-1)),
    })),
  ];
}

function optionsOf(options: Record<string, OptionDefinition>): CompletedOption[] {
  return Object.entries(options)
    .filter(([, option]) => !option.isHidden)
    .map(([name, option]) => ({
      name: `--${name}`,
      about: option.about,
      takes:
        option.kind === 'flag' ? 'nothing' : takesOf({ name: option.value, ...(option.kind === 'text' && choicesOf(option)) }),
    }));
}

const choicesOf = ({ choices, proposed }: Text) => ({ choices: choices ?? proposed });

function takesOf(place: { name: string; choices?: readonly string[] | undefined } | undefined): Takes {
  if (!place) return 'nothing';
  if (place.choices) return place.choices;
  return ({ FILE: 'file', DIR: 'directory' } as const)[place.name] ?? 'text';
}

/** Options that take a value, each behind the name of its command: `query|--end`. Some names take one here and none there. */
export const withValue = (commands: CompletedCommand[]): string[] =>
  commands.flatMap(({ name, options }) => options.filter(({ takes }) => takes !== 'nothing').map((one) => `${name}|${one.name}`));

/** Commands that a second word must follow. */
export const groupsOf = (commands: CompletedCommand[]): string[] =>
  commands.map(({ name }) => name).filter((name) => name !== '' && commands.some((other) => other.name.startsWith(`${name} `)));
