import type { Readable } from 'node:stream';
import type { Configuration } from './configuration.ts';
import type { OptionDefinition, Values } from './options.ts';
import type { Screen } from './screen.ts';
import type { Outcome } from './usage-error.ts';

/** What a command is run with beside its own options. */
export interface Context {
  screen: Screen;
  /** The variables of the process. */
  environment: NodeJS.ProcessEnv;
  stdin: Readable & { isTTY?: boolean };
  /** By `--config` and the other common options; the file is loaded when it is first asked for. */
  configuration: Configuration;
  /** Whether `--json` was given: for commands whose text is made as they run. */
  isJson: boolean;
  /** All of them, for what is about the command line itself. */
  commands: readonly CommandDefinition[];
  groups: Readonly<Record<string, string>>;
}

/** What the command line gave a command. */
export interface Asked<O extends Record<string, OptionDefinition>> {
  options: Values<O>;
  positionals: string[];
}

/** An argument without a name. Its own name decides what a shell completes: FILE files, DIR folders. */
export interface Argument {
  /** As the help shows it: `FILE`. */
  name: string;
  about: string;
  isRequired?: true;
  /** Takes all that follow, too. */
  isRepeated?: true;
  choices?: readonly string[];
}

export interface Example {
  /** What stands behind `npx atlasml-monitor`, as a shell reads it. */
  line: string;
  about: string;
}

/**
 * One command: its words, which are cheap to load, and what it does, which is imported when it runs. A file in
 * `cli/commands/` exports it, and `cli/commands.ts` lists it.
 */
export interface CommandDefinition<O extends Record<string, OptionDefinition> = Record<string, OptionDefinition>> {
  /** One word, or two: `check logs`. */
  name: string;
  /** One line of the list of all commands. */
  summary: string;
  /** What it does, in whole sentences. */
  description: string;
  positionals?: readonly Argument[];
  options: O;
  /** What `--json` prints, in a sentence or two; a command without it has no `--json`. */
  json?: string;
  /** Goes on with the services of a file that are right, and says itself what is wrong with the others. */
  takesWhatIsRight?: true;
  /** Reads no configuration, so it takes none of the common options but `--json`. */
  isWithoutConfiguration?: true;
  examples: readonly [Example, ...Example[]];
  /** @throws UsageError, ConfigError for what is wrong with the command line and the configuration. */
  run(asked: Asked<O>, context: Context): Promise<Outcome>;
}

/** Checks a definition, and hides the types of its options from the list. */
export function command<const O extends Record<string, OptionDefinition>>(definition: CommandDefinition<O>): CommandDefinition {
  return definition as unknown as CommandDefinition;
}
