import { bare, quoted } from './quote.ts';
import type { CompletedCommand, CompletedOption, Takes } from './shape.ts';

/** A script for zsh: a function of the completion system, which can be sourced, too. */
export function zshScript(program: string, commands: CompletedCommand[]): string {
  const complete = `_${bare(program)}`;
  return `#compdef ${program}
# Completion of ${program} for zsh. In ~/.zshrc, behind compinit: source <(${program} completion zsh)
${commands.map((command) => functionOf(complete, command, commands)).join('\n')}
if [[ $funcstack[1] == ${complete} ]]; then ${complete} "$@"; else compdef ${complete} ${program}; fi`;
}

function functionOf(complete: string, command: CompletedCommand, all: CompletedCommand[]): string {
  const { name, options, takes } = command;
  const below = typeof takes === 'string' ? [] : all.filter((other) => isBelow(other.name, name));
  const called = name === '' ? complete : `${complete}_${bare(name)}`;
  const places = below.length > 0 ? [`'1: :->command'`, `'*:: :->rest'`] : takes === 'nothing' ? [] : [`'*: :${action(takes)}'`];
  const arguments_ = [...options.map(optionText), ...places].map((text) => `    ${text}`).join(' \\\n');
  if (below.length === 0) return `${called}() {\n  _arguments \\\n${arguments_}\n}`;
  const last = (one: string) => one.split(' ').at(-1) ?? '';
  return `${called}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
${arguments_}
  case $state in
    command)
      local -a commands=(
${below.map((one) => `        ${quoted(`${last(one.name)}:${one.about}`)}`).join('\n')}
      )
      _describe command commands ;;
    rest)
      case $words[1] in
${below.map((one) => `        ${last(one.name)}) ${complete}_${bare(one.name)} ;;`).join('\n')}
      esac ;;
  esac
}`;
}

/** One word more than the other, which is empty for the program itself. */
function isBelow(name: string, above: string): boolean {
  if (name === '' || !name.startsWith(above)) return false;
  const rest = name.slice(above.length).trim();
  return rest !== '' && !rest.includes(' ') && (above === '' || name.startsWith(`${above} `));
}

function optionText({ name, about, takes }: CompletedOption): string {
  const words = about.replaceAll(/[[\]:\\]/g, '\\$&');
  return takes === 'nothing' ? quoted(`${name}[${words}]`) : quoted(`${name}=[${words}]: :${action(takes)}`);
}

function action(takes: Takes): string {
  if (takes === 'file') return '_files';
  if (takes === 'directory') return '_files -/';
  return typeof takes === 'string' ? ' ' : `(${takes.join(' ')})`;
}
