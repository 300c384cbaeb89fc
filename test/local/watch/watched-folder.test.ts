import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { openWatchedStore } from '../../../local/watch/open-watched-store.ts';
import {
  mustBeWatched,
  noteWatched,
  otherNameIn,
  type WatchedHere,
  watchedIn,
  watchedWords,
} from '../../../local/watch/watched-folder.ts';

const HERE: WatchedHere = {
  service: 'AtlasML',
  environment: 'production',
  urls: ['https://atlasml.example.org/api/v1/health/'],
  configuration: '/srv/monitor.config.ts',
  log: 'container atlasml',
  sinceMs: Date.parse('2026-11-26T10:00:00Z'),
};
const noted = (watched: WatchedHere = HERE) => {
  const folder = mkdtempSync(join(tmpdir(), 'watched-'));
  noteWatched(folder, watched);
  return folder;
};

test('a folder says what is watched in it, to its owner alone and without secrets', () => {
  const folder = noted({ ...HERE, urls: ['https://anna:Sup3rSecretWord@atlasml.example.org/health'] });
  expect(statSync(join(folder, 'watched.json')).mode & 0o077).toBe(0);
  expect(readFileSync(join(folder, 'watched.json'), 'utf8')).not.toContain('Sup3rSecretWord');
  expect(watchedWords(watchedIn(noted()) as WatchedHere)).toBe(
    'AtlasML production, by /srv/monitor.config.ts, with the log of container atlasml',
  );
});

test('since when it is watched stays over restarts', () => {
  const folder = noted();
  noteWatched(folder, { ...HERE, sinceMs: HERE.sinceMs + 1 });
  expect(watchedIn(folder)?.sinceMs).toBe(HERE.sinceMs);
  noteWatched(folder, { ...HERE, log: '/var/log/atlasml.log', sinceMs: HERE.sinceMs + 1 });
  expect(watchedIn(folder)).toMatchObject({ log: '/var/log/atlasml.log', sinceMs: HERE.sinceMs + 1 });
});

test.each([
  ['the same', {}],
  ['a file that moved', { configuration: '/etc/monitor.config.ts' }],
  ['an AtlasML that moved', { urls: ['https://new.example.org/health'] }],
  ['another log', { log: '/var/log/atlasml.log' }],
])('%s goes on in its folder', (_, change: Partial<WatchedHere>) => {
  expect(() => mustBeWatched(noted(), { ...HERE, ...change })).not.toThrow();
});

test.each([
  ['another file and address', { configuration: '/etc/other.ts', urls: ['https://other.example.org/health'] }],
  ['another service', { service: 'Other' }],
  ['another environment', { environment: 'staging' }],
])('%s is told what the folder holds, and what to do', (_, change: Partial<WatchedHere>) => {
  const folder = noted();
  const begin = () => mustBeWatched(folder, { ...HERE, ...change });
  expect(begin).toThrow(/holds what was seen of AtlasML production, by \/srv\/monitor\.config\.ts.*--data DIR/);
  rmSync(join(folder, 'watched.json'));
  expect(begin).not.toThrow();
});

test('what cannot be read hinders nobody', () => {
  const folder = noted();
  writeFileSync(join(folder, 'watched.json'), '{"service":');
  expect(() => mustBeWatched(folder, { ...HERE, service: 'Other' })).not.toThrow();
  expect(() => noteWatched('/proc/no/such/folder', HERE)).not.toThrow();
});

test('a second monitor on a folder is told what the first one watches', () => {
  const config = resolveConfig({ environment: 'production', endpoints: [{ name: 'health', url: HERE.urls[0] as string }] });
  const directory = mkdtempSync(join(tmpdir(), 'watched-'));
  const open = () => openWatchedStore({ config, configurationFile: '/srv/a.ts', directory }, Date.now, () => undefined);
  const store = open();
  expect(open).toThrow(/Another monitor already writes to .* It watches AtlasML production, by \/srv\/a\.ts\.$/);
  store.close();
  open().close();
});

test('whoever asks for another name is told whose the folder is', () => {
  expect(otherNameIn(noted(), HERE)).toBeUndefined();
  expect(otherNameIn(noted(), { service: 'Other', environment: 'production' })).toMatch(
    /is of AtlasML production, by .*, and not of Other production$/,
  );
});
