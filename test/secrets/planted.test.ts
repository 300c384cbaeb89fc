import { globSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkHealthCommand } from '../../cli/check-health.ts';
import { checkLogsCommand } from '../../cli/check-logs/command.ts';
import { showOutcome } from '../../cli/screen.ts';
import { asJson } from '../../cli/usage-error.ts';
import { compose, type Occasion } from '../../functions/report-incident/tell/compose.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { addExtras } from '../../functions/shared/delivery/slack/extras.ts';
import { emptyRecord } from '../../functions/shared/incident/receiver-record.ts';
import { readRun, runMemory } from '../../functions/shared/incident/run-memory.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import { renderSlack, renderSlackPlain, renderSlackWorkflow } from '../../functions/shared/message/slack.ts';
import { testMessage } from '../../functions/shared/message/test-message.ts';
import type { SentryObservation } from '../../functions/shared/observation.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { printedEmail, printedSlack, printingListener } from '../../local/watch/terminal.ts';
import { config, incident, links, member, NOW } from '../functions/report-incident/support.ts';
import { FORBIDDEN } from '../support/arbitrary-text.ts';
import { MemoryRecords, memoryStore } from '../support/fakes.ts';
import { renderServices } from '../support/render-services.ts';
import { serve } from '../support/servers.ts';
import { allForms, SECRET } from './forms.ts';
import { observationsWith, storedWith } from './observations.ts';
import { commandsSay, keptScreen, WRITERS } from './ways-out.ts';

const context = { getRemainingTimeInMillis: () => 60_000 };
const logged: string[] = [];
beforeEach(() => {
  vi.stubGlobal('MONITOR_CONFIG', resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] }));
  logged.length = 0;
  for (const method of ['log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => void logged.push(String(line)));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** An incident with a text in every field that holds words. */
const incidentWith = (text: string) =>
  incident([member('endpoint-down', 2, { subject: 'health', title: text })], {
    short: text,
    acknowledgedBy: text,
    changes: [{ revision: 1, atMs: NOW, joined: [text], recovered: [text], note: text }],
    account: { atMs: NOW, short: text, cause: text, certain: false, besides: [text], errors: [text] },
    causes: [{ id: 'x', short: text }],
  });

/** What Sentry tells, with a text in every field that holds words: of an issue, or of why it does not tell. */
const sentryWith = (text: string): SentryObservation => ({
  atMs: NOW,
  window: { startMs: NOW - 600_000, endMs: NOW },
  issues: [{ id: text, title: text, culprit: text, events: 1, users: 1, status: text, isUnhandled: true, url: text }],
  others: 0,
  orMore: false,
});

function messagesWith(text: string): string {
  const signals = ['endpoint-down', 'server-errors', 'crash-loop', 'new-error-kind', 'channel-lost', 'memory-high'] as const;
  return signals
    .map((signal) => {
      const occasion: Occasion = {
        incident: { ...incidentWith(text), members: [member(signal, 2, { subject: 'health', title: text })] },
        kind: 'opened',
        observations: storedWith(text, NOW),
        sentry: sentryWith(text),
        nowMs: NOW,
      };
      const message = compose(occasion, config, links, [text]);
      return JSON.stringify([
        renderEmail(message),
        renderSlack(message),
        renderSlackPlain(message),
        renderSlackWorkflow(message),
        // What differs between signals are words, and each form of those is tried above.
        ...(signal === 'endpoint-down' ? renderServices(message) : []),
      ]);
    })
    .join('\n');
}

async function storedOf(text: string): Promise<string> {
  const records = new MemoryRecords();
  const store = memoryStore(records);
  for (const observation of observationsWith(text, NOW))
    await publish(observation, [], { store, metrics: { put: async () => {} } });
  await store.save({
    version: 0,
    silence: { fromMs: 0, untilMs: 1, why: text, by: text },
    incidents: [incidentWith(text)],
    notices: [{ id: 'n', atMs: NOW, text }],
  });
  await store.saveReceiver({ ...emptyRecord('slack'), failing: { sinceMs: NOW, error: text } });
  await store.archive(incidentWith(text));
  await runMemory(records).keep({
    atMs: NOW,
    reason: 'opened',
    alarms: [{ name: 'a', value: 'ALARM', sinceMs: NOW, threshold: 1, reason: text }],
    missing: [text],
    observations: storedWith(text, NOW),
    window: text,
    before: { version: 0, incidents: [incidentWith(text)], notices: [] },
    state: { version: 0, silence: { fromMs: 0, untilMs: 1, why: text, by: text }, incidents: [incidentWith(text)], notices: [] },
    receivers: [{ ...emptyRecord('slack'), failing: { sinceMs: NOW, error: text } }],
    told: [],
    failures: [{ receiver: 'slack', error: text }],
    problems: [text],
  });
  const unpacked = [...(records.kinds.get('run')?.values() ?? [])].map(({ json }) => readRun(json));
  await store.setAside({ what: 'state', why: text, raw: JSON.stringify({ text }) }, NOW);
  expect(unpacked).toHaveLength(1);
  return JSON.stringify([unpacked, ...[...records.kinds].map(([kind, of]) => [kind, ...of.values()])]);
}

async function logOf(text: string): Promise<string> {
  const { runFunction } = await import('../../functions/shared/aws/runtime.ts');
  await runFunction('check-health', context, async () => ({ seen: observationsWith(text, NOW), text }));
  const error = Object.assign(new Error(text, { cause: new Error(text) }), { config: { text } });
  const thrown = await runFunction('check-health', context, () => Promise.reject(error)).catch((e: Error) => e);
  const refuse = async () => Promise.reject(new Error(text));
  const full = { ...testMessage(config, 0), also: ['x'], chart: refuse };
  await addExtras({ send: refuse, call: refuse }, full, { channel: 'C', ts: '1' });
  expect(logged.every((line) => !line.includes('\n'))).toBe(true);
  return [...logged, inspect(thrown, { showHidden: true, depth: 9 })].join('\n');
}

async function screenOf(text: string): Promise<string> {
  const { screen, said } = keptScreen();
  const listener = printingListener(screen.print, () => NOW);
  for (const observation of observationsWith(text, NOW)) listener.observed(observation);
  listener.failed(text, new Error(text));
  const occasion: Occasion = { incident: incidentWith(text), kind: 'opened', observations: storedWith(text, NOW), nowMs: NOW };
  const message = compose(occasion, config, links, [text]);
  await printedEmail(screen.print).deliver(message);
  await printedSlack(screen.print).deliver(message);
  return `${said()}\n${await commandsSay(text, incidentWith(text))}`;
}

const sentryOf = async (text: string) =>
  JSON.stringify(
    redactDeep({
      exception: { values: [{ value: text, stacktrace: { frames: [{ context_line: text, vars: { x: text } }] } }] },
      extra: { text },
    }),
  );

const WAYS = {
  message: async (text: string) => messagesWith(text),
  store: storedOf,
  log: logOf,
  screen: screenOf,
  sentry: sentryOf,
};

/** What of the secret stands in a text, 8 characters of it or more. */
function partsIn(text: string): string[] {
  return Array.from({ length: SECRET.length - 7 }, (_, i) => SECRET.slice(i, i + 8)).filter((part) => text.includes(part));
}

/** Every third of more than 300: the slow ways take these, the others all. */
const someForms = allForms(SECRET).filter((_, i) => i % 3 === 0);

describe.each(Object.entries(WAYS))('by the way %s nothing of a secret leaves', (way, send) => {
  test.each(way === 'screen' ? someForms : allForms(SECRET))('%s', async (text) => {
    expect(partsIn(await send(text))).toEqual([]);
  });
});

test('check health: neither the answer nor an error shows a secret or a terminal code', async () => {
  for (const form of someForms) {
    const { screen, said } = keptScreen();
    const body = JSON.stringify({
      status: 'error',
      components: { weaviate: { status: 'error', message: `\x1b]52;c;AA\x07${form}\u202e` } },
    });
    const url = await serve((_request, response) =>
      response.writeHead(503, { 'content-type': 'application/json', server: 'x \x9b31m' }).end(body),
    );
    for (const isJson of [false, true]) {
      const outcome = await checkHealthCommand({ url, attempts: 1 }, { input: async () => ({}) as never }, {});
      showOutcome(screen, isJson ? await asJson(outcome) : outcome);
    }
    expect(partsIn(said()), form).toEqual([]);
    expect(said()).not.toMatch(FORBIDDEN);
    expect(said()).toContain('weaviate');
  }
});

test('check logs: what an error line holds is shown without it', async () => {
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const file = `${mkdtempSync(`${process.env.TMPDIR ?? '/tmp'}/planted-`)}/a.jsonl`;
  // Each run counts a log by all queries: the forms take turns, and every one is tried at the redaction itself.
  for (const form of allForms(SECRET).filter((_, i) => i % 5 === 0)) {
    const { screen, said } = keptScreen();
    const message = `2026-11-25 10:00:00 - ERROR - atlasml.app - failed: \x1b[31m${form}`;
    writeFileSync(file, `${JSON.stringify({ timestamp: Date.parse('2026-11-25T10:00:00Z'), message })}\n`);
    const outcome = await checkLogsCommand({ files: [file] }, {} as never);
    for (const isJson of [false, true]) showOutcome(screen, isJson ? await asJson(outcome) : outcome);
    expect(partsIn(said()), form).toEqual([]);
    expect(said()).not.toMatch(FORBIDDEN);
  }
});

describe('the list of ways out is complete', () => {
  const WRITES =
    /console\.(?:log|info|warn|error|debug|trace|table|dir)\b|console\[|process\.std(?:out|err)|\b(?:stdout|stderr|stream)\.write\(|(?:Publish|PutItem|UpdateItem|BatchWriteItem|PutMetricData|PutLogEvents|Invoke|SendMessage|SendEmail|PutObject)Command\(|\b(?:writeFile|appendFile|createWriteStream|writeSync)|captureException|captureMessage|\b(?:postJson|postToSlack|postTo|fetch)\(|\brequest\.call|insert (?:or \w+ )?into/;
  const code = (file: string) => readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const writing = globSync('{bin,cli,functions,lib,local,insights}/**/*.ts').filter((file) => WRITES.test(code(file)));

  test.each(writing)('%s is on it', (file) => expect(Object.keys(WRITERS)).toContain(file));

  test('and holds no file that is gone', () => {
    const files = globSync('{bin,cli,functions,lib,local,insights}/**/*.ts');
    expect(Object.keys(WRITERS).filter((file) => !files.includes(file))).toEqual([]);
  });

  test('each way on it is tried above', () => {
    for (const way of Object.values(WRITERS)) if (typeof way === 'string') expect(Object.keys(WAYS)).toContain(way);
  });
});
