import { describe, expect, test } from 'vitest';
import { issueSource } from '../../../../functions/shared/sentry/issue-source.ts';
import { readIssue } from '../../../../functions/shared/sentry/read-issue.ts';
import { allForms, SECRET } from '../../../secrets/forms.ts';
import { StillClock } from '../../../support/fakes.ts';
import {
  issue,
  type SentryAnswer,
  sentryStandIn,
  TOKEN,
  TOKEN_PARAMETER,
  tokenSecrets,
} from '../../../support/sentry-stand-in.ts';
import { closedPort } from '../../../support/servers.ts';

const WINDOW = { startMs: Date.parse('2026-11-25T10:26:04Z'), endMs: Date.parse('2026-11-25T10:34:00Z') };

async function asking(answer: Parameters<typeof sentryStandIn>[0], options = {}) {
  const server = await sentryStandIn(answer);
  const clock = new StillClock();
  return { ...server, clock, source: issueSource(server.project, { secrets: tokenSecrets, clock }, options) };
}

test('the issues of a window: asked as documented, the most frequent first, and only three are told', async () => {
  const five = ['1A', '2B', '3C', '4D', '5E'].map((id) => issue({ shortId: `ATLASML-${id}` }));
  const { source, asked, clock, url } = await asking(() => ({ body: five }));
  const seen = await source.seen(WINDOW);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.path).toBe('/api/0/organizations/tum/issues/');
  expect(asked[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(Object.fromEntries(asked[0]?.parameters ?? [])).toMatchObject({
    project: 'atlasml',
    query: '',
    start: '2026-11-25T10:26:04',
    end: '2026-11-25T10:34:00',
    sort: 'freq',
  });
  expect(seen).toMatchObject({ atMs: clock.at, window: WINDOW, others: 2, orMore: false });
  expect(seen.issues.map(({ id }) => id)).toEqual(['ATLASML-1A', 'ATLASML-2B', 'ATLASML-3C']);
  expect(seen.issues[0]).toEqual({
    id: 'ATLASML-1A',
    title: 'WeaviateConnectionError: Could not connect to Weaviate at weaviate:8085',
    culprit: 'atlasml.routers.competency in suggest_competencies',
    events: 14,
    users: 3,
    firstSeenMs: Date.parse('2026-11-25T10:31:09Z'),
    lastSeenMs: Date.parse('2026-11-25T10:33:40Z'),
    status: 'new',
    isUnhandled: true,
    url: `${url}/issues/5512345678/`,
  });
});

test('what an issue lacks is left out, what is none is no issue, and a link that leads elsewhere is not shown', () => {
  const raws = [
    7,
    null,
    { title: '' },
    { title: 'bare' },
    issue({ permalink: 'https://evil.example.org/issues/1/' }),
    issue({ permalink: 'https://sentry.io.evil.example.org/x', shortId: '<b>', count: 'many', userCount: -1 }),
    issue({ permalink: 'http://tum.sentry.io/issues/1/' }),
    issue({ permalink: 'https://user@tum.sentry.io/issues/1/' }),
    issue({ permalink: 'https://tum.sentry.io/issues/1/?referrer=x#y' }),
  ];
  const issues = raws.flatMap((raw) => readIssue(raw, 'https://de.sentry.io'));
  expect(issues[0]).toEqual({ id: 'an issue', title: 'bare', culprit: '', events: 0, users: 0, status: '', isUnhandled: false });
  expect(issues.map((i) => i.url)).toEqual([...Array(5).fill(undefined), 'https://tum.sentry.io/issues/1/']);
  expect(readIssue(issue(), 'https://sentry.example.org')[0]?.url).toBeUndefined();
  expect(issues[2]).toMatchObject({ id: 'an issue', events: 0, users: 0 });
});

test('a checklist counts page by page, by the documented searches, and stops after three', async () => {
  const page = Array.from({ length: 100 }, (_, i) => issue({ shortId: `ATLASML-${i}` }));
  const link = (cursor: string, results: boolean) =>
    `<https://sentry.io/x/?&cursor=0:0:1>; rel="previous"; results="true"; cursor="0:0:1", <https://sentry.io/x/?&cursor=${cursor}>; rel="next"; results="${results}"; cursor="${cursor}"`;
  const { source, asked } = await asking(({ parameters }) => {
    if (parameters.get('query') === 'is:regressed')
      return { body: [issue({ substatus: 'regressed' })], headers: { link: link('0:100:0', false) } };
    if (parameters.get('query') === 'firstSeen:-7d') return { body: [] };
    return { body: page, headers: { link: link(`0:${asked.length}:0`, true) } };
  });
  const { fresh, unresolved, regressed } = await source.counts(7);
  expect(fresh).toEqual({ count: 0, orMore: false, first: [] });
  expect(regressed).toMatchObject({ count: 1, orMore: false });
  expect(unresolved).toMatchObject({ count: 300, orMore: true });
  expect(asked).toHaveLength(5);
  expect(new Set(asked.map(({ parameters }) => parameters.get('statsPeriod')))).toEqual(new Set(['7d']));
});

describe('a Sentry that does not tell is said in one sentence', () => {
  test.each<[what: string, answer: SentryAnswer, words: RegExp, passes: boolean]>([
    ['401', { status: 401 }, /^Sentry answered HTTP 401: it refuses the token; .*sentry-token/, false],
    ['403', { status: 403 }, /^Sentry answered HTTP 403: .*scope event:read/, false],
    ['404', { status: 404 }, /^Sentry answered HTTP 404: it knows no organization tum with a project atlasml/, false],
    ['400', { status: 400 }, /^Sentry answered HTTP 400: .*number of the project/, false],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example.org/' } }, /no redirect is followed/, false],
    ['503', { status: 503 }, /^Sentry answered HTTP 503$/, true],
    ['a page of HTML', { body: '<html>' }, /something else than a list/, true],
    ['an object', { body: { detail: TOKEN } }, /something else than a list/, true],
  ])('%s', async (_what, answer, words, passes) => {
    const { source } = await asking(() => answer);
    const failure = await source.seen(WINDOW).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'SentryError', passes, message: expect.stringMatching(words) });
    expect(String(failure)).not.toContain(TOKEN);
  });

  test('the scope that lacks, or how to give the token on one machine, stands in it', async () => {
    const { project } = await sentryStandIn(() => ({ status: 401 }));
    const read = async () => TOKEN;
    const clock = new StillClock();
    const refused = issueSource(project, { secrets: { read, howToGive: () => 'set the variable X' }, clock });
    await expect(refused.seen(WINDOW)).rejects.toThrow('it refuses the token; set the variable X');
    for (const token of ['', 'two words of it']) {
      const missing = issueSource(project, { secrets: { read: async () => token }, clock });
      await expect(missing.seen(WINDOW)).rejects.toThrow(
        `Sentry: the parameter ${TOKEN_PARAMETER} cannot be read; create it as a SecureString`,
      );
    }
  });

  test('a parameter that cannot be read for the moment passes by itself', async () => {
    const { project } = await sentryStandIn(() => ({}));
    const throttled = async () => Promise.reject(Object.assign(new Error('x'), { name: 'ThrottlingException' }));
    const source = issueSource(project, { secrets: { read: throttled }, clock: new StillClock() });
    await expect(source.seen(WINDOW)).rejects.toMatchObject({
      passes: true,
      message: expect.stringContaining('ThrottlingException'),
    });
  });

  test('nobody listens there, or the run is over', async () => {
    const { source, project } = await asking(() => null);
    const url = `http://127.0.0.1:${await closedPort()}`;
    const away = issueSource({ ...project, url }, { secrets: tokenSecrets, clock: new StillClock() });
    await expect(away.seen(WINDOW)).rejects.toThrow('Sentry cannot be reached (ECONNREFUSED)');
    const over = new AbortController();
    const hanging = source.seen(WINDOW, over.signal);
    over.abort();
    await expect(hanging).rejects.toThrow('Sentry did not answer');
  });

  test.each<[what: string, headers: Record<string, string>, seconds: number]>([
    ['seconds', { 'retry-after': '7' }, 7],
    ['the end of the window', { 'x-sentry-rate-limit-reset': String(new StillClock().at / 1000 + 20) }, 20],
    ['no time', {}, 10],
    ['too long', { 'retry-after': '999999999' }, 3_600],
  ])('429 with %s is kept: nobody asks before', async (_what, headers, seconds) => {
    const answers: SentryAnswer[] = [{ status: 429, headers }];
    const { source, asked, clock } = await asking(() => answers.shift() ?? { body: [] });
    await expect(source.seen(WINDOW)).rejects.toThrow(`HTTP 429: ask again in ${seconds} s`);
    clock.at += (seconds - 1) * 1000;
    await expect(source.seen(WINDOW)).rejects.toThrow('ask again in 1 s');
    expect(asked).toHaveLength(1);
    clock.at += 1000;
    expect((await source.seen(WINDOW)).issues).toEqual([]);
  });
});

test('no secret that AtlasML told Sentry, nor the token that it repeats, leaves in what is known of an issue', async () => {
  for (const planted of allForms(SECRET)) {
    const permalink = `https://tum.sentry.io/issues/1/?q=${encodeURIComponent(planted)}`;
    const read = readIssue(issue({ title: planted, culprit: planted, permalink }), 'https://sentry.io');
    expect(JSON.stringify(read), planted).not.toContain(SECRET);
  }
  const { source } = await asking(() => ({ body: [issue({ title: `you sent ${TOKEN}`, culprit: TOKEN, shortId: TOKEN })] }));
  expect(JSON.stringify(await source.seen(WINDOW))).not.toContain(TOKEN);
});

test('IP addresses are hidden where the configuration asks for it', async () => {
  const { source } = await asking(() => ({ body: [issue({ title: 'refused by 192.168.1.100' })] }), { hideIpAddresses: true });
  expect((await source.seen(WINDOW)).issues[0]?.title).toBe('refused by [address]');
});
