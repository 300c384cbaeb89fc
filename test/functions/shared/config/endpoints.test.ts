import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scheduledEndpoints } from '../../../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { MOST_OF_A_REQUEST } from '../../../../functions/shared/config/request.ts';
import { withRequestFiles } from '../../../../functions/shared/config/request-files.ts';
import type { MonitorConfigInput } from '../../../../functions/shared/config/schema.ts';
import { costText } from '../../../../functions/shared/cost/cost.ts';
import { alarmsOf } from '../../../../functions/shared/signals/alarm-definitions.ts';
import { SIGNALS } from '../../../../functions/shared/signals/signals.ts';
import { faultsOf } from './faults-of.ts';

const URL_A = 'https://atlas.example.org/api/v1/health/';
const health = { name: 'health', url: URL_A };
const suggest = {
  name: 'suggest',
  url: 'https://atlas.example.org/api/v1/competency/suggest',
  method: 'POST' as const,
  body: 'json' as const,
};

const faults = (input: object) => faultsOf({ endpoints: [health], ...input });

describe('URLs', () => {
  test.each([
    ' https://atlas.example.org/',
    'https://atlas.example.org/ ',
    'https://atlas.example.org/\n',
    'https://atlas.exam\tple.org/',
    'https://atlas.example.org/a b',
    'https://atlas.example.org/\u0000',
    'https://atlas.example.org/\u200b',
    '\ufeffhttps://atlas.example.org/',
  ])('%j holds what cannot be seen', (url) => {
    const unseen = 'holds a blank, a line break or another character that cannot be seen; write it without';
    expect(faults({ endpoints: [{ ...health, url }] })).toEqual([`endpoints[0].url: ${unseen}`]);
    expect(faults({ network: { independentTarget: url } })[0]).toContain('network.independentTarget');
  });

  test.each(['https://user@atlas.example.org/', 'https://user:word@atlas.example.org/', 'https://:word@atlas.example.org/'])(
    '%s carries a user',
    (url) => {
      expect(faults({ endpoints: [{ ...health, url }] })).toEqual([
        'endpoints[0].url: must not carry a user name or password; use headers with a parameter',
      ]);
    },
  );

  test('a fragment is never sent', () => {
    expect(faults({ endpoints: [{ ...health, url: `${URL_A}#top` }] })).toEqual([
      'endpoints[0].url: has a part that is never sent (#top); write it without',
    ]);
  });
});

describe('what is there twice', () => {
  test.each<[string, object, string[]]>([
    [
      'a name',
      { endpoints: [health, { ...health, url: 'https://b.example.org/' }] },
      ["endpoints[1].name: 'health' is already the name of endpoints[0]; give each endpoint its own name"],
    ],
    [
      'a URL and verb',
      { endpoints: [health, { ...health, name: 'b' }] },
      ['endpoints[1].url: is asked by GET in endpoints[0] already; take one of the two out'],
    ],
    [
      'a URL in two spellings',
      { endpoints: [health, { name: 'b', url: 'HTTPS://ATLAS.example.org:443/api/v1/health/' }] },
      ['endpoints[1].url: is asked by GET in endpoints[0] already; take one of the two out'],
    ],
    [
      'an address of e-mail',
      { email: ['a@example.org', 'b@example.org', 'A@Example.org'] },
      ['email[2]: is the same address as [0], a@example.org; take one of the two out'],
    ],
    [
      'a component',
      { components: ['weaviate', 'weaviate'] },
      ['components[1]: names the same alarm as [0], weaviate; take one of the two out'],
    ],
    [
      'the alarm of a component',
      { components: ['weaviate/Exercise', 'weaviate/exercise'] },
      ['components[1]: names the same alarm as [0], weaviate/Exercise; take one of the two out'],
    ],
  ])('%s', (_title, input, expected) => {
    expect(faults(input)).toEqual(expected);
  });

  test.each<[string, object[]]>([
    ['another verb', [health, { ...health, name: 'b', method: 'HEAD' }]],
    ['another header', [health, { ...health, name: 'b', headers: { Authorization: { parameter: '/key' } } }]],
    ['another request', [health, { ...suggest, request: { json: 1 } }, { ...suggest, name: 'c', request: { json: 2 } }]],
  ])('%s is another question', (_title, endpoints) => {
    expect(faults({ endpoints })).toEqual([]);
  });

  test('no alarm of one signal can have the name of another signal: no id begins with another and a hyphen', () => {
    for (const { id } of SIGNALS) expect(SIGNALS.filter((other) => other.id.startsWith(`${id}-`))).toEqual([]);
    const names = alarmsOf(
      resolveConfig({ endpoints: [health, { name: 'down', url: 'https://b.example.org/' }], logs: { group: 'g' } }),
    ).map((a) => a.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('requests', () => {
  const withRequest = (request: unknown, more: object = {}) => ({ endpoints: [health, { ...suggest, request, ...more }] });
  test.each<[string, object, string]>([
    ['by GET', withRequest({ json: {} }, { method: 'GET' }), "endpoints[1].request: goes with method: 'POST'"],
    ['nothing', withRequest({}), 'endpoints[1].request: needs json, text or file, and only one of them'],
    ['two forms', withRequest({ json: 1, text: 'a' }), 'endpoints[1].request: needs json, text or file, and only one of them'],
    [
      'a file that nobody read',
      withRequest({ file: 'a.json' }),
      'endpoints[1].request.file: is read only where the configuration is a file; write json or text here',
    ],
    ['what is no JSON', withRequest({ json: () => 1 }), 'endpoints[1].request.json: cannot be written as JSON'],
    ['a circle', withRequest({ json: circle() }), 'endpoints[1].request.json: cannot be written as JSON'],
    ['a number beyond JSON', withRequest({ json: 1n }), 'endpoints[1].request.json: cannot be written as JSON'],
    [
      'too much',
      withRequest({ text: 'ä'.repeat(MOST_OF_A_REQUEST) }),
      `endpoints[1].request.text: takes ${2 * MOST_OF_A_REQUEST} bytes; ${MOST_OF_A_REQUEST} are the most`,
    ],
    [
      'a HEAD with conditions',
      { endpoints: [{ ...health, method: 'HEAD', conditions: [{ path: 'a', equals: 1 }] }] },
      "endpoints[0].conditions: need a body, and HEAD brings none; use method: 'GET'",
    ],
    [
      'nothing that is probed',
      { endpoints: [{ ...suggest, request: { json: {} } }] },
      'endpoints: none of them is probed each minute, so nothing is watched; set scheduled: true at one of them',
    ],
  ])('%s', (_title, input, expected) => {
    expect(faults(input)).toEqual([expected]);
  });

  test('it is probed each minute only where that is asked for, and the estimate says how often', () => {
    const config = (scheduled?: boolean) =>
      resolveConfig(withRequest({ json: {} }, scheduled === undefined ? {} : { scheduled }) as MonitorConfigInput);
    const names = (c: ReturnType<typeof config>) => scheduledEndpoints(c).map(({ name }) => name);
    const alarms = (c: ReturnType<typeof config>) =>
      alarmsOf(c)
        .filter(({ subject }) => subject === 'suggest')
        .map(({ signal }) => signal.id);
    expect(names(config())).toEqual(['health']);
    expect(alarms(config())).toEqual([]);
    expect(costText(config())).toBe(costText(resolveConfig({ endpoints: [health] })));
    expect(names(config(true))).toEqual(['health', 'suggest']);
    expect(alarms(config(true))).toEqual(['endpoint-down', 'endpoint-flaky', 'slow', 'certificate-expiring']);
    expect(costText(config(true))).toContain(
      'suggest is sent its request 43,200 times a month (up to 3 times as often while it fails)',
    );
    expect(names(resolveConfig({ endpoints: [health, { ...suggest }] }))).toEqual(['health', 'suggest']);
  });

  test('an endpoint may have a time of its own', () => {
    const config = resolveConfig({ endpoints: [health, { ...suggest, responseTimeSeconds: 12 }] });
    const slow = alarmsOf(config).filter(({ signal }) => signal.id === 'slow');
    expect(slow.map(({ subject, threshold }) => [subject, threshold])).toEqual([
      ['health', 3],
      ['suggest', 12],
    ]);
  });
});

describe('requests from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'request-'));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const read = (name: string) => {
    const input: MonitorConfigInput = { endpoints: [health, { ...suggest, request: { file: name } }] };
    return withRequestFiles(input, folder, 'monitor.config.ts') as MonitorConfigInput;
  };

  test.each<[string, string | Buffer, object]>([
    ['a.json', '{"course_id": "1"}', { json: { course_id: '1' } }],
    ['mark.json', '\ufeff[1]', { json: [1] }],
    ['A.JSON', '"a"', { json: 'a' }],
    ['null.json', 'null', { json: null }],
    ['a.txt', 'hello', { text: 'hello' }],
    ['a.xml', '<a/>', { text: '<a/>' }],
  ])('%s', (name, content, request) => {
    const input = read(file(name, content));
    expect(input.endpoints[1]?.request).toEqual(request);
    expect(resolveConfig(input).endpoints[1]?.request).toEqual(request);
  });

  test.each<[string, string | Buffer | undefined, RegExp]>([
    [
      'missing.json',
      undefined,
      /^endpoints\[1\]\.request\.file: missing\.json cannot be read \(ENOENT\); it is looked for beside the configuration$/,
    ],
    ['broken.json', '{', /^endpoints\[1\]\.request\.file: broken\.json is not JSON: /],
    ['empty.json', '', /is not JSON/],
    ['latin1.txt', Buffer.from([0x67, 0x72, 0xfc, 0x6e]), /is no text in UTF-8/],
    ['large.txt', 'x'.repeat(MOST_OF_A_REQUEST + 1), /has 16385 bytes; 16384 are the most/],
    ['.', undefined, /\. cannot be read \(EISDIR\)/],
  ])('%s is refused by its name', (name, content, words) => {
    if (content !== undefined) file(name, content);
    const found = faultsOf(name, (file) => read(file as string));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });

  test('a configuration of any other form is left to the check that follows', () => {
    for (const input of [
      {},
      { endpoints: 1 },
      { endpoints: [null, 1, { request: 1 }, { request: { file: 3 } }] },
      null,
      undefined,
    ]) {
      expect(() => withRequestFiles(input as never, folder, 'x')).not.toThrow();
    }
  });
});

function circle(): object {
  const one: { self?: object } = {};
  one.self = one;
  return one;
}
