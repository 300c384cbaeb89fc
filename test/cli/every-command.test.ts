import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, GROUPS } from '../../cli/commands.ts';
import { COLUMNS } from '../../cli/own-words.ts';
import { understood } from '../../cli/program.ts';

const list = readFileSync('docs/commands.md', 'utf8');
const own = (argv: string[], columns = COLUMNS) => {
  const asked = understood(argv, columns);
  return 'own' in asked ? asked.own : '';
};

/** As a shell splits a line; what behind it goes to or comes from a file is not the command's. */
function words(line: string): string[] {
  const found = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  const redirected = found.findIndex((word) => word === '<' || word === '>' || word === '|');
  return redirected < 0 ? found : found.slice(0, redirected);
}

describe.each(COMMANDS.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  test('says what it does', () => {
    expect(definition.summary).toMatch(/^(?:[a-z]|AtlasML).{10,68}[^.]$/);
    expect(definition.description).toMatch(/^[A-Z].*\.$/);
    if (definition.json !== undefined) expect(definition.json).toMatch(/^[A-Z].*\.$/);
  });

  test.each(definition.examples.map(({ line, about }) => [line, about]))('its example parses: %s', (line, about) => {
    expect(understood(words(line), COLUMNS)).toMatchObject({ definition });
    expect(about).toMatch(/^[^A-Z].*[^.]$/);
  });

  test('has its help, by both ways, which fits on 80 columns but for the examples', async () => {
    const help = own([...name.split(' '), '--help']);
    expect(own(['help', ...name.split(' ')])).toBe(help);
    const long = help.split('\n').filter((line) => line.length > 80 && !line.startsWith('  npx '));
    expect(long).toEqual([]);
    await expect(`${help}\n`).toMatchFileSnapshot(`../golden/help/${name.replace(' ', '-')}.txt`);
  });

  test('stands in docs/commands.md', () => {
    expect(list).toMatch(new RegExp(`^    npx atlasml-monitor ${name}\\b`, 'm'));
  });
});

test('the help of all', async () => {
  expect(own([])).toBe(own(['--help']));
  expect(own(['help'])).toBe(own(['-h']));
  for (const { name, summary } of COMMANDS) expect(own([]).replace(/\n {10,}/g, ' ')).toMatch(new RegExp(`${name} +${summary}`));
  expect(
    own([])
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
  await expect(`${own([])}\n`).toMatchFileSnapshot('../golden/help/all.txt');
});

test('a wide terminal is used, a narrow one is fitted', () => {
  expect(
    Math.max(
      ...own([], 120)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeGreaterThan(80);
  expect(
    Math.max(
      ...own(['cost', '--help'], 60)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(60);
});

test('each group has a help and its commands', () => {
  for (const group of Object.keys(GROUPS)) {
    const help = own([group, '--help']);
    expect(help).toContain(`\n  ${group} `);
    for (const { name, examples } of COMMANDS) if (name.startsWith(`${group} `)) expect(help).toContain(` ${examples[0].line}\n`);
  }
});

test('the version is that of package.json', () => {
  expect(own(['--version'])).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
});

describe('the words of a command load nothing of what it does', () => {
  const loadedBy = (file: string) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )(?:.* from )?'(.*)';$/gm)].map(([, from = '']) =>
      join(dirname(file), from),
    );
  const WORDS = ['cli/command.ts', 'cli/options.ts'];
  test.each(globSync('cli/commands/*.ts'))('%s', (file) => {
    const others = (from: string) => loadedBy(from).filter((loaded) => !WORDS.includes(loaded));
    // A table of words is loaded, too; it loads nothing but these.
    for (const from of others(file)) expect(others(from), from).toEqual([]);
  });
});

describe('what is misspelt gets the nearest there is, and a help', () => {
  test.each([
    [['wach'], "unknown command 'wach'\n(Did you mean watch?)\n\nSee: npx atlasml-monitor --help"],
    [['help', 'demmo'], "unknown command 'demmo'\n(Did you mean demo?)\n\nSee: npx atlasml-monitor --help"],
    [['check', 'helth'], "unknown command 'helth'\n(Did you mean health?)\n\nSee: npx atlasml-monitor check --help"],
    [
      ['cost', '--enviroment', 'x'],
      "unknown option '--enviroment'\n(Did you mean --environment?)\n\nSee: npx atlasml-monitor cost --help",
    ],
    [
      ['cost', 'more'],
      "too many arguments for 'cost'. Expected 0 arguments but got 1: more.\n\nSee: npx atlasml-monitor cost --help",
    ],
    [['digest', 'yearly'], 'digest takes daily, weekly or monthly, not yearly\n\nSee: npx atlasml-monitor digest --help'],
  ])('%j', (argv, text) => expect(understood(argv, COLUMNS)).toEqual({ text, code: 2 }));
});
