import { expect, test } from 'vitest';
import { CHECKLISTS, fillIn } from '../../../../functions/send-digest/checklist.ts';
import { judgeIssues, sentryIssues } from '../../../../functions/send-digest/items/sentry-issues.ts';
import { digestLinks } from '../../../../functions/send-digest/links.ts';
import type { DigestKind } from '../../../../functions/shared/config/digest-kinds.ts';
import { issueSourceOf } from '../../../../functions/shared/sentry/issue-source-of.ts';
import type { IssueCount } from '../../../../functions/shared/sentry-observation.ts';
import { issue, type SentryAnswer, sentryStandIn, tokenSecrets } from '../../../support/sentry-stand-in.ts';
import { World } from '../support.ts';

/** What the digest of a kind is made from, with a real server in Sentry's place. */
async function scopeWith(kind: DigestKind, answer: (query: string) => SentryAnswer) {
  const { config, input } = await sentryStandIn(({ parameters }) => answer(parameters.get('query') ?? ''));
  const { sentryProject } = input;
  const world = new World(sentryProject && { sentryProject });
  const scope = world.scope(kind);
  const issues = issueSourceOf(config, { secrets: tokenSecrets, clock: scope.ports.clock });
  return { ...scope, ports: { ...scope.ports, ...(issues && { issues }) } };
}

test('the weekly checklist says how many are new, came back and are unresolved, with the first of them', async () => {
  const back = issue({ shortId: 'ATLASML-7', title: 'RateLimitError: 429', count: '40', userCount: 9, substatus: 'regressed' });
  const scope = await scopeWith('weekly', (query) => ({
    body: query === 'is:regressed' ? [back] : query.startsWith('firstSeen:-7d') ? [issue()] : [issue(), back, issue()],
  }));
  const items = await fillIn(scope, digestLinks(scope.config, 'eu-central-1', scope.window));
  const item = items.find(({ what }) => what === 'Sentry issues');
  expect(item).toMatchObject({
    status: 'bad',
    fact: 'in 7 days 1 new, 1 came back after they were resolved, 3 unresolved',
    link: { label: 'Sentry', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/organizations\/tum\/issues\/$/) },
  });
  expect(item?.more).toEqual([
    expect.stringMatching(
      /^came back: ATLASML-7 {2}RateLimitError: 429 \(40 events, 9 users\) {2}http:.*\/issues\/5512345678\/$/,
    ),
    expect.stringMatching(/^new: ATLASML-1A {2}WeaviateConnectionError: /),
  ]);
});

test('what Sentry does not tell is unknown; only what somebody must mend is worth to open the message for', async () => {
  const asked = async (status: number) => sentryIssues.ask(await scopeWith('monthly', () => ({ status })));
  expect(await asked(503)).toMatchObject({ status: 'unknown', isMinor: true });
  const refused = await asked(403);
  expect(refused).toMatchObject({ status: 'unknown', fact: expect.stringContaining('event:read') });
  expect(refused).not.toHaveProperty('isMinor');
});

test('it is part of the weekly and the monthly checklist, where a project is configured', async () => {
  const { config } = await scopeWith('weekly', () => ({}));
  expect([sentryIssues.isFor?.(config), sentryIssues.isFor?.(new World().config)]).toEqual([true, false]);
  const kinds = Object.entries(CHECKLISTS).filter(([, questions]) => questions.includes(sentryIssues));
  expect(kinds.map(([kind]) => kind)).toEqual(['weekly', 'monthly']);
});

test.each<[fresh: number, unresolved: number, regressed: number, isAudit: boolean, status: string]>([
  [0, 0, 0, true, 'well'],
  [0, 9, 0, false, 'well'],
  [0, 9, 0, true, 'person'],
  [2, 9, 0, false, 'person'],
  [2, 9, 1, false, 'bad'],
])('%i new, %i unresolved, %i back, audit %s: %s', (fresh, unresolved, regressed, isAudit, status) => {
  const counted = (count: number): IssueCount => ({ count, orMore: count > 8, first: [] });
  const counts = { fresh: counted(fresh), unresolved: counted(unresolved), regressed: counted(regressed) };
  const answer = judgeIssues(counts, 30, isAudit);
  expect(answer.status).toBe(status);
  expect(answer.fact.endsWith(`${unresolved}${unresolved > 8 ? ' or more' : ''} unresolved`)).toBe(true);
});
