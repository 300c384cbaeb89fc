import type { CommandDefinition } from '../command.ts';
import { RUN_AS } from '../help-words.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { completionsOf } from './shape.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** What completes this program's commands, options and files in a shell. */
export function completionScript(
  shell: keyof typeof SCRIPTS,
  commands: readonly CommandDefinition[],
  groups: Readonly<Record<string, string>>,
): string {
  return SCRIPTS[shell](RUN_AS, completionsOf(commands, groups));
}
