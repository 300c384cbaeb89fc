import { bare } from './quote.ts';
import { type CompletedCommand, type CompletedOption, groupsOf, type Takes, withValue } from './shape.ts';

/** A script for fish. */
export function fishScript(program: string, commands: CompletedCommand[]): string {
  const named = `__${bare(program)}_command`;
  const lines = commands.flatMap((command) => {
    const here = `complete -c ${program} -n ${inQuotes(`test "$(${named})" = "${command.name}"`)}`;
    return [...command.options.map((option) => `${here} ${optionText(option)}`), ...placeLines(here, command, commands)];
  });
  return `# Completion of ${program} for fish. In ~/.config/fish/config.fish: ${program} completion fish | source
function ${named}
  set -l words
  set -l isValue 0
  for word in (commandline -opc)[2..-1]
    if test $isValue = 1
      set isValue 0
      continue
    end
    switch "$words|$word"
      case ${withValue(commands).map(inQuotes).join(' ')}
        set isValue 1
      case '*|-*'
      case '*'
        if test (count $words) -eq 0; or contains -- "$words" ${groupsOf(commands).join(' ')}
          set -a words $word
        end
    end
  end
  echo "$words"
end
complete -c ${program} -f
${lines.join('\n')}`;
}

function placeLines(here: string, { name, takes }: CompletedCommand, all: CompletedCommand[]): string[] {
  if (takes === 'file') return [`${here} -F`];
  if (takes === 'directory') return [`${here} -a '(__fish_complete_directories)'`];
  if (typeof takes === 'string') return [];
  return takes.map((word) => {
    const about = all.find((one) => one.name === `${name} ${word}`.trim())?.about;
    return `${here} -a ${word}${about ? ` -d ${inQuotes(about)}` : ''}`;
  });
}

function optionText({ name, about, takes }: CompletedOption): string {
  return `-l ${name.slice(2)}${valueText(takes)} -d ${inQuotes(about)}`;
}

function valueText(takes: Takes): string {
  if (takes === 'nothing') return '';
  if (takes === 'file') return ' -r -F';
  if (takes === 'directory') return " -x -a '(__fish_complete_directories)'";
  return takes === 'text' ? ' -x' : ` -x -a ${inQuotes(takes.join(' '))}`;
}

const inQuotes = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
