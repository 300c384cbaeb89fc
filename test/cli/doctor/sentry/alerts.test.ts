import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../../../cli/doctor/finding.ts';
import { HERE } from '../../../../cli/doctor/here/items.ts';
import type { HerePorts } from '../../../../cli/doctor/here/ports.ts';
import { judgeAlerts } from '../../../../cli/doctor/sentry/judge-alerts.ts';
import { readAlerts, readRules } from '../../../../cli/doctor/sentry/read-alerts.ts';
import { StillClock } from '../../../support/fakes.ts';
import { issue, type SentryAnswer, sentryStandIn, TOKEN, tokenSecrets } from '../../../support/sentry-stand-in.ts';

const EMAIL = { type: 'email', integrationId: null, data: {}, config: { targetType: 'team' }, status: 'active' };
const SLACK = { type: 'slack', integrationId: '1', data: {}, config: { targetDisplay: '#alerts' }, status: 'active' };
const counting = (value: unknown, interval: unknown) => ({
  type: 'event_frequency_count',
  comparison: { value, interval },
  conditionResult: true,
});

/** An alert in the form of https://docs.sentry.io/api/monitors/fetch-an-alert/ */
const workflow = (changes: Record<string, unknown> = {}, filter: Record<string, unknown> = {}) => ({
  id: '456',
  name: 'AtlasML errors',
  triggers: { logicType: 'any-short', conditions: [], actions: [] },
  actionFilters: [{ logicType: 'any-short', conditions: [counting(10, '5m')], actions: [EMAIL, SLACK], ...filter }],
  environment: null,
  config: { frequency: 30 },
  enabled: true,
  ...changes,
});

/** A metric monitor in the form of https://docs.sentry.io/api/monitors/ */
const monitor = (changes: Record<string, unknown> = {}, query: Record<string, unknown> = {}) => ({
  id: '77',
  name: 'Errors',
  type: 'metric_issue',
  workflowIds: ['456'],
  dataSources: [
    {
      queryObj: {
        snubaQuery: { aggregate: 'count()', dataset: 'events', timeWindow: 300, query: '', environment: null, ...query },
      },
    },
  ],
  conditionGroup: {
    logicType: 'any',
    conditions: [
      { type: 'gt', comparison: 10, conditionResult: 75 },
      { type: 'lte', comparison: 10, conditionResult: 0 },
    ],
  },
  enabled: true,
  ...changes,
});

/** A rule in the form of https://docs.sentry.io/api/alerts/list-a-projects-issue-alert-rules/ */
const rule = (changes: Record<string, unknown> = {}) => ({
  id: '3',
  name: 'AtlasML errors',
  conditions: [{ id: 'sentry.rules.conditions.event_frequency.EventFrequencyCondition', value: 10, interval: '5m' }],
  filters: [],
  actionMatch: 'all',
  actions: [
    { id: 'sentry.mail.actions.NotifyEmailAction', targetType: 'Team' },
    { id: 'sentry.integrations.slack.notify_action.SlackNotifyServiceAction', channel: '#alerts' },
  ],
  environment: 'production',
  status: 'active',
  snooze: false,
  ...changes,
});

const WELL = { state: 'OK', fact: '"AtlasML errors" tells of 10 events in 5 minutes, by e-mail and Slack' };
const missing = (near: string) => ({ state: 'FAIL', fact: `no alert tells of 10 events in 5 minutes${near}` });

describe('the alert that the guide sets up, among alerts', () => {
  test.each<[what: string, workflows: unknown[], monitors: unknown[], finding: object]>([
    ['it is there', [workflow()], [], WELL],
    ['fewer events within longer say as much', [workflow({}, { conditions: [counting(5, '1h')] })], [], WELL],
    [
      'one by e-mail, one by Slack',
      [workflow({}, { actions: [EMAIL] }), workflow({ name: 'in Slack' }, { actions: [SLACK] })],
      [],
      { state: 'OK', fact: '"AtlasML errors", "in Slack" tell of 10 events in 5 minutes, by e-mail and Slack' },
    ],
    [
      'a metric monitor',
      [workflow({}, { conditions: [] })],
      [monitor()],
      { state: 'OK', fact: expect.stringMatching(/^"Errors, AtlasML errors" tells/) },
    ],
    ['none at all', [], [], missing('')],
    ['one that is off', [workflow({ enabled: false })], [], missing('; "AtlasML errors" is off')],
    [
      'too many events',
      [workflow({}, { conditions: [counting(100, '5m')] })],
      [],
      missing('; "AtlasML errors" waits for more than 100 events'),
    ],
    [
      'too short',
      [workflow({}, { conditions: [counting(10, '1m')] })],
      [],
      missing('; "AtlasML errors" counts within 1 min only'),
    ],
    [
      'one that asks for more',
      [workflow({}, { logicType: 'all', conditions: [counting(10, '5m'), { type: 'level', comparison: { level: 50 } }] })],
      [],
      missing('; "AtlasML errors" asks for more than the number of events'),
    ],
    [
      'only what is new',
      [workflow({ triggers: { conditions: [{ type: 'first_seen_event' }] } })],
      [],
      missing('; "AtlasML errors" asks for more than the number of events'),
    ],
    [
      'elsewhere',
      [workflow({ environment: 'staging' })],
      [],
      missing('; "AtlasML errors" looks at the environment "staging" only'),
    ],
    [
      'Slack is missing, for its action is off',
      [workflow({}, { actions: [EMAIL, { ...SLACK, status: 'disabled' }] })],
      [],
      {
        state: 'FAIL',
        fact: '"AtlasML errors" tells of 10 events in 5 minutes, but not by Slack',
        fix: expect.stringContaining('add an action for Slack'),
      },
    ],
    [
      'a monitor of something else',
      [workflow({}, { conditions: [] })],
      [monitor({}, { aggregate: 'p95(span.duration)' })],
      missing(''),
    ],
    [
      'a monitor of a part',
      [workflow({}, { conditions: [] })],
      [monitor({}, { query: 'level:fatal' })],
      missing('; "Errors, AtlasML errors" asks for more than the number of events'),
    ],
    ['a monitor of another alert', [workflow({}, { conditions: [] })], [monitor({ workflowIds: ['9'] })], missing('')],
    [
      'what is none',
      [7, null, 'x', {}, { actionFilters: [{}] }, { actionFilters: [{ conditions: [counting('many', 'soon')] }] }],
      [null, {}],
      missing(''),
    ],
  ])('%s', (_what, workflows, monitors, finding) => {
    expect(judgeAlerts(readAlerts(workflows, monitors))).toMatchObject(finding);
  });
});

test.each<[what: string, changes: Record<string, unknown>, finding: object]>([
  ['it is there', {}, WELL],
  ['muted', { snooze: true }, missing('; "AtlasML errors" is off')],
  ['by percent', { conditions: [{ ...rule().conditions[0], comparisonType: 'percent' }] }, missing('')],
  ['with a filter', { filters: [{ id: 'x' }] }, missing('; "AtlasML errors" asks for more than the number of events')],
  ['two conditions, any of them', { conditions: [...rule().conditions, { id: 'x' }], actionMatch: 'any' }, WELL],
  [
    'two conditions, both',
    { conditions: [...rule().conditions, { id: 'x' }] },
    missing('; "AtlasML errors" asks for more than the number of events'),
  ],
  ['by another way', { actions: [{ id: 'x' }] }, { state: 'FAIL', fact: expect.stringContaining('but not by e-mail and Slack') }],
])('among the rules of an older Sentry: %s', (_what, changes, finding) => {
  expect(judgeAlerts(readRules([rule(changes)]))).toMatchObject(finding);
});

/** What doctor says of a real server. */
async function rows(answer: (path: string) => SentryAnswer) {
  const { config, asked } = await sentryStandIn(({ path }) => answer(path));
  const ports = { config, secrets: tokenSecrets, clock: new StillClock() } as unknown as HerePorts;
  const found = await rowsOf(
    HERE.filter(({ name }) => name.startsWith('Sentry')),
    ports,
    'here',
  );
  return { found, asked };
}

test('doctor asks for the alerts and monitors, page by page, and an older Sentry for its rules', async () => {
  const { found, asked } = await rows((path) => {
    if (path.endsWith('/issues/')) return { body: [issue(), issue()] };
    return { body: path.endsWith('/workflows/') ? [workflow()] : [] };
  });
  expect(found).toEqual([
    { item: 'Sentry project', where: 'here', state: 'OK', fact: 'the token reads it: 2 issues with events in the last 24 hours' },
    { item: 'Sentry alerts', where: 'here', ...WELL },
  ]);
  expect(asked.map(({ path, parameters }) => `${path} ${parameters.get('project')}`).sort()).toEqual([
    '/api/0/organizations/tum/detectors/ atlasml',
    '/api/0/organizations/tum/issues/ atlasml',
    '/api/0/organizations/tum/workflows/ atlasml',
  ]);
  const older = await rows((path) => (path === '/api/0/projects/tum/atlasml/rules/' ? { body: [rule()] } : { status: 404 }));
  expect(older.found.at(-1)).toMatchObject(WELL);
});

test('a token without rights is to be mended, a Sentry that is away could not be looked at, and neither shows the token', async () => {
  const refused = await rows(() => ({ status: 403 }));
  expect(refused.found.map(({ state }) => state)).toEqual(['FAIL', 'FAIL']);
  expect(refused.found.map(({ fact }) => /scope (\S+),/.exec(fact)?.[1])).toEqual(['event:read', 'alerts:read']);
  const away = await rows(() => ({ status: 503, body: TOKEN }));
  expect(away.found.map(({ state }) => state)).toEqual(['SKIP', 'SKIP']);
  expect(JSON.stringify([refused.found, away.found])).not.toContain(TOKEN);
});
