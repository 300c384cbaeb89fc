import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import type { CommandDefinition } from './command.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { COMMON_OPTIONS, commonOptionsOf } from './common-options.ts';
import type { Common } from './configuration.ts';
import { groupHelpAfter, helpAfter, OVERVIEW_AFTER, PROGRAM_ABOUT, RUN_AS } from './help-words.ts';
import { numberFault, type OptionDefinition } from './options.ts';
import type { Outcome } from './usage-error.ts';
import { version } from './version.ts';

/** A command line that was understood. */
export interface Understood {
  definition: CommandDefinition;
  options: Record<string, unknown>;
  positionals: string[];
  common: Common;
  isJson: boolean;
}

/** A help or the version, in words of ours alone. */
export interface OwnWords {
  own: string;
}

/**
 * Reads a command line by the list of commands.
 * @param columns of the terminal; texts of help wrap at them.
 * @returns what to run; or what to print.
 */
export function understood(argv: string[], columns: number): Understood | OwnWords | Outcome {
  let said = '';
  const found: Understood[] = [];
  const program = programFor(columns, { say: (text) => (said += text), take: (one) => found.push(one) });
  try {
    program.parse(withHelpBehind(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || argv.length === 0) return { own: said.trimEnd() };
    if (error.code === 'commander.help') return { text: said.trimEnd(), code: 2 };
    return { text: `${faultOf(error)}\n\nSee: npx ${RUN_AS}${nameIn(argv)} --help`, code: 2 };
  }
  const [one] = found;
  if (!one) throw new Error('the command line named no command, and nothing was said');
  return one;
}

/** Where a value is refused, our words for it alone; else commander's. */
function faultOf({ message }: CommanderError): string {
  return message
    .replace(/^error: /, '')
    .replace(/^(?:option|command-argument value) .*? is invalid(?: for argument '.*?')?\. /s, '');
}

/** The command that is named, with a blank before it; nothing where none is. */
function nameIn(argv: string[]): string {
  const words = argv.filter((word) => !word.startsWith('-'));
  const names = words.flatMap((word, i) => [`${word} ${words[i + 1]}`, word]).filter((name) => isKnown(name));
  return names[0] ? ` ${names[0]}` : '';
}

/** `help check logs` is `check logs --help`; commander knows one word behind `help`. */
function withHelpBehind(argv: string[]): string[] {
  if (argv[0] !== 'help') return argv;
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  // A name that nobody knows is said to be unknown, which --help would hide.
  return isKnown(words.join(' ')) ? [...words, '--help'] : words;
}

const isKnown = (name: string) => name === '' || name in GROUPS || COMMANDS.some((one) => one.name === name);

interface Ears {
  say(text: string): void;
  take(one: Understood): void;
}

function programFor(columns: number, ears: Ears): Command {
  const program = new Command(RUN_AS).description(PROGRAM_ABOUT).version(version(), '--version', 'print the version');
  // Behind the name of a command an option is the command's own.
  prepare(program, columns, ears).enablePositionalOptions().helpCommand('help [command]', 'the help of a command');
  addCommonOptions(program);
  program.addHelpText('after', OVERVIEW_AFTER);
  for (const definition of COMMANDS) {
    const [first = '', second] = definition.name.split(' ');
    const parent = second === undefined ? program : groupOf(program, first, columns, ears);
    parent.addCommand(commandOf(definition, second ?? first, columns, ears));
  }
  return program;
}

const standard = new Help();

/** The list shows each command under its whole name, in place of groups, and stands before the options. */
const HELP_FORM: Partial<Help> = {
  minWidthToWrap: 20,
  visibleCommands: (one) =>
    standard.visibleCommands(one).flatMap((child) => (child.commands.length > 0 ? standard.visibleCommands(child) : [child])),
  subcommandTerm: wholeName,
  formatHelp(one, helper) {
    const sections = standard.formatHelp(one, helper).trimEnd().split('\n\n');
    const isOptions = (section: string) => section.startsWith('Options:\n');
    const ordered =
      one.commands.length > 0 ? [...sections.filter((s) => !isOptions(s)), ...sections.filter(isOptions)] : sections;
    return `${ordered.join('\n\n')}\n`;
  },
};

/** `check logs`, for the command logs of the group check. */
function wholeName(one: Command): string {
  const words: string[] = [];
  for (let at: Command | null = one; at?.parent; at = at.parent) words.unshift(at.name());
  return words.join(' ') || one.name();
}

function prepare(command: Command, columns: number, { say }: Pick<Ears, 'say'>): Command {
  return command
    .exitOverride()
    .configureHelp(HELP_FORM)
    .helpOption('-h, --help', 'print this help')
    .configureOutput({ writeOut: say, writeErr: say, getOutHelpWidth: () => columns, getErrHelpWidth: () => columns });
}

/** The first word of commands of two words. */
function groupOf(program: Command, name: string, columns: number, ears: Ears): Command {
  const there = program.commands.find((one) => one.name() === name);
  if (there) return there;
  const summary = GROUPS[name];
  if (summary === undefined) throw new Error(`cli/commands.ts says nothing of the group ${name}`);
  const group = prepare(new Command(name).description(summary), columns, ears);
  addCommonOptions(group);
  group.enablePositionalOptions().helpCommand(false);
  const ofGroup = COMMANDS.filter((one) => one.name.startsWith(`${name} `));
  group.addHelpText('after', groupHelpAfter(ofGroup, columns));
  program.addCommand(group);
  return group;
}

function commandOf(definition: CommandDefinition, name: string, columns: number, ears: Ears): Command {
  const { summary, description, positionals = [], options, json } = definition;
  const command = prepare(new Command(name).summary(summary).description(description), columns, ears);
  for (const { name: called, about, isRequired, isRepeated, choices } of positionals) {
    const shown = `${called}${isRepeated ? '...' : ''}`;
    const argument = command.createArgument(isRequired ? `<${shown}>` : `[${shown}]`, about);
    if (choices) argument.argParser((given: string) => chosen(definition.name, given, choices));
    command.addArgument(argument);
  }
  const own = Object.entries(options).map(([key, option]) => [key, optionOf(key, option)] as const);
  for (const [, option] of own) command.addOption(option);
  command.optionsGroup('Common options:');
  for (const [key, option] of Object.entries(commonOptionsOf(definition)))
    if (!(key in options)) command.addOption(optionOf(key, option));
  command.helpOption('-h, --help', 'print this help');
  command.addHelpText('after', helpAfter(definition, columns));
  return command.action(() => {
    const given = commonValues(command, options);
    const values = own.map(([key, option]) => [key, command.getOptionValue(option.attributeName())]);
    ears.take({
      definition,
      options: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
      positionals: command.args,
      common: given,
      isJson: json !== undefined && given.json === true,
    });
  });
}

function addCommonOptions(command: Command): void {
  for (const [key, option] of Object.entries(commonOptionsOf({ json: 'yes' }))) command.addOption(optionOf(key, option));
}

/** What was given behind the command holds over what stands before it. @param own of the command, where one has a name of its own. */
function commonValues(command: Command, own: object): Common & { json?: true } {
  const chain: Command[] = [];
  for (let one: Command | null = command; one; one = one.parent) chain.unshift(one);
  const names = [...Object.keys(COMMON_OPTIONS), 'json'];
  const given = chain.flatMap((one) =>
    names.filter((name) => one !== command || !(name in own)).map((name) => [name, one.opts()[name]] as const),
  );
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function optionOf(key: string, definition: OptionDefinition): Option {
  const value = definition.kind === 'flag' ? '' : ` <${definition.value}>`;
  const option = new Option(`--${key}${value}`, definition.about).hideHelp(definition.isHidden ?? false);
  if (definition.kind === 'text') {
    const { choices } = definition;
    if (choices) option.argParser((given: string) => chosen(`--${key}`, given, choices));
  }
  if (definition.kind === 'texts') option.argParser((given: string, before: string[] | undefined) => [...(before ?? []), given]);
  if (definition.kind === 'number') {
    option.argParser((given: string) => {
      const fault = numberFault(given, definition);
      if (fault !== undefined) throw new InvalidArgumentError(`--${key} ${fault}`);
      return Number(given);
    });
  }
  return option;
}

function chosen(what: string, given: string, choices: readonly string[]): string {
  if (choices.includes(given)) return given;
  throw new InvalidArgumentError(`${what} takes ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}, not ${given}`);
}
