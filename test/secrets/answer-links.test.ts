import { expect, test } from 'vitest';
import { type ReportPorts, reportIncident } from '../../functions/report-incident/report.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import { renderEmailHtml } from '../../functions/shared/message/email-html.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import { renderSlack } from '../../functions/shared/message/slack.ts';
import { writtenDown } from '../../local/store/message-log.ts';
import { SqliteStore } from '../../local/store/sqlite-store.ts';
import { machineOffer } from '../../local/watch/machine-offer.ts';
import { printedEmail, printedSlack } from '../../local/watch/terminal.ts';
import { alarm, definitionsOf, proving, StillClock, secretsOf, TestReceiver, unlimited } from '../support/fakes.ts';
import { renderServices } from '../support/render-services.ts';

const answers = { keyParameter: '/key', slackSigningSecretParameter: '/slack' };
const offer = machineOffer(
  'test',
  'https://m.example.org/',
  answers,
  secretsOf({ '/key': Buffer.alloc(32, 4).toString('base64') }),
);

/** Every right in a text. */
const rights = (text: string) => text.match(/answer\?t=[\w-]{40,}\.[\w-]{43}(?![\w-])/g) ?? [];

/** A real incident is told, with answers; what is kept of it, and its message. */
async function told(): Promise<{ message: Message; kept: string }> {
  const clock = new StillClock(Date.now());
  const store = new SqliteStore('test');
  const receiver = new TestReceiver('slack');
  const alarms = [alarm('server-errors', 'ALARM', { sinceMs: clock.now() })];
  const ports: ReportPorts = {
    alarms: { states: async () => alarms },
    store: { ...store.state, observations: async () => proving(alarms, clock.at) },
    runs: store.runs,
    configured: definitionsOf(alarms),
    receivers: [writtenDown(receiver, store, clock.now)],
    clock,
    within: unlimited,
    newId: () => 'i1',
    links: () => [],
    offer,
  };
  const config = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
  await reportIncident(config as never, ports);
  await store.state.archive((await store.state.load()).state.incidents[0] as never);
  const kept = JSON.stringify([
    await store.state.load(),
    await store.state.archived(9),
    store.messages.list(9),
    await store.runs.between(0, Date.now() + 1),
  ]);
  store.close();
  const [message] = receiver.got;
  if (!message) throw new Error('nothing was told');
  return { message, kept };
}

test('a link that answers goes whole to its receiver, in every form, and nowhere else', async () => {
  const { message, kept } = await told();
  expect(message.actions?.map(({ id }) => id)).toEqual(['acknowledge', 'silence', 'not-an-incident']);
  const urls = message.actions?.map(({ url }) => url) ?? [];
  const { text } = renderEmail(message);
  for (const url of urls) {
    expect(text).toContain(url);
    expect(renderEmailHtml(message)).toContain(url);
    for (const form of renderServices(message).slice(0, 1)) expect(JSON.stringify(form)).toContain(url);
  }
  expect(rights(JSON.stringify(renderSlack(message)))).toHaveLength(1);
  expect(
    rights(JSON.stringify(renderSlack({ ...message, actions: message.actions?.map(({ slack: _, ...a }) => a) as never }))),
  ).toHaveLength(3);

  expect(kept).toContain('many server errors');
  expect(rights(kept)).toEqual([]);
  expect(kept).not.toContain('m.example.org');
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  await printedEmail(print).deliver(message);
  await printedSlack(print).deliver(message);
  expect(printed.join('\n')).toContain('many server errors');
  expect(printed.join('\n')).not.toContain('answer?t=');
});
