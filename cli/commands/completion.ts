import { command } from '../command.ts';

export const completion = command({
  name: 'completion',
  summary: 'a script that completes commands in bash, zsh or fish',
  description:
    'Prints a script for your shell, which then completes commands, options and files after the word atlasml-monitor. If your shell does not know that command yet: run npm link, or write a function that runs npx atlasml-monitor.',
  positionals: [{ name: 'SHELL', about: 'which shell', isRequired: true, choices: ['bash', 'zsh', 'fish'] }],
  options: {},
  isWithoutConfiguration: true,
  examples: [
    { line: 'completion bash > ~/.local/share/bash-completion/completions/atlasml-monitor', about: 'bash, with bash-completion' },
    { line: 'completion zsh > ~/.zsh/completions/_atlasml-monitor', about: 'zsh, if fpath has that folder' },
    { line: 'completion fish > ~/.config/fish/completions/atlasml-monitor.fish', about: 'fish' },
  ],
  async run({ positionals }, { commands, groups }) {
    const { completionScript } = await import('../completion/script.ts');
    return { text: completionScript(positionals[0] as 'bash' | 'zsh' | 'fish', commands, groups), code: 0, isData: true };
  },
});
