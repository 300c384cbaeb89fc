import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compose, type Occasion } from '../../../../functions/report-incident/tell/compose.ts';
import { plainMessage } from '../../../../functions/report-incident/tell/plain-message.ts';
import type { Incident } from '../../../../functions/shared/incident/reporter-state.ts';
import { renderEmail } from '../../../../functions/shared/message/email.ts';
import { renderEmailHtml } from '../../../../functions/shared/message/email-html.ts';
import { drillMessage, noticeMessage, testMessage } from '../../../../functions/shared/message/test-message.ts';
import type { Observation } from '../../../../functions/shared/observation.ts';
import { judge } from '../../../../functions/verify-delivery/slack.ts';
import { expectGoldens } from '../../../support/goldens.ts';
import { fiftyDown } from '../fifty-down.ts';
import { config, health, incident, links, logs, member, memory, NOW, refusing, toldBefore } from '../support.ts';

/** Each occasion and the golden it must equal; regenerate on purpose only, with `vitest -u`. */
const occasions: [string, () => Promise<Partial<Occasion> & { incident: Incident }>][] = [
  [
    'weaviate-unreachable',
    async () => ({
      incident: incident([
        member('endpoint-down', 2, { subject: 'health' }),
        member('component-down', 1, { subject: 'weaviate' }),
        member('server-errors', 1),
      ]),
      observations: [await health('health-weaviate-unreachable'), await logs('logs/weaviate-dies'), memory],
    }),
  ],
  [
    'fifty-of-two-hundred-down',
    async () => ({ incident: incident(fiftyDown.members), observations: [fiftyDown.observation, memory] }),
  ],
  [
    'openai-failing',
    async () => ({
      incident: incident([member('server-error-rate', 0)]),
      observations: [await health('health-ok'), await logs('logs/openai-failing'), memory],
    }),
  ],
  [
    'new-error-kind',
    async () => {
      const seen = await logs('logs/weaviate-dies');
      const evidence = seen.evidence.slice(2).map((kind) => ({ ...kind, firstSeenMs: seen.window.endMs }));
      return { incident: incident([member('new-error-kind', 0)]), observations: [{ ...seen, evidence }] };
    },
  ],
  [
    'crash-loop',
    async () => ({
      incident: incident([member('endpoint-down', 4, { subject: 'health' }), member('crash-loop', 2)], {
        revision: 2,
        changes: [{ revision: 2, atMs: NOW, joined: ['AtlasML keeps restarting'], recovered: [] }],
      }),
      kind: 'changed',
      told: toldBefore(),
      observations: [await logs('docker/logs/f_crash_kill9_loop', 110)],
    }),
  ],
  [
    'unstable',
    async () => ({
      incident: incident([member('server-errors', 11), member('endpoint-down', 22, { subject: 'health', state: 'ok' })], {
        revision: 7,
        openedMs: NOW - 40 * 60_000,
        relapses: 3,
        changes: [
          { revision: 2, atMs: NOW - 20 * 60_000, joined: [], recovered: ['endpoint health is down'] },
          { revision: 3, atMs: NOW - 12 * 60_000, joined: [], recovered: ['many server errors'] },
          { revision: 4, atMs: NOW - 10 * 60_000, joined: ['many server errors'], recovered: [] },
        ],
      }),
      kind: 'changed',
      told: toldBefore({ revision: 6 }),
      observations: [await health('health-ok'), await logs('logs/openai-failing'), memory],
    }),
  ],
  [
    'channel-lost',
    async () => ({
      incident: incident([member('channel-lost', 0, { subject: 'slack' })]),
      observations: [
        {
          check: 'delivery',
          atMs: NOW - 20_000,
          channels: [
            { channel: 'slack', ...judge(404, 'no_service', '/atlasml-monitor/slack-webhook') },
            { channel: 'email', verdict: 'up', sentence: '1 address confirmed.', notes: [] },
          ],
        },
        await health('health-ok'),
      ],
    }),
  ],
  [
    'logs-unknown',
    async () => ({
      incident: incident([member('memory-high', 65)]),
      kind: 'reminded',
      observations: [
        {
          check: 'logs',
          atMs: NOW - 600_000,
          window: { startMs: 0, endMs: 0 },
          unknown: 'the query was still Running after 40 s and was stopped',
          evidence: [],
          notes: [],
        },
        { check: 'memory', atMs: NOW, memory: { state: 'known', usedPercent: 91.26, atMs: NOW, hoursToLimit: 3 } },
      ],
    }),
  ],
  [
    'no-data',
    async () => ({ incident: incident([member('server-errors', 12, { state: 'unknown' })]), kind: 'reminded', observations: [] }),
  ],
  [
    'acknowledged',
    async () => ({
      incident: incident([member('memory-high', 25)], {
        revision: 2,
        acknowledgedBy: 'ann',
        changes: [{ revision: 2, atMs: NOW - 5_000, joined: [], recovered: [], note: 'ann is on it' }],
      }),
      kind: 'changed',
      told: toldBefore({ topic: 'memory at 84 % since 10:08 UTC' }),
      observations: [{ check: 'memory', atMs: NOW, memory: { state: 'known', usedPercent: 86, atMs: NOW, hoursToLimit: 9 } }],
    }),
  ],
  [
    'short-outage',
    async () => ({
      incident: incident([member('endpoint-down', 0, { subject: 'health' })]),
      observations: [
        await refusing(),
        { ...(await health('health-ok')), check: 'again' } as Observation,
        await logs('logs/healthy'),
      ],
    }),
  ],
  [
    'resolved',
    async () => ({
      incident: incident(
        [
          member('endpoint-down', 25, { subject: 'health', state: 'ok' }),
          member('component-down', 24, { subject: 'weaviate', state: 'ok' }),
        ],
        {
          resolvedMs: NOW,
        },
      ),
      kind: 'resolved',
      told: toldBefore({ short: 'Weaviate unreachable' }),
      observations: [await health('health-ok'), await logs('logs/healthy'), memory],
    }),
  ],
  [
    'no-longer-watched',
    async () => ({
      incident: incident(
        [
          member('endpoint-down', 25, { subject: 'health', state: 'removed' }),
          member('slow', 9, { subject: 'health', state: 'ok' }),
        ],
        {
          resolvedMs: NOW,
          changes: [
            { revision: 2, atMs: NOW, joined: [], recovered: ['endpoint health is slow'], removed: ['endpoint health is down'] },
          ],
        },
      ),
      kind: 'resolved',
      told: toldBefore({ short: 'endpoint health refuses the key (403)' }),
      observations: [memory],
    }),
  ],
  [
    'resolved-by-failures',
    async () => ({
      incident: incident(
        [member('server-errors', 7, { state: 'ok', firstFailureMs: NOW - 420_000, lastFailureMs: NOW - 250_000 })],
        {
          resolvedMs: NOW,
        },
      ),
      kind: 'resolved',
      told: toldBefore({ short: 'OpenAI limits the rate' }),
      observations: [memory],
    }),
  ],
];

describe('goldens: would you know at three in the morning what to do?', () => {
  test.each(occasions)('%s', async (name, occasion) => {
    const message = compose({ kind: 'opened', nowMs: NOW, observations: [], ...(await occasion()) }, config, links);
    await expectGoldens(name, message);
    // The picture of a mail in docs/messages.md is taken of it.
    if (name === 'weaviate-unreachable')
      await expect(renderEmailHtml(message, { cid: 'chart', width: 640, height: 200 })).toMatchFileSnapshot(
        '../../../golden/weaviate-unreachable.html',
      );
  });

  test.each([
    ['test', testMessage(config, NOW)],
    ['drill', drillMessage(config, NOW - 42_000, NOW, [])],
    ['notice', noticeMessage(config, 'What was stored as "state" could not be used: it is no JSON object. It was set aside.')],
    [
      'plain',
      plainMessage(
        incident([member('endpoint-down', 3, { subject: 'health' }), member('slow', 1, { subject: 'health', state: 'unknown' })]),
        'opened',
        config,
        new Error('a part of it was missing'),
        links,
      ),
    ],
    ['drill-slack-failed', drillMessage(config, NOW - 42_000, NOW, ['Slack did not take it: HTTP 404 no_service.'])],
  ])('%s', expectGoldens);
});

test.each(['crash-loop', 'resolved'])('in the time of the reader: %s', async (name) => {
  const occasion = await occasions.find(([title]) => title === name)?.[1]();
  const message = compose(
    { kind: 'opened', nowMs: NOW, observations: [], ...occasion } as Occasion,
    { ...config, timezone: 'Europe/Berlin' },
    links,
  );
  await expectGoldens(`berlin-${name}`, message);
});

test('with a URL for the runbook the message links to its page', async () => {
  const occasion: Occasion = {
    incident: incident([member('slow', 2, { subject: 'health' })]),
    kind: 'opened',
    observations: [],
    nowMs: NOW,
  };
  const message = compose(occasion, { ...config, runbookUrl: 'https://wiki.example.org/runbook' }, []);
  expect(renderEmail(message).text).toContain('Runbook: https://wiki.example.org/runbook#slow');
});

test('docs/messages.md shows the goldens as they are', () => {
  const page = readFileSync('docs/messages.md', 'utf8');
  expect(page).toContain(readFileSync('test/golden/weaviate-unreachable.txt', 'utf8'));
  const [digest = ''] = readFileSync('test/golden/digest-daily-open.txt', 'utf8').split('\n\nDashboard:');
  expect(page).toContain(digest);
});
