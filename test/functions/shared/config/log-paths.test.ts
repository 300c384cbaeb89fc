import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';

const paths = (many: number, characters: number) =>
  Array.from({ length: many }, (_, i) => `/api/v1/p${i}/`.padEnd(characters, 'x'));

const withPaths = (healthPaths: string[], servedPathPrefixes: string[], more = {}) =>
  resolveConfig({
    endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
    logs: { group: 'atlasml', healthPaths, servedPathPrefixes, ...more },
  });

describe('paths that make the query longer than StartQuery takes are refused before the deploy (U54)', () => {
  test.each([24, 35])('20 and 20 of %i characters fit', (characters) => {
    expect(() => withPaths(paths(20, characters), paths(20, characters))).not.toThrow();
  });

  test('too many are refused, by the name of their key and by how much', () => {
    expect(() => withPaths(['/health'], paths(60, 50))).toThrow(/logs\.servedPathPrefixes.*too long by \d+ characters/s);
    expect(() => withPaths(paths(60, 50), ['/api/'])).toThrow(/logs\.healthPaths.*too long by \d+ characters/s);
  });

  test('a name of a stream takes of the same room', () => {
    const [health, served] = [paths(25, 35), paths(25, 35)];
    expect(() => withPaths(health, served)).not.toThrow();
    expect(() => withPaths(health, served, { stream: 's'.repeat(512) })).toThrow(/too long/);
  });
});
