import { mkdtempSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ExportScreen, exportHere } from '../../cli/incident/export.ts';
import { main } from '../../cli/main.ts';
import { openCommand } from '../../cli/open.ts';
import { screenOf } from '../../cli/screen.ts';
import type { Outcome } from '../../cli/usage-error.ts';
import { readCapsule } from '../../local/capsule/read-capsule.ts';
import { watchedCapsule } from '../local/capsule/watched.ts';
import { recordedPath } from '../support/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'capsule-'));
const file = join(folder, 'capsule.db');
const piped: Uint8Array[] = [];
const complaints: string[] = [];
const pipe: ExportScreen = {
  isTerminal: false,
  bytes: (data) => void piped.push(data),
  complain: (text) => void complaints.push(text),
};
const replay = (...more: string[]) => main(['replay', ...more], { environment: { XDG_CACHE_HOME: join(folder, 'cache') } });
let written: Outcome;

beforeAll(async () => {
  await watchedCapsule('docker/logs/d_weaviate_down', async (data, config, nowMs) => {
    const asked = { id: 'watched', output: file };
    written = await exportHere(data, asked, config, pipe, nowMs);
    await exportHere(data, { ...asked, output: undefined }, config, pipe, nowMs);
    await expect(exportHere(data, { ...asked, id: 'zz', output: undefined }, config, pipe, nowMs)).rejects.toThrow(
      'there is no incident zz; see incident list',
    );
  });
});

describe('incident export', () => {
  test('writes a file for its owner alone, and says what is in it and what is not', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(written.code).toBe(0);
    await expect(`${written.text.replaceAll(file, 'capsule.db')}\n`).toMatchFileSnapshot('../golden/incident-export.txt');
  });

  test('to a pipe it gives the same, with the words beside it', () => {
    expect(piped.map((bytes) => Buffer.from(bytes).equals(readFileSync(file)))).toEqual([true]);
    expect(complaints[0]).toContain('See it: npx atlasml-monitor open capsule.db');
    expect(readCapsule(file).about.incident).toBe('watched-1');
  });

  test('a file that the standard output was sent to is for its owner alone', () => {
    const path = join(folder, 'sent.db');
    writeFileSync(path, '', { mode: 0o644 });
    const sent: unknown[] = [];
    const fd = openSync(path, 'w');
    const out = { fd, write: (data: string | Uint8Array) => sent.push(data) };
    screenOf({ stdout: out, stderr: out }).bytes(new Uint8Array(2));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(sent).toEqual([new Uint8Array(2)]);
  });

  test.each([
    [[], true, 'a capsule cannot be shown on a terminal: write > capsule.db after the command, or --output capsule.db'],
    [['--output', file], false, 'is there already; name another file'],
  ])('%j is refused before anybody is asked', async (argv, isTTY, sentence) => {
    const out = { isTTY, write: () => {} };
    const outcome = await main(['incident', 'export', ...argv], { screen: screenOf({ stdout: out, stderr: out }) });
    expect([outcome.code, outcome.text]).toEqual([2, expect.stringContaining(sentence)]);
  });
});

describe('replay of a capsule', () => {
  test('needs neither a configuration nor anything beside it', async () => {
    const { text, code } = await replay(file);
    expect(code).toBe(0);
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/replay-capsule.txt');
  });

  test('by other rules says what would be told otherwise', async () => {
    const { difference } = JSON.parse((await replay(file, '--set', 'thresholds.serverErrorPercent=100', '--json')).text);
    expect(difference.isChanged).toBe(true);
  });

  test.each([
    [[recordedPath('logs/healthy')], 'is a capsule, and a capsule is replayed alone: leave out the other files'],
    [['--series', recordedPath('logs/healthy')], '--series is for log files'],
  ])('with %j beside it is refused', async (more, sentence) => {
    const { text, code } = await replay(file, ...more);
    expect([code, text]).toEqual([2, expect.stringContaining(sentence)]);
  });

  test('needs no other configuration, nor does why', async () => {
    const loadConfig = () => Promise.reject(new Error('there is no monitor.config.ts'));
    const surroundings = { environment: { XDG_CACHE_HOME: join(folder, 'cache') }, loadConfig };
    const codes = [await main(['replay', file], surroundings), await main(['why', '17:46', file], surroundings)];
    expect(codes.map(({ code }) => code)).toEqual([0, 0]);
  });

  test('a damaged one is told so', async () => {
    const damaged = join(folder, 'damaged.db');
    writeFileSync(damaged, readFileSync(file).subarray(0, 30_000));
    const { text, code } = await replay(damaged);
    expect([code, text]).toEqual([2, expect.stringContaining('damaged.db is damaged')]);
    expect((await main(['open', damaged])).text).toContain('damaged.db is damaged');
  });

  test('one that is none, and one whose configuration is damaged, are named', async () => {
    const [other, odd] = [join(folder, 'other.db'), join(folder, 'odd.db')];
    for (const [path, statement] of [
      [other, 'pragma application_id = 7'],
      [odd, "update facts set json = '{}' where name = 'config'"],
    ] as const) {
      writeFileSync(path, readFileSync(file));
      const db = new DatabaseSync(path);
      db.exec(statement);
      db.close();
    }
    const [none, wrong] = [await replay(other), await replay(odd)];
    expect([none.code, none.text]).toEqual([
      2,
      expect.stringContaining(`${other} is no capsule: it is a database of SQLite, of`),
    ]);
    expect([wrong.code, wrong.text]).toEqual([
      2,
      expect.stringContaining(`The configuration in ${odd} is not valid:\n  endpoints`),
    ]);
  });
});

describe('open', () => {
  test('serves it until it is ended, and leaves the file as it was', async () => {
    const before = readFileSync(file);
    const said: string[] = [];
    const ended = new AbortController();
    const answers: Promise<Response>[] = [];
    const print = (line: string) => {
      said.push(line);
      const url = /http:\S+/.exec(line)?.[0];
      if (url) answers.push(fetch(url));
      else if (line.startsWith('Ctrl-C')) void Promise.all(answers).then(() => ended.abort());
    };
    const outcome = await openCommand(file, { listen: '127.0.0.1:0' }, { print }, {}, ended.signal);
    expect(outcome.code).toBe(0);
    expect(await (await answers[0])?.text()).toContain('This is how it was then, not how it is now.');
    expect(said.join('\n')).toContain('note: Of the log only what the monitor kept is here');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.each([
    ['nowhere.db', 'nowhere.db cannot be read: it is not there'],
    [recordedPath('logs/healthy'), 'is no capsule: it does not begin as a file of SQLite does'],
  ])('%s is told to be none', async (path, sentence) => {
    const { text, code } = await main(['open', path]);
    expect([code, text]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
