import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedKey } from '../../../functions/check-health/repeated-keys.ts';
import { serve } from '../../support/servers.ts';
import { probe } from './support.ts';

test.each([
  ['{"status":"error","status":"ok"}', 'status'],
  ['{"status":"ok","components":{"weaviate":{"status":"error"},"weaviate":{"status":"ok"}}}', 'weaviate'],
  ['{"status":"ok","a":[{"b":1,"b":2}]}', 'b'],
  ['{"status":"ok","\\u0073tatus":"ok"}', 'status'],
])('%s says nothing', async (body, key) => {
  expect(repeatedKey(body)).toBe(key);
  const origin = await serve((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  const seen = await probe({ url: `${origin}/api/v1/health/` });
  expect(seen).toMatchObject({ verdict: 'unknown', fault: 'health-unclear' });
  expect(seen.sentence).toContain(`the key "${key}" stands twice in one object`);
});

test('what JSON.stringify writes never has a key twice', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => repeatedKey(JSON.stringify(value, null, 1)) === undefined));
});

test('the same key in objects beside and within one another is none', () => {
  expect(repeatedKey('{"a":{"a":"a","b":["a","a",{"a":1},{"a":1}]},"b":"a"}')).toBeUndefined();
});
