import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { queryFiles, runQuery } from '../../insights/index.ts';
import { AT } from './support.ts';

let paths: string[] = [];
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'source-'));
  paths = ['orders/a.log', 'orders/b.log', 'users/api.log'].map((name) => join(folder, name));
  for (const path of paths) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `2026-11-25 10:00:00 ${path.slice(-5)}\n`);
  }
});

/** A log group is a folder or a file here. */
describe('SOURCE (CWL_QuerySyntax-Source.html)', () => {
  test.each([
    ['SOURCE logGroups()', 3],
    ["SOURCE logGroups(namePrefix: ['ord'])", 2],
    ['SOURCE logGroups(namePrefix: ["api", "b"])', 2],
    ['SOURCE "users"', 1],
    ['SOURCE "user"', 0],
    ['SOURCE "users" | SOURCE "orders"', 3],
    ['SOURCE logGroups(namePrefix: [])', 3],
  ])('%s reads %d files', async (source, count) => {
    const { rows, warnings } = await queryFiles(
      `${source} | stats count(*) as n`,
      paths.map((path) => ({ path })),
    );
    expect(rows).toEqual([{ n: String(count) }]);
    expect(warnings).toEqual(count === 0 ? ['SOURCE asks for none of the files'] : []);
  });
  test.each([
    ["SOURCE logGroups(accountIdentifiers: ['111122223333'], namePrefix: ['ord'])", 'accountIdentifiers'],
    ["SOURCE logGroups(namePrefix: ['ord'], class: ['INFREQUENT_ACCESS'])", 'class'],
    ['SOURCE logGroups(namePrefix: ["ord"], class: "STANDARD") START=-604800s END=0s', 'class, START, END'],
    ['SOURCE "orders" START=-3600s END=0s', 'START, END'],
  ])('%s reads by name, and says what asks for nothing', async (source, unread) => {
    const { rows, warnings } = await queryFiles(
      `${source} | stats count(*) as n`,
      paths.map((path) => ({ path })),
    );
    expect(rows).toEqual([{ n: '2' }]);
    expect(warnings).toEqual([`${unread} of SOURCE asks for nothing here`]);
  });

  test('in memory a group is what @log names', () => {
    const events = ['a', 'b'].map((name) => ({ timestamp: AT, message: name, log: `123456789012:/aws/${name}` }));
    expect(runQuery("SOURCE logGroups(namePrefix: ['/aws/b']) | fields @message", events).rows).toEqual([{ '@message': 'b' }]);
  });
});
