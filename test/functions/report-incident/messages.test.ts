import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compose, type Occasion } from '../../../functions/report-incident/compose.ts';
import { consoleLinks } from '../../../functions/report-incident/links.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { renderEmail } from '../../../functions/shared/message/email.ts';
import { renderSlack, renderSlackPlain, renderSlackWorkflow } from '../../../functions/shared/message/slack.ts';
import type { LogsObservation, Observation } from '../../../functions/shared/observation.ts';
import type { Incident, Member } from '../../../functions/shared/reporter-state.ts';
import type { SignalId } from '../../../functions/shared/signal.ts';
import { signalOf } from '../../../functions/shared/signals.ts';
import { judge } from '../../../functions/verify-delivery/slack.ts';
import { recorded, recordedAnswer } from '../../support/corpus.ts';
import { serve } from '../../support/servers.ts';
import { probe } from '../check-health/support.ts';
import { observe } from '../check-logs/support.ts';

const NOW = Date.parse('2026-11-25T10:33:04Z');
const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
  logs: { group: 'atlasml/production', region: 'eu-central-1' },
});
const links = consoleLinks(config, 'eu-central-1', { startMs: NOW - 420_000, endMs: NOW });

function member(signal: SignalId, minutesAgo: number, more: Partial<Member> = {}): Member {
  const { severity, title } = signalOf(signal);
  const subject = more.subject ?? '';
  return {
    alarm: signal + subject,
    signal,
    subject,
    severity,
    title: title.replace('%', subject),
    state: 'alarm',
    sinceMs: NOW - minutesAgo * 60_000,
    ...more,
  };
}

function incident(members: Member[], more: Partial<Incident> = {}): Incident {
  return { id: 'i1', openedMs: Math.min(...members.map((m) => m.sinceMs)), revision: 1, changes: [], members, told: {}, ...more };
}

/** What check-logs sees in a recording, as if it had happened just now. */
async function logs(name: string): Promise<LogsObservation> {
  const seen = await observe(recorded(name));
  return {
    ...seen,
    atMs: NOW - 20_000,
    evidence: seen.evidence.map((kind, i) => ({ ...kind, newestMs: NOW - (i + 1) * 25_000 })),
  };
}

const memory: Observation = {
  check: 'memory',
  atMs: NOW - 30_000,
  memory: { state: 'known', usedPercent: 62, limitBytes: 8 * 1024 ** 3, atMs: NOW, hoursToLimit: 720 },
};

async function health(answer: string): Promise<Observation> {
  const { status, body } = recordedAnswer(answer);
  const origin = await serve((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body),
  );
  const seen = await probe({ url: origin }, { attempts: 3 });
  // How long a test's own server took is no part of a golden.
  return { check: 'health', atMs: NOW, endpoints: [{ ...seen, sentence: seen.sentence.replace(/in \d+ ms/, 'in 41 ms') }] };
}

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
      toldRevision: 1,
      observations: [await logs('docker/logs/f_crash_kill9_loop')],
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
      toldRevision: 6,
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
    'resolved',
    async () => ({
      incident: incident(
        [
          member('endpoint-down', 25, { subject: 'health', state: 'ok' }),
          member('component-down', 24, { subject: 'weaviate', state: 'ok' }),
        ],
        {
          resolvedMs: NOW,
          short: 'Weaviate unreachable',
        },
      ),
      kind: 'resolved',
      observations: [await health('health-ok'), await logs('logs/healthy'), memory],
    }),
  ],
];

describe('goldens: would you know at three in the morning what to do?', () => {
  test.each(occasions)('%s', async (name, occasion) => {
    const message = compose(
      { kind: 'opened', nowMs: NOW, observations: [], toldRevision: 0, ...(await occasion()) },
      config,
      links,
    );
    const { subject, text } = renderEmail(message);
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../../golden/${name}.txt`);
    await expect(`${JSON.stringify(renderSlack(message), null, 2)}\n`).toMatchFileSnapshot(`../../golden/${name}.slack.json`);
  });
});

test('with a URL for the runbook the message links to its page', async () => {
  const occasion: Occasion = {
    incident: incident([member('slow', 2, { subject: 'health' })]),
    kind: 'opened',
    observations: [],
    nowMs: NOW,
    toldRevision: 0,
  };
  const message = compose(occasion, { ...config, runbookUrl: 'https://wiki.example.org/runbook' }, []);
  expect(renderEmail(message).text).toContain('Runbook: https://wiki.example.org/runbook#slow');
});

test('the README shows the golden as it is', () => {
  const golden = readFileSync('test/golden/weaviate-unreachable.txt', 'utf8');
  expect(readFileSync('README.md', 'utf8')).toContain(golden);
});

test('planted secrets and students’ text reach neither channel', async () => {
  const planted = [
    'jane.doe@example.org',
    'sk-test-0000000000000000',
    'Bearer abc.def.ghi',
    'hooks.slack.com/services/T0/B0/planted',
    'lecture essay',
  ];
  const secrets = planted.slice(0, 4).join(' ');
  const text = `Request body was: lecture essay ${planted.join(' ')}`;
  const observations: Observation[] = [
    {
      check: 'health',
      atMs: NOW,
      endpoints: [
        {
          endpoint: 'health',
          verdict: 'down',
          sentence: secrets,
          attempts: 1,
          timings: { totalMs: 1 },
          components: [],
          earlierFaults: [],
        },
      ],
    },
    {
      check: 'logs',
      atMs: NOW,
      window: { startMs: 0, endMs: 0 },
      unknown: secrets,
      notes: [],
      evidence: [
        {
          fingerprint: 'f',
          level: 'ERROR',
          logger: 'atlasml.app',
          text,
          count: 1,
          newestMs: NOW,
          exception: `ValueError: ${secrets}`,
          where: [`atlasml/app.py:7 in ${secrets}`],
        },
      ],
      startFailure: { exception: `weaviate.Error: ${secrets}`, where: [secrets] },
      lastWords: [secrets],
    },
    { check: 'memory', atMs: NOW, memory: { state: 'unknown', reason: secrets } },
  ];
  const occasion: Occasion = {
    incident: incident([member('endpoint-down', 2, { subject: 'health' })]),
    kind: 'opened',
    observations,
    nowMs: NOW,
    toldRevision: 0,
  };
  const message = compose(occasion, config, links, [secrets]);
  const all = JSON.stringify([renderEmail(message), renderSlack(message)]);
  for (const secret of ['jane.doe', 'sk-test', 'abc.def.ghi', 'T0/B0/planted', 'lecture essay'])
    expect(all).not.toContain(secret);
});

test('tricky-bodies: nothing of what students wrote, and no key of theirs, reaches either channel', async () => {
  const seen = await logs('logs/tricky-bodies');
  const signals: SignalId[] = ['new-error-kind', 'server-errors', 'critical-lines', 'unfinished-requests', 'crash-loop'];
  const observations: Observation[] = [
    { ...seen, evidence: seen.evidence.map((kind) => ({ ...kind, firstSeenMs: seen.window.endMs })) },
  ];
  for (const signal of signals) {
    const occasion: Occasion = {
      incident: incident([member(signal, 1)]),
      kind: 'opened',
      observations,
      nowMs: NOW,
      toldRevision: 0,
    };
    const message = compose(occasion, config, links);
    const all = JSON.stringify([
      seen,
      renderEmail(message),
      renderSlack(message),
      renderSlackPlain(message),
      renderSlackWorkflow(message),
    ]);
    for (const text of ['jane.doe', 'sk-test-0', 'abc.def.ghi', 'CRITICAL thinking', 'fake.logger', 'user text', 'aaaaaaaaaa']) {
      expect(all, signal).not.toContain(text);
    }
  }
});
