import { describe, expect, test } from 'vitest';
import { recordedAnswer } from '../../support/corpus.ts';
import { serve, serveRaw } from '../../support/servers.ts';
import { probe } from './support.ts';

/** Answers of a real AtlasML, served again by a real server. */
async function served(name: string, path = '/api/v1/health/') {
  const { status, headers, body } = recordedAnswer(name);
  const { 'content-length': _, ...rest } = headers;
  const origin = await serve((_request, response) => response.writeHead(status, rest).end(body));
  return probe({ url: origin + path });
}

test('a message that ends with a full stop gets no second one', async () => {
  const components = { weaviate: { status: 'error', message: 'Weaviate is unreachable.' } };
  const origin = await serve((_request, response) =>
    response.writeHead(503).end(JSON.stringify({ status: 'error', components })),
  );
  expect((await probe({ url: `${origin}/` })).sentence).toBe(
    'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable.',
  );
});

describe('the recorded answers of AtlasML', () => {
  test('a healthy answer is up, with Weaviate and its three collections', async () => {
    const seen = await served('health-ok');
    expect(seen.verdict).toBe('up');
    expect(seen.sentence).toMatch(/^HTTP 200 in /);
    expect(seen.components.map((c) => [c.component, c.up])).toEqual([
      ['api', true],
      ['weaviate', true],
      ['weaviate/Exercise', true],
      ['weaviate/Competency', true],
      ['weaviate/SemanticCluster', true],
    ]);
  });

  test.each([
    ['health-weaviate-unreachable', 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable.', 'weaviate'],
    [
      'health-missing-collection',
      'AtlasML answers (HTTP 503) and reports weaviate: Missing required collections: SemanticCluster.',
      'weaviate',
    ],
  ])('%s is down and names the component', async (name, sentence, component) => {
    const seen = await served(name);
    expect(seen).toMatchObject({ verdict: 'down', fault: 'component', sentence, httpStatus: 503 });
    expect(seen.components.filter((c) => !c.up).map((c) => c.component)).toContain(component);
  });

  test('a missing collection is a component of its own', async () => {
    const seen = await served('health-missing-collection');
    expect(seen.components.find((c) => c.component === 'weaviate/SemanticCluster')).toEqual({
      component: 'weaviate/SemanticCluster',
      up: false,
      message: 'missing',
    });
  });

  test.each([
    ['no-authorization', /^HTTP 401: the endpoint wants a key; set headers with a parameter\.$/],
    ['wrong-key', /^HTTP 403: the key is wrong, or a firewall's robot filter \(WAF\) blocks the probe/],
    ['not-found', /^HTTP 404: there is nothing at this path/],
    ['validation-422', /^HTTP 422; expected 200\.$/],
  ])('%s has its own sentence', async (name, sentence) => {
    expect((await served(name)).sentence).toMatch(sentence);
  });
});

const json = { 'content-type': 'application/json' };

describe('each fault of an answer gets its own plain sentence', () => {
  const cases: [string, number, Record<string, string>, string, RegExp][] = [
    ['an empty body', 200, json, '', /^HTTP 200 with an empty body; expected JSON\.$/],
    ['a body that is not JSON', 200, json, 'ok', /^HTTP 200 with a body that is not JSON\.$/],
    ['HTML with 200', 200, {}, '<!DOCTYPE html><p>login', /^HTTP 200 with an HTML page instead of JSON: a proxy or a login page/],
    ['JSON of somebody else', 200, json, '{"hello":1}', /^HTTP 200, but the body has no status field/],
    ['a list that is not empty', 200, json, '[1]', /^HTTP 200, but the body is a list/],
    [
      '429 with Retry-After in seconds',
      429,
      { 'retry-after': '120' },
      '',
      /^HTTP 429: the server limits the rate and asks to come back in 2 min\.$/,
    ],
    ['429 without Retry-After', 429, {}, '', /^HTTP 429: the server limits the rate\.$/],
    [
      '503 with Retry-After',
      503,
      { 'retry-after': '30' },
      '',
      /^HTTP 503: the server says that it is unavailable and asks to come back in 30 s\.$/,
    ],
    ['405', 405, {}, '', /^HTTP 405: the endpoint does not take GET; use GET\.$|^HTTP 405: the endpoint does not take GET/],
    ['502', 502, {}, 'Bad Gateway', /^The proxy in front \(Traefik\) does not reach AtlasML: it answers HTTP 502\.$/],
    ['304', 304, {}, '', /^HTTP 304: a cache says that nothing has changed, and nobody asked it\./],
    ['a redirect without a Location', 302, {}, '', /^HTTP 302: a redirect without a usable Location/],
    [
      'a redirect to another host',
      302,
      { location: 'https://login.example.org/x' },
      '',
      /redirected to another host, https:\/\/login\.example\.org\/x/,
    ],
  ];
  test.each(cases)('%s', async (_title, status, headers, body, sentence) => {
    const origin = await serve((_request, response) => response.writeHead(status, headers).end(body));
    const seen = await probe({ url: `${origin}/api/v1/health/` });
    expect(seen.verdict).toBe('down');
    expect(seen.sentence).toMatch(sentence);
  });
});

test.each(['Content-Length: -1', 'Content-Length: 5\r\nContent-Length: 6', 'no colon', 'X: a\0b'])(
  'an answer with the header %j is HTTP with a part of it wrong, not a port for something else',
  async (header) => {
    const origin = await serveRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n{"status":"ok"}`));
    const seen = await probe({ url: origin });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'protocol' });
    expect(seen.sentence).toMatch(/answers, but breaks the rules of HTTP\/1\.1 \(protocol error HPE_/);
  },
);

describe('conditions on the JSON', () => {
  const body = JSON.stringify({ status: 'ok', queue: { length: 7 }, mode: 'normal' });
  test.each([
    [{ path: 'queue.length', atMost: 10 }, 'up', /^HTTP 200/],
    [{ path: 'queue.length', atMost: 5 }, 'down', /^queue\.length is 7; expected at most 5\.$/],
    [{ path: 'queue.length', atLeast: 8 }, 'down', /^queue\.length is 7; expected at least 8\.$/],
    [{ path: 'mode', oneOf: ['normal', 'slow'] }, 'up', /^HTTP 200/],
    [{ path: 'mode', equals: 'slow' }, 'down', /^mode is "normal"; expected "slow"\.$/],
    [{ path: 'a.b.c', equals: true }, 'down', /^a\.b\.c is missing; expected true\.$/],
  ])('%o is %s', async (condition, verdict, sentence) => {
    const origin = await serve((_request, response) => response.writeHead(200, json).end(body));
    const seen = await probe({ url: origin, body: 'json', conditions: [condition] });
    expect(seen.verdict).toBe(verdict);
    expect(seen.sentence).toMatch(sentence);
  });
});

describe('optional endpoints', () => {
  test('an optional endpoint that answers 404 is absent, neither up nor down', async () => {
    const origin = await serve((_request, response) => response.writeHead(404).end('{"detail":"Not Found"}'));
    const seen = await probe({ url: `${origin}/api/v1/health/openai`, optional: true, body: 'json' }, { attempts: 3 });
    expect(seen).toMatchObject({ verdict: 'absent', attempts: 1 });
  });

  test('an optional endpoint that exists and fails is down', async () => {
    const origin = await serve((_request, response) => response.writeHead(500).end());
    expect((await probe({ url: origin, optional: true })).verdict).toBe('down');
  });
});
