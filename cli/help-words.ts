import type { CommandDefinition, Example } from './command.ts';

/** How people call the program. */
export const RUN_AS = 'atlasml-monitor';

export const PROGRAM_ABOUT = 'Watches AtlasML and says in plain words what is wrong.';

export const EXIT_CODES = `Exit codes:
  0  well
  1  not well
  2  the command line or the configuration is wrong
  3  unknown: no answer could be had`;

export const OVERVIEW_AFTER = `
Examples:
  npx ${RUN_AS} demo
  npx ${RUN_AS} check logs atlasml.log
  npx ${RUN_AS} check logs --help

${EXIT_CODES}`;

/** What stands under the options of a command. @param columns where lines wrap. */
export function helpAfter({ json, examples }: CommandDefinition, columns: number): string {
  return [
    ...(json === undefined ? [] : ['', 'With --json:', ...wrapped(json, columns)]),
    ...examplesAndCodes(examples, columns),
  ].join('\n');
}

/** What stands under a group: of each of its commands the first example. */
export function groupHelpAfter(commands: readonly CommandDefinition[], columns: number): string {
  return examplesAndCodes(
    commands.map(({ examples: [first] }) => first),
    columns,
  ).join('\n');
}

function examplesAndCodes(examples: readonly Example[], columns: number): string[] {
  const shown = examples.flatMap(({ line, about }) => [...wrapped(`# ${about}`, columns), `  npx ${RUN_AS} ${line}`]);
  return ['', 'Examples:', ...shown, '', EXIT_CODES];
}

/** Lines of whole words, two blanks to the right. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
