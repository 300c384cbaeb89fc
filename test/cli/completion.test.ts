import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { main } from '../../cli/main.ts';

const script = async (shell: string) => {
  const { text, code, isData } = await main(['completion', shell]);
  expect({ code, isData }).toEqual({ code: 0, isData: true });
  return text;
};

/** A folder with something to complete, and the script. */
function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  mkdirSync(join(folder, 'logs'));
  for (const name of ['atlasml.log', 'my file.log', "it's.log"]) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'script'), text);
  return folder;
}

/** The words of a command line, the last of which is completed, with what bash itself proposes. */
const LINES: [string[], string[]][] = [
  [['comp'], ['completion']],
  [
    ['check', ''],
    ['health', 'logs'],
  ],
  [['check', 'logs', '--t'], ['--timezone']],
  [['check', 'logs', '--service', 'x', 'a'], ['atlasml.log']],
  [['check', 'logs', 'my'], ['my file.log']],
  [['check', 'logs', 'it'], ["it's.log"]],
  [['--config', 'x.ts', 'cos'], ['cost']],
  [['--config=x.ts', 'cos'], ['cost']],
  [['cost', '--config', 'at'], ['atlasml.log']],
  [['cost', '--config', '=', 'at'], ['atlasml.log']],
  [
    ['query', '--format', ''],
    ['table', 'json', 'jsonl', 'csv'],
  ],
  [
    ['query', '--format', '='],
    ['table', 'json', 'jsonl', 'csv'],
  ],
  [
    ['query', '--format', '=', 'js'],
    ['json', 'jsonl'],
  ],
  [['logs', '--level', 'E'], ['ERROR']],
  [['watch', '--data', ''], ['logs']],
  [['silence', '--for', ''], []],
  [['digest', 'w'], ['weekly']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['help', 'dem'], ['demo']],
  [['query', '--end', 'now', '--fo'], ['--format']],
  [['silence', '--end', '--b'], ['--by']],
  [['nonsense', ''], []],
];

describe('bash', () => {
  test('its script parses, and completes commands, options, values, files and folders', async () => {
    const folder = folderWith(await script('bash'));
    const asked = LINES.map(([words]) => `ask ${words.map((word) => `'${word}'`).join(' ')}`);
    const program = `source ./script
      complete -p atlasml-monitor
      ask() { COMP_WORDS=(atlasml-monitor "$@"); COMP_CWORD=$#; _atlasml_monitor_complete; echo "[$(IFS='|'; echo "\${COMPREPLY[*]}")]"; }
      ${asked.join('\n')}`;
    const said = execFileSync('bash', ['--norc', '-u', '-c', program], { cwd: folder, encoding: 'utf8' }).trimEnd().split('\n');
    expect(said).toEqual([
      'complete -F _atlasml_monitor_complete atlasml-monitor',
      ...LINES.map(([, proposed]) => `[${proposed.join('|')}]`),
    ]);
  });
});

describe.each(['bash', 'zsh', 'fish'])('%s', (shell) => {
  test('knows every command and every option that is shown', async () => {
    const text = await script(shell);
    for (const { name, options } of COMMANDS) {
      expect(text).toContain(shell === 'zsh' ? `_atlasml_monitor_${name.replaceAll(/\W/g, '_')}()` : name);
      for (const [option, { isHidden }] of Object.entries(options))
        if (!isHidden) expect(text).toContain(shell === 'fish' ? `-l ${option} ` : `--${option}`);
    }
    expect(text).not.toMatch(/undefined|\[object/);
  });
});
