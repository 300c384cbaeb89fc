import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fileSchema, keysOf, serviceSchema } from '../../../../functions/shared/config/json-schema.ts';
import { MEANINGS } from '../../../../functions/shared/config/meanings.ts';
import { PAGE, SCHEMA_FILE, schemaText, withTables } from '../../../docs/configuration/written.ts';

const endpoints = [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }];

test('each key has a meaning, and each meaning a key', () => {
  const paths = [...new Set(keysOf(serviceSchema()).map(({ path }) => path)), 'services'];
  expect(Object.keys(MEANINGS).sort()).toEqual(paths.sort());
  const keys = keysOf(serviceSchema()).filter(({ part }) => !part.description);
  expect(keys).toEqual([]);
});

test('the schema and the tables of the page are as `npm run schema` writes them', () => {
  expect(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))).toEqual(JSON.parse(schemaText()));
  const page = readFileSync(PAGE, 'utf8');
  expect(withTables(page)).toBe(page);
});

describe('read as an editor does', () => {
  const schema = z.fromJSONSchema(fileSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  test.each<[string, unknown, boolean]>([
    ['one service', { $schema: 'x', endpoints, thresholds: { serverErrors: 20 } }, true],
    ['a misspelt key', { endpoints, tresholds: {} }, false],
    ['a misspelt key further in', { endpoints, thresholds: { serverError: 20 } }, false],
    ['a number out of its limits', { endpoints, resolveAfterSeconds: 3601 }, false],
    ['nothing to probe', {}, false],
    ['one of the sources of memory', { endpoints, memory: { source: 'ecs', cluster: 'a', service: 'b' } }, true],
    ['a source without its keys', { endpoints, memory: { source: 'ecs', cluster: 'a' } }, false],
    ['several services and what they share', { email: ['a@example.org'], services: [{ endpoints }] }, true],
    ['what only one service can have beside several', { endpoints, services: [{ endpoints }] }, false],
    ['a service in a service', { services: [{ endpoints, services: [] }] }, false],
  ])('%s', (_title, file, isRight) => {
    expect(schema.safeParse(file).success).toBe(isRight);
  });
});
