import { bare, quoted } from './quote.ts';
import { type CompletedCommand, groupsOf, type Takes, withValue } from './shape.ts';

/** A script for bash 3.2 and newer, as macOS has it: mapfile is not there, and compopt not needed. */
export function bashScript(program: string, commands: CompletedCommand[]): string {
  const complete = `_${bare(program)}_complete`;
  return `# Completion of ${program} for bash. In ~/.bashrc: source <(${program} completion bash)
${complete}() {
  local IFS=$'\\n' cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' word i
  # Bash makes --name=value three words.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$command|$word" in
      ${withValue(commands).map(quoted).join('|')}) [[ \${COMP_WORDS[i+1]} == '=' ]] && ((i++)); ((i++)) ;;
      *'|-'*|*'|=') ;;
      *) case $command in
        '') command=$word ;;
        ${groupsOf(commands).join('|')}) command="$command $word" ;;
      esac ;;
    esac
  done
  COMPREPLY=()
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
complete -F ${complete} ${program}`;
}

function commandCase({ name, options, takes }: CompletedCommand): string {
  const values = options.filter((option) => option.takes !== 'nothing');
  return `    ${quoted(name)})
      case $prev in
${values.map((option) => `        ${option.name}) ${proposals(option.takes)}; return ;;`).join('\n')}
      esac
      if [[ $cur == -* ]]; then ${words(options.map((option) => option.name))}; else ${proposals(takes)}; fi ;;`;
}

function proposals(takes: Takes): string {
  if (takes === 'file' || takes === 'directory') {
    // Without compopt, blanks in names are not escaped.
    return `compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -${takes === 'file' ? 'f' : 'd'} -- "$cur"))`;
  }
  return typeof takes === 'string' ? ':' : words(takes);
}

const words = (list: readonly string[]) => `COMPREPLY=($(compgen -W $'${list.join('\\n')}' -- "$cur"))`;
