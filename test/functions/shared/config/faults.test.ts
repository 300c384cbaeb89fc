import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../../functions/shared/signals/alarm-definitions.ts';
import { faultsOf } from './faults-of.ts';

const url = 'https://atlas.example.org/api/v1/health/';
const least = { endpoints: [{ name: 'health', url }] };
const endpoint = (more: object) => ({ endpoints: [{ ...least.endpoints[0], ...more }] });

test('routes that say plainly that nobody is told, or have somebody at each hour, are right', () => {
  const email = ['a@example.org'];
  const day = { from: '08:00', to: '18:00' };
  for (const routes of [
    [
      { to: [] as [], severities: ['page' as const] },
      { to: ['email' as const], severities: ['warn' as const] },
    ],
    [
      { to: ['email' as const], hours: day },
      { to: [] as [], hours: { from: '18:00', to: '08:00' } },
    ],
    [{ to: ['email' as const], hours: { ...day, timezone: 'Asia/Tokyo' } }, { to: ['email' as const] }],
  ])
    expect(faultsOf({ ...least, email, routes })).toEqual([]);
});

describe('what is wrong is said in plain words, for each kind of fault', () => {
  test.each<[string, unknown, unknown]>([
    ['nothing at all', undefined, '(top level): is missing'],
    ['null', null, '(top level): must be an object in { }, not null'],
    ['a list', [], '(top level): must be an object in { }, not a list'],
    ['no endpoints', {}, 'endpoints: is missing'],
    ['one endpoint without the list', { endpoints: { name: 'a', url } }, 'endpoints: must be a list in [ ], not an object'],
    ['an endpoint without its url', { endpoints: [{ name: 'a' }] }, 'endpoints[0].url: is missing'],
    ['too many', { endpoints: Array(201).fill(least.endpoints[0]) }, 'endpoints: may have at most 200 entries'],
    ['text for a number', endpoint({ timeoutSeconds: '10' }), 'endpoints[0].timeoutSeconds: must be a number, not text'],
    ['a number that is too large', endpoint({ timeoutSeconds: 31 }), 'endpoints[0].timeoutSeconds: must be 30 or less'],
    [
      'a fraction',
      endpoint({ expectedStatus: [200.5] }),
      'endpoints[0].expectedStatus[0]: must be a whole number, not a fraction',
    ],
    ['an empty list', endpoint({ expectedStatus: [] }), 'endpoints[0].expectedStatus: needs at least 1'],
    ['a word in lower case', endpoint({ method: 'get' }), 'endpoints[0].method: must be GET, HEAD or POST; did you mean GET?'],
    ['another word', endpoint({ method: 'PATCH' }), 'endpoints[0].method: must be GET, HEAD or POST'],
    ['a header name', endpoint({ headers: { 'X Y': 'a' } }), 'endpoints[0].headers.X Y: its name must be a header name'],
    [
      'a value that has several forms',
      endpoint({ headers: { X: 1 } }),
      'endpoints[0].headers.X: must be text in quotes or an object in { }, not a whole number',
    ],
    ['yes for true', { ...least, weeklyDrill: 'yes' }, 'weeklyDrill: must be true or false, not text'],
    ['no source of memory', { ...least, memory: {} }, 'memory.source: is missing'],
    [
      'a misspelt source of memory',
      { ...least, memory: { source: 'esc', cluster: 'c', service: 's' } },
      'memory.source: must be ecs, container-insights, cloudwatch-agent, telegraf or metric; did you mean ecs?',
    ],
    ['empty text', { ...least, memory: { source: 'ecs', cluster: '', service: 's' } }, 'memory.cluster: must not be empty'],
    ['a path without a slash', { ...least, logs: { group: 'a', healthPaths: ['x'] } }, 'logs.healthPaths[0]: must begin with /'],
    ['a misspelt key, deep inside', { ...least, digests: { hours: 7 } }, 'digests.hours: unknown key; did you mean hour?'],
    [
      'a misspelt key of one of several forms',
      { ...least, memory: { source: 'ecs', cluster: 'c', service: 's', clustre: 'c' } },
      'memory.clustre: unknown key; did you mean cluster?',
    ],
    [
      'a route to what is not configured',
      { ...least, email: ['a@example.org'], routes: [{ to: ['email', 'slack'] }] },
      'routes[0].to[1]: slack is not configured; configure it, or take it out',
    ],
    [
      'a receiver that hears of nothing',
      { ...least, email: ['a@example.org'], pagerduty: { routingKeyParameter: '/key' }, routes: [{ to: ['email'] }] },
      'routes: no route names pagerduty, so it would hear of nothing; name it in one, or take it out of the configuration',
    ],
    [
      'pages that reach nobody',
      { ...least, email: ['a@example.org'], routes: [{ to: ['email'], severities: ['warn'] }] },
      'routes: nobody would be told of the page crash-loop at any time; add a route, or say so plainly by one with to: []',
    ],
    [
      'pages that wait for somebody who is not there',
      { ...least, email: ['a@example.org'], routes: [{ to: ['email'], afterMinutes: 15 }] },
      'routes: nobody would be told of the page crash-loop at any time; add a route, or say so plainly by one with to: []',
    ],
    [
      'a night without anybody',
      {
        ...least,
        email: ['a@example.org'],
        timezone: 'Europe/Berlin',
        routes: [{ to: ['email'], hours: { from: '08:00', to: '18:00' } }],
      },
      'routes: nobody would be told of the page crash-loop on MON 00:00 (Europe/Berlin); add a route, or say so plainly by one with to: []',
    ],
    [
      'a page whose name no route has',
      {
        ...least,
        email: ['a@example.org'],
        routes: [{ to: ['email'], signals: ['crash-loop', 'component-down', 'endpoint-down'] }],
      },
      'routes: nobody would be told of the page critical-lines at any time; add a route, or say so plainly by one with to: []',
    ],
    [
      'hours that are none',
      {
        ...least,
        email: ['a@example.org'],
        routes: [{ to: ['email'] }, { to: ['email'], hours: { from: '08:00', to: '08:00' } }],
      },
      'routes[1].hours.to: is the time of from, so that the hours are none',
    ],
    [
      'a misspelt signal',
      { ...least, email: ['a@example.org'], routes: [{ to: ['email'] }, { to: ['email'], signals: ['endpoint-dwon'] }] },
      expect.stringMatching(/^routes\[1\]\.signals\[0\]: must be .*; did you mean endpoint-down\?$/),
    ],
    ['a key like no other', { ...least, colour: 1 }, 'colour: unknown key; see docs/configuration.md for the keys there are'],
  ])('%s', (_title, input, fault) => {
    expect(faultsOf(input)).toEqual([fault]);
  });

  test('one word for another key is told with what is then missing', () => {
    expect(faultsOf({ endpoint: least.endpoints })).toEqual([
      'endpoints: is missing',
      'endpoint: unknown key; did you mean endpoints?',
    ]);
  });

  test("whatever is written in its place, zod's own words are never told", () => {
    const anything = fc.dictionary(
      fc.constantFrom('endpoints', 'logs', 'memory', 'slack', 'email', 'maintenance', 'x'),
      fc.anything(),
    );
    fc.assert(
      fc.property(anything, (input) => {
        const faults = faultsOf(input);
        expect(faults.length).toBeGreaterThan(0);
        for (const fault of faults)
          expect(fault).not.toMatch(/Invalid (input|option|key)|Too (big|small)|Unrecognized key|expected \w+, received/);
      }),
    );
  });
});

describe('characters that nobody sees, and user info in a URL, are refused wherever they stand', () => {
  const unseen = 'which nobody sees: remove it';
  test.each<[string, unknown, string]>([
    ['a line feed in a name', { ...least, service: 'Atlas\nML' }, `service: holds U+000A at character 6, ${unseen}`],
    [
      'a terminal code',
      { ...least, logs: { group: 'g', stream: '\u001b[31m' } },
      `logs.stream: holds U+001B at character 1, ${unseen}`,
    ],
    [
      'a turned direction',
      endpoint({ conditions: [{ path: 'a', equals: 'x\u202e' }] }),
      `endpoints[0].conditions[0].equals: holds U+202E at character 2, ${unseen}`,
    ],
    ['a byte order mark', { ...least, email: ['\ufeffa@b.de'] }, `email[0]: holds U+FEFF at character 1, ${unseen}`],
    [
      'half a character',
      { ...least, logs: { group: 'g', stream: 'a\ud83d' } },
      `logs.stream: holds U+D83D at character 2, ${unseen}`,
    ],
    [
      'a password alone in the URL of an endpoint',
      endpoint({ url: 'https://:pw@a.example.org/' }),
      'endpoints[0].url: must not carry a user name or password; use headers with a parameter',
    ],
    [
      'a user in the URL of the runbook',
      { ...least, runbookUrl: 'https://me@wiki.example.org/' },
      'runbookUrl: must not carry a user name or password; use headers with a parameter',
    ],
    [
      'a user in a URL where none belongs',
      { ...least, service: 'http://a:b@c' },
      'service: must not carry a user name or password; leave them out',
    ],
  ])('%s', (_title, input, fault) => {
    expect(faultsOf(input)).toEqual([fault]);
  });

  test('what an endpoint is sent may hold both', () => {
    const request = { json: { text: 'two\nlines', url: 'https://a:b@c.example.org/' } };
    expect(faultsOf(endpoint({ method: 'POST', request, scheduled: true, body: 'none' }))).toEqual([]);
  });

  test('an @ behind the host, and one in a mail address, are no user info', () => {
    const config = { ...endpoint({ url: 'https://a.example.org/@me?to=a@b.de' }), email: ['a@b.de'] };
    expect(faultsOf(config)).toEqual([]);
  });

  test('a name with such a character is told once, without the character', () => {
    const faults = faultsOf({ ...least, 'a\u0007': 1 });
    expect(faults.join()).toContain(`its name holds U+0007 at character 2, ${unseen}`);
    expect(faults.join()).not.toContain('\u0007');
  });
});

describe('what each key may be by itself, and not beside the others', () => {
  const window = (name: string) => ({ name, schedule: '0 3 * * SUN', minutes: 5 });
  test.each<[string, object, string[]]>([
    [
      'windows of one name',
      { maintenance: [window('a'), window('b'), window('a')] },
      ["maintenance[2].name: 'a' is already the name of maintenance[0]; give each window its own name"],
    ],
  ])('%s', (_title, more, faults) => {
    expect(faultsOf({ ...least, ...more })).toEqual(faults);
  });

  test('whatever passes has no two alarms of one name', () => {
    const name = fc.stringMatching(/^[a-b][a-b0-]{0,3}$/);
    const component = fc.stringMatching(/^[aAbB]{1,2}(\/[aA]{1,2})?$/);
    const input = fc.record({
      endpoints: fc.array(name, { minLength: 1, maxLength: 6 }),
      components: fc.array(component, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(input, ({ endpoints, components }) => {
        const written = { endpoints: endpoints.map((n, i) => ({ name: n, url: `${url}?${i}` })), components };
        fc.pre(faultsOf(written).length === 0);
        const names = alarmsOf(resolveConfig(written)).map((alarm) => alarm.name);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
