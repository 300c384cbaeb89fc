import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { configurationAsked } from '../../cli/configuration.ts';
import { main } from '../../cli/main.ts';
import type { WatchAsked } from '../../cli/prepared-watch.ts';
import type { Screen } from '../../cli/screen.ts';
import { watchCommand } from '../../cli/watch.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { takeWriterLock } from '../../local/store/writer-lock.ts';
import { recordedAnswer } from '../support/corpus.ts';
import { header, mailServer } from '../support/mail-server.ts';
import { closedPort, serve } from '../support/servers.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'watch-'));

const watching = (asked: WatchAsked, config: MonitorConfigInput, printed: string[] = [], isJson = false) =>
  watchCommand(
    asked,
    configurationAsked({}, async () => config),
    {},
    { print: (line) => void printed.push(line), data: (line) => void printed.push(line) },
    isJson,
  );

/** A configuration file as a user has one. */
function configFile(input: object): string {
  const file = join(folder(), 'monitor.config.ts');
  const load = resolve('functions/shared/config/load.ts');
  writeFileSync(file, `import { defineConfig } from '${load}';\nexport default defineConfig(${JSON.stringify(input)});\n`);
  return file;
}

test('a stop finishes the mail that is being sent: the process ends well, and the next one does not send it again', async () => {
  const endpoints = [{ name: 'health', url: `http://127.0.0.1:${await closedPort()}/`, timeoutSeconds: 1 }];
  let stop = () => {};
  const { port, taken, cert } = await mailServer({}, () => {
    // The mail is on its way: the server answers after the stop.
    stop();
    return undefined;
  });
  const ca = join(folder(), 'ca.pem');
  writeFileSync(ca, cert);
  const smtp = { host: 'localhost', port, user: 'monitor', passwordParameter: '/mail/password', from: 'monitor@example.org' };
  const confirm = { attempts: 1, leastAttempts: 1, intervalSeconds: 0 };
  const file = configFile({ environment: 'test', endpoints, email: ['ops@example.org'], smtp, confirm });
  const state = folder();
  const run = async (...more: string[]) => {
    const args = ['bin/atlasml-monitor.ts', 'watch', '--config', file, '--data', state, ...more];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca, MAIL_PASSWORD: 'right', NO_COLOR: '1' };
    const child = spawn(process.execPath, args, { env });
    stop = () => void child.kill('SIGTERM');
    const said = text(child.stdout);
    const code = await new Promise<number | null>((end) => child.once('close', end));
    return { code, said: await said };
  };

  const first = await run();
  expect(first).toMatchObject({
    code: 0,
    said: expect.stringContaining('told           email o…@example.org: [DOWN] AtlasML test'),
  });
  expect(first.said).toMatch(/Stopping: work that has begun is finished first/);
  expect(first.said.trimEnd().endsWith('Stopped.')).toBe(true);
  expect(first.said).not.toContain('right');
  expect(first.said).not.toContain('\u001b');
  expect(taken.map((m) => header(m.text, 'Auto-Submitted'))).toEqual(['auto-generated']);
  expect(await run('--once')).toMatchObject({ code: 1 });
  expect(taken).toHaveLength(1);
});

test('secrets that are missing stop the start, each with both ways to give it', async () => {
  const config = {
    endpoints: [{ name: 'health', url: 'http://127.0.0.1:1/', headers: { Authorization: { parameter: '/atlasml/key' } } }],
    slack: { webhookParameter: '/atlasml/slack-webhook' },
  };
  await expect(watching({ secrets: '/etc/none' }, config)).rejects.toThrow(
    [
      'These secrets are missing:',
      '  /atlasml/key: set the variable ATLASML_KEY, or write it into the file /etc/none/atlasml_key',
      '  /atlasml/slack-webhook: set the variable ATLASML_SLACK_WEBHOOK, or write it into the file /etc/none/atlasml_slack_webhook',
    ].join('\n'),
  );
});

test.concurrent('one endpoint at once needs no secrets: the messages are printed', async () => {
  const printed: string[] = [];
  const config = {
    endpoints: [{ name: 'other', url: 'http://127.0.0.1:1/' }],
    slack: { webhookParameter: '/atlasml/slack-webhook' },
  };
  const url = `http://127.0.0.1:${await closedPort()}/`;
  const outcome = await watching({ url, once: true, secrets: '/etc/none' }, config, printed);
  expect(outcome.code).toBe(1);
  expect(printed[0]).toContain('note: a secret is missing, so nobody is told: /atlasml/slack-webhook: set the variable');
  expect(printed.join('\n')).toContain('Subject: [DOWN] AtlasML local');
});

test.concurrent('the log file of the configuration is read', async () => {
  const origin = await serve((_request, response) => response.end(recordedAnswer('health-ok').body));
  const log = join(folder(), 'atlasml.log');
  writeFileSync(log, '');
  const config = { endpoints: [{ name: 'health', url: `${origin}/` }], logs: { group: 'a', file: log }, environment: 'test' };
  const printed: string[] = [];
  await watching({ once: true, data: folder() }, config, printed);
  expect(printed.join('\n')).toMatch(/logs {11}0 requests/);
});

test.concurrent('a log file that is not there yet is waited for: that is said, and what it says is unknown', async () => {
  const origin = await serve((_request, response) => response.end(recordedAnswer('health-ok').body));
  const file = join(folder(), 'later.log');
  const config = { endpoints: [{ name: 'health', url: `${origin}/` }], logs: { group: 'a', file }, environment: 'test' };
  const printed: string[] = [];
  const { code } = await watching({ once: true, data: folder() }, config, printed);
  expect(code).toBe(3);
  expect(printed).toContain(`note: ${file} is not there yet: until it is, what the log says is unknown`);
  expect(printed.join('\n')).toMatch(/logs .*later\.log is not there since \d\d:\d\d:\d\d UTC: waiting for it/);
});

test.concurrent('one endpoint at once: it says what has no effect here, and what was seen', async () => {
  const origin = await serve((_request, response) => response.end(recordedAnswer('health-ok').body));
  const printed: string[] = [];
  const config = { endpoints: [{ name: 'other', url: 'http://127.0.0.1:1/' }], email: ['ops@example.org'] };
  const outcome = await watching({ url: `${origin}/api/v1/health/`, once: true }, config, printed);
  expect(outcome).toEqual({ text: '', code: 0 });
  expect(printed.slice(0, 2)).toEqual([
    'note: email: there is no smtp, so nobody gets e-mails from this machine',
    'note: nobody is configured to be told: messages are printed here',
  ]);
  expect(printed.join('\n')).toMatch(/health {9}up: HTTP 200/);
});

test.concurrent('as JSON: what is seen, which alarms change, the messages, and how the round went', async () => {
  const url = `http://127.0.0.1:${await closedPort()}/`;
  const config = { endpoints: [{ name: 'other', url: 'http://127.0.0.1:1/' }] };
  const printed: string[] = [];
  const { code, text } = await watching({ url, once: true }, config, printed, true);
  expect({ code, text }).toEqual({ code: 1, text: '' });
  const events = printed.map((line) => JSON.parse(line));
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['note', 'seen', 'alarm', 'message', 'round']));
  expect(events.at(-1)).toEqual({ kind: 'round', round: 'bad' });
  const [seen] = events.filter(({ kind }) => kind === 'seen');
  expect(seen).toMatchObject({ atMs: expect.any(Number), observation: { check: 'health', endpoints: [{ verdict: 'down' }] } });
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'alarm', to: 'ALARM', name: expect.stringMatching(/endpoint-down/) }),
  );
  const [mail] = events.filter(({ kind, receiver }) => kind === 'message' && receiver === 'email');
  expect(mail).toMatchObject({ subject: expect.stringContaining('[DOWN] AtlasML local') });
});

test.each([['--listen'], ['--metrics']])('%s that is no address is told before the folder is opened', async (option) => {
  const endpoints = [{ name: 'health', url: 'http://127.0.0.1:1/' }];
  const [data, printed] = [folder(), [] as string[]];
  const screen = { print: (line: string) => printed.push(line), data: () => {} } as unknown as Screen;
  const loadConfig = async () => ({ environment: 'test', endpoints });
  const { text, code } = await main(['watch', '--data', data, option, 'foo'], { screen, environment: {}, loadConfig });
  expect({ text, code }).toEqual({ text: expect.stringContaining(`${option} takes an address`), code: 2 });
  expect(printed.join()).not.toContain('Watching');
  expect(readdirSync(data)).toEqual([]);
});

test.each([[['--once']], [['--listen', '127.0.0.1:0']]])(
  'a second monitor on the folder is told who holds it, in a sentence (%j)',
  async (more) => {
    const endpoints = [{ name: 'health', url: `http://127.0.0.1:${await closedPort()}/` }];
    const data = folder();
    const held = join(data, 'test');
    mkdirSync(held);
    const lock = takeWriterLock(held, { pid: 4711, host: 'other', sinceMs: Date.parse('2026-11-26T10:00:00Z') });
    const screen = { print: () => {}, data: () => {} } as unknown as Screen;
    const loadConfig = async () => ({ environment: 'test', endpoints });

    const outcome = await main(['watch', '--data', data, ...more], { screen, environment: {}, loadConfig });

    expect(outcome).toEqual({
      text: `Another monitor already writes to ${held}: process 4711 on other, since 2026-11-26 10:00 UTC. Stop that one, or give this one a folder of its own with --data DIR.`,
      code: 3,
      isFailure: true,
    });
    lock.release();
  },
);
