import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openForReading, openStore } from '../../../local/store/open-store.ts';
import { StoreHeldError, writerOf } from '../../../local/store/writer-lock.ts';
import { killed, sound } from './kills.ts';
import { newFolder, storeIn, T0, up, upIn } from './support.ts';

/** Runs a program of this folder in a process of its own. */
function run(program: string, ...options: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  return {
    child,
    ended: new Promise<string>((resolve) => child.once('close', () => resolve(text))),
    first: new Promise((resolve) => child.stdout.once('data', resolve)),
  };
}

const open = (directory: string) => openStore({ directory, environment: 'test' });

describe('one writer for a folder', () => {
  test('a second process is told who writes, since when and what to do; once that one is killed it may write', async () => {
    const folder = newFolder();
    const { child, first, ended } = run('kill-writer.ts', folder);
    await first;
    const second = () => open(folder);
    expect(second).toThrow(StoreHeldError);
    expect(second).toThrow(
      new RegExp(`^Another monitor already writes to ${folder}: process ${child.pid} on .+, since .*UTC\\. Stop that one, or`),
    );
    expect(writerOf(folder)).toMatchObject({ pid: child.pid });
    // Others may read meanwhile.
    const reader = openForReading(folder, 'test');
    expect((await reader.state.load()).damaged).toEqual([]);
    reader.close();
    child.kill('SIGKILL');
    await ended;
    expect(writerOf(folder)).toBeUndefined();
    open(folder).close();
  });

  test('the same process may not open it twice either, and may when it was closed', () => {
    const folder = newFolder();
    const first = open(folder);
    expect(() => open(folder)).toThrow(StoreHeldError);
    first.close();
    first.close();
    open(folder).close();
  });

  test('a lock that is no database is set aside', () => {
    const folder = newFolder();
    open(folder).close();
    writeFileSync(join(folder, 'writer.lock'), 'x'.repeat(5_000));
    open(folder).close();
    expect(readdirSync(folder).some((f) => f.startsWith('writer.lock.set-aside-'))).toBe(true);
  });

  test('a reader sees what is written after it opened, and cannot write', async () => {
    const folder = newFolder();
    const { store } = storeIn(folder);
    const reader = openForReading(folder, 'test', () => T0);
    await store.put(up(1), T0);
    expect(await reader.read(upIn('Sum', 60, T0, T0 + 60_000))).toEqual([{ atMs: T0, value: 1 }]);
    await expect(reader.firstSeen(['a'], 1)).rejects.toThrow(/readonly/);
    reader.close();
  });

  test('where nothing was written nothing can be read, and that is said', () => {
    expect(() => openForReading(newFolder(), 'test')).toThrow(/no monitor has written to this folder yet/);
  });
});

describe('rights', () => {
  const rights = (path: string) => (statSync(path).mode & 0o777).toString(8);

  test('the folder is for its owner alone, and so is each file', async () => {
    const folder = newFolder();
    const { store } = storeIn(folder);
    await store.put(up(1), T0);
    store.logs.add([{ timestamp: T0, message: 'x' }]);
    expect(rights(folder)).toBe('700');
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(['state.sqlite', 'metrics.sqlite-wal', 'logs.sqlite-shm', 'writer.lock']));
    expect(files.map((f) => [f, rights(join(folder, f))])).toEqual(files.map((f) => [f, '600']));
  });

  test('a folder of ours that others could see is closed to them; one with the things of others is left as it is', () => {
    const [ours, shared] = [newFolder(), newFolder()];
    for (const folder of [ours, shared]) {
      mkdirSync(folder);
      chmodSync(folder, 0o755);
    }
    writeFileSync(join(shared, 'thesis.pdf'), '');
    for (const folder of [ours, shared]) storeIn(folder);
    expect([rights(ours), rights(shared)]).toEqual(['700', '755']);
  });
});

describe('a folder that cannot be written', () => {
  test.each([['/proc/atlasml-monitor'], [join(import.meta.filename, 'data')]])(
    '%s is said, and all goes on in memory',
    async (folder) => {
      const { store, said } = storeIn(folder);
      expect(said).toEqual([
        expect.stringMatching(/cannot be written \(.*\)\. All is kept in memory and lost when the monitor ends\./),
      ]);
      await store.put(up(1), T0);
      expect(await store.read(upIn('Sum', 60, T0, T0 + 60_000))).toEqual([{ atMs: T0, value: 1 }]);
      expect(store.notices.list(0)).toHaveLength(1);
    },
  );

  test('one that may be read: what was told and what the alarms were is known, so that nobody is told twice', async () => {
    const folder = newFolder();
    const { store } = storeIn(folder);
    await store.state.save((await store.state.load()).state);
    store.alarms.save([{ name: 'a', value: 'ALARM', reason: 'r', sinceMs: T0 }], []);
    store.close();
    for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o444);
    chmodSync(folder, 0o555);
    for (let above = dirname(folder); above !== dirname(tmpdir()); above = dirname(above)) chmodSync(above, 0o755);
    const closed = newFolder();
    mkdirSync(closed, { mode: 0 });
    const { ended } = run('read-only.ts', folder, closed);
    const seen = JSON.parse(await ended);
    for (const one of [folder, closed]) chmodSync(one, 0o700);
    expect(seen).toMatchObject({ version: 1, alarms: [{ name: 'a', value: 'ALARM', sinceMs: T0 }], read: [{ value: 1 }] });
    expect(seen.said).toEqual([expect.stringMatching(/cannot be written/)]);
    // Somebody else's folder is neither empty nor without a monitor.
    expect(seen.refused).toEqual([
      expect.stringMatching(/^this user may not read .*state\.sqlite: ask as the user that the monitor runs as$/),
      expect.stringMatching(/^this user may not read .*writer\.lock: ask as/),
      expect.stringMatching(/^this user \(\d+\) may not read .*monitor_password: make it the owner/),
    ]);
  });
});

test('kill -9 at any moment: nothing that was acknowledged is lost, nothing is there twice', async () => {
  const folder = newFolder();
  const seed = 20261126;
  for (let kill = 0; kill < 6; kill++) await killed(folder, seed + kill);
  const { steps, acknowledged } = await sound(folder);
  expect(acknowledged).toBeGreaterThan(0);
  expect(steps).toBeGreaterThanOrEqual(acknowledged);
});
