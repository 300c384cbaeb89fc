import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compose, type Occasion } from '../../../../functions/report-incident/tell/compose.ts';
import type { Action, Message } from '../../../../functions/shared/message/message.ts';
import { NTFY_LIMITS, renderNtfy } from '../../../../functions/shared/message/ntfy.ts';
import { PAGERDUTY_LIMITS, renderPagerduty } from '../../../../functions/shared/message/pagerduty.ts';
import { MOST_TEAMS_BYTES, renderTeams } from '../../../../functions/shared/message/teams.ts';
import { drillMessage, noticeMessage, testMessage } from '../../../../functions/shared/message/test-message.ts';
import { MOST_WEBHOOK_BYTES, renderWebhook } from '../../../../functions/shared/message/webhook.ts';
import { WEBHOOK_SCHEMA_FILE, webhookPayload, webhookSchemaText } from '../../../docs/webhook/schema.ts';
import { exampleMessage } from '../../../support/slack-message.ts';
import { config, health, incident, links, logs, member, memory, NOW, toldBefore } from '../support.ts';

const CHANNELS: Record<string, { render(message: Message): unknown; most: number }> = {
  teams: { render: renderTeams, most: MOST_TEAMS_BYTES },
  pagerduty: {
    render: (message) => renderPagerduty(message, { source: 'AtlasML production', key: 'atlasml-monitor/production' }),
    most: PAGERDUTY_LIMITS.bytes,
  },
  ntfy: { render: (message) => renderNtfy(message, 'atlasml-alerts'), most: NTFY_LIMITS.json },
  webhook: {
    render: (message) => renderWebhook(message, { service: 'AtlasML', environment: 'production', atMs: NOW }),
    most: MOST_WEBHOOK_BYTES,
  },
};

let made: Promise<Record<string, Message>> | undefined;
/** A message of each kind, made once. */
const messages = () => (made ??= make());

async function make(): Promise<Record<string, Message>> {
  const kinds: Record<string, Message> = {};
  const down = [
    member('endpoint-down', 2, { subject: 'health' }),
    member('component-down', 1, { subject: 'weaviate' }),
    member('server-errors', 1),
  ];
  const observations = [await health('health-weaviate-unreachable'), await logs('logs/weaviate-dies'), memory];
  const worse = { revision: 2, atMs: NOW, joined: ['AtlasML keeps restarting'], recovered: [] };
  const ack = { revision: 2, atMs: NOW - 5_000, joined: [], recovered: [], note: 'ann is on it' };
  const occasions: Record<string, Partial<Occasion> & Pick<Occasion, 'incident'>> = {
    opened: { incident: incident(down), observations },
    changed: {
      incident: incident([...down, member('crash-loop', 0)], { revision: 2, changes: [worse] }),
      kind: 'changed',
      told: toldBefore(),
      observations: [await logs('docker/logs/f_crash_kill9_loop', 110)],
    },
    acknowledged: {
      incident: incident([member('memory-high', 25)], { revision: 2, acknowledgedBy: 'ann', changes: [ack] }),
      kind: 'changed',
      told: toldBefore(),
      observations: [{ check: 'memory', atMs: NOW, memory: { state: 'known', usedPercent: 86, atMs: NOW, hoursToLimit: 9 } }],
    },
    dismissed: {
      incident: incident([member('memory-high', 25)], {
        revision: 2,
        dismissed: { atMs: NOW - 5_000, by: 'ann (Slack)', why: 'planned work', revision: 2, standing: 'ALERT', alarms: [] },
        changes: [{ ...ack, note: 'ann (Slack) says that this is not an incident: planned work' }],
      }),
      kind: 'changed',
      told: toldBefore(),
    },
    warned: { incident: incident([member('slow', 6, { subject: 'health' })]), observations: [await health('health-ok'), memory] },
    reminded: { incident: incident([member('memory-high', 65)]), kind: 'reminded', observations: [memory] },
    resolved: {
      incident: incident([member('endpoint-down', 25, { subject: 'health', state: 'ok' })], {
        revision: 3,
        resolvedMs: NOW - 180_000,
        acknowledgedBy: 'ann',
      }),
      kind: 'resolved',
      told: toldBefore({ short: 'Weaviate unreachable' }),
      observations: [await health('health-ok')],
    },
  };
  for (const [name, more] of Object.entries(occasions)) {
    const occasion: Occasion = { kind: 'opened', observations: [], nowMs: NOW, ...more };
    const { id, revision } = occasion.incident;
    kinds[name] = { ...compose(occasion, config, links), story: { incident: id, step: `${revision}.${occasion.kind}` } };
  }
  const link = (id: Action['id'], label: string): Action => ({ id, label, url: `https://answers.example.org/answer?t=${id}` });
  const actions = [link('acknowledge', 'Acknowledge'), link('silence', 'Silence'), link('not-an-incident', 'Not an incident')];
  kinds.answerable = { ...(kinds.warned as Message), actions };
  kinds.digest = exampleMessage({
    kind: 'digest',
    severity: 'warn',
    tag: 'DAILY',
    subject: '[DAILY] AtlasML production: please check, memory',
    headline: 'AtlasML production, Tuesday 2026-11-24.',
    cause: '',
    checklist: [
      { status: 'well', what: 'Health', fact: 'up 100 %', more: [] },
      { status: 'bad', what: 'Memory', fact: '91 %, 4 points more than a week ago', more: ['at the limit in 3 days'] },
    ],
  });
  kinds.test = testMessage(config, NOW);
  kinds.drill = drillMessage(config, NOW - 42_000, NOW, []);
  kinds.notice = noticeMessage(config, 'What was stored as "state" could not be used. It was set aside.');
  return kinds;
}

describe.each(Object.entries(CHANNELS))('%s', (channel, { render, most }) => {
  test('a message of each kind is as its golden; regenerate on purpose only, with `vitest -u`', async () => {
    const all = Object.fromEntries(Object.entries(await messages()).map(([name, message]) => [name, render(message)]));
    const golden = join(import.meta.dirname, '../../../golden/services', `${channel}.json`);
    await expect(`${JSON.stringify(all, null, 2)}\n`).toMatchFileSnapshot(golden);
  });

  test('however much there is to say, it keeps within the limit', () => {
    const long = 'é"\\🙂 '.repeat(400);
    const row = { when: long, what: long, fact: long };
    const many = <T>(of: T) => Array.from({ length: 12 }, () => of);
    const error = { when: '10:31', level: 'ERROR', logger: long, text: long, count: 2, age: 'new', trace: [long, long, long] };
    const message = exampleMessage({
      subject: long,
      title: long,
      short: long,
      headline: long,
      cause: long,
      news: many(long),
      also: many(long),
      seen: many(row),
      errors: many(error),
      timeline: many(row),
      notices: many(long),
      checklist: many({ status: 'bad' as const, what: long, fact: long, more: [long] }),
      todo: { text: long, runbook: long },
      links: [{ label: long, url: 'https://console.aws.test/x' }],
      story: { incident: 'i1', step: '1.opened' },
    });
    for (const one of [render(message)].flat()) expect(Buffer.byteLength(JSON.stringify(one))).toBeLessThanOrEqual(most);
  });
});

/** How often something says that it is cut. */
const marks = (of: unknown) => JSON.stringify(of).match(/ … |left out\)|\(shortened\)/g)?.length ?? 0;

test('a text that fits is whole in every channel: nothing of a message as the reporter makes it is cut', async () => {
  for (const [name, message] of Object.entries(await messages())) {
    const said = marks(message);
    for (const { render } of Object.values(CHANNELS)) expect(marks(render(message)), name).toBeLessThanOrEqual(said);
  }
});

test('two tests within a minute are two messages to a webhook, and the same notice is one', async () => {
  const { test: asked, notice } = await messages();
  const idAt = (message: Message | undefined, atMs: number) =>
    renderWebhook(message as Message, { service: 'AtlasML', environment: 'test', atMs }).id;
  expect(idAt(asked, NOW + 10_000)).not.toBe(idAt(asked, NOW));
  expect(idAt(notice, NOW + 10_000)).toBe(idAt(notice, NOW));
});

test('each message of a webhook is as docs/webhook.schema.json says, and the file as `npm run schema` writes it', async () => {
  for (const message of Object.values(await messages())) {
    const { data, error } = webhookPayload.safeParse(JSON.parse(JSON.stringify(CHANNELS.webhook?.render(message))));
    expect(error?.message).toBeUndefined();
    expect(data?.data.leftOut).toBe(0);
  }
  expect(JSON.parse(readFileSync(WEBHOOK_SCHEMA_FILE, 'utf8'))).toEqual(JSON.parse(webhookSchemaText()));
});

describe('PagerDuty: one key from the begin to the end (Events API v2, "Event Action Behavior")', () => {
  const events = async (name: string) =>
    CHANNELS.pagerduty?.render((await messages())[name] as Message) as { event_action: string; dedup_key: string }[];

  test.each([
    ['opened', ['trigger']],
    ['changed', ['trigger']],
    ['reminded', ['trigger']],
    ['acknowledged', ['acknowledge']],
    ['resolved', ['resolve']],
    ['notice', ['trigger']],
    ['test', ['trigger', 'resolve']],
    ['drill', ['trigger', 'resolve']],
  ])('%s', async (name, actions) => {
    const sent = await events(name);
    expect(sent.map((event) => event.event_action)).toEqual(actions);
    expect(new Set(sent.map((event) => event.dedup_key)).size).toBe(1);
  });

  test('leads to where one looks by the name of the monitor, never to an answer', async () => {
    const { actions, links: shown } = (await messages()).answerable as Required<Message>;
    const clientOf = (message: Message) =>
      renderPagerduty(message, { source: 'AtlasML production', key: 'k' }).map((event) =>
        'client_url' in event ? event.client_url : 'none',
      );
    const message = (await messages()).opened as Message;
    expect(clientOf({ ...message, actions })).toEqual([shown[0]?.url]);
    expect(clientOf({ ...message, actions, links: [] })).toEqual(['none']);
  });

  test('one that is to be silent calls nobody any more', async () => {
    const message: Message = { ...((await messages()).changed as Message), answered: 'silent' };
    expect(renderPagerduty(message, { source: 's', key: 'k' }).map((event) => event.event_action)).toEqual([
      'trigger',
      'acknowledge',
    ]);
  });

  test('an incident that is worse and was taken on is triggered and acknowledged', async () => {
    const message: Message = { ...((await messages()).changed as Message), acknowledged: { by: 'ann', news: 'some' } };
    const actions = renderPagerduty(message, { source: 's', key: 'k' }).map((event) => event.event_action);
    expect(actions).toEqual(['trigger', 'acknowledge']);
  });

  test('the key is that of the incident, and no longer than 255 characters', async () => {
    expect((await events('opened'))[0]?.dedup_key).toBe('atlasml-monitor/production/i1');
    expect((await events('resolved'))[0]?.dedup_key).toBe('atlasml-monitor/production/i1');
    const [event] = renderPagerduty(exampleMessage({ story: { incident: 'i'.repeat(300), step: '1' } }), {
      source: 's',
      key: 'k',
    });
    expect(event?.dedup_key).toHaveLength(255);
  });
});
