import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { inferredProbe } from '../../../local/replay/inferred-probe.ts';
import { replay } from '../../../local/replay/replay.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { runOnce, runReal } from '../../../local/watch/real.ts';
import { recorded, recordedAnswer } from '../../support/corpus.ts';
import { header, mailServer, partOf } from '../../support/mail-server.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { TurningClock } from '../../support/turning-clock.ts';

const secrets = machineSecrets({ environment: {} });
const folder = () => mkdtempSync(join(tmpdir(), 'atlasml-'));

/** A recorded AtlasML that goes on: its health answers as they were at the moment, its log file as it grew. */
async function goingOn(name: string, clock: TurningClock) {
  const events = recorded(name);
  const untilMs = events.at(-1)?.timestamp ?? 0;
  const probe = inferredProbe(events, untilMs);
  const origin = await serve((_request, response) => {
    const seen = probe(clock.now(), 10_000);
    if (!('status' in seen)) return response.destroy();
    return response.writeHead(seen.status, seen.headers).end(seen.body);
  });
  const logFile = join(folder(), 'atlasml.jsonl');
  writeFileSync(logFile, '');
  const ended = new AbortController();
  const growing = async () => {
    let written = 0;
    while (clock.now() < untilMs) {
      const next = events.findIndex((e) => e.timestamp > clock.now());
      const lines = events.slice(written, next < 0 ? undefined : next);
      written += lines.length;
      if (lines.length > 0) appendFileSync(logFile, `${lines.map((e) => JSON.stringify(e)).join('\n')}\n`);
      await clock.sleep(1_000);
    }
    ended.abort();
  };
  return { url: `${origin}/api/v1/health/`, logFile, growing, over: ended.signal };
}

const startOf = (name: string) => Math.ceil((recorded(name)[0]?.timestamp ?? 0) / 60_000) * 60_000;

function onMachine(input: MonitorConfigInput, logFile?: string) {
  return machineConfig(resolveConfig({ environment: 'replay', digests: NO_DIGESTS, ...input }), { logFile }).config;
}
const NO_DIGESTS = { daily: false, weekly: false, monthly: false };

const subjectsOf = (mails: { text: string }[]) => mails.map(({ text }) => header(text, 'Subject') ?? '');
/** Of a subject all but how long something lasted: a connection takes a part of the play's time. */
const withoutTimes = (subjects: string[]) =>
  subjects.map((s) => s.replace(/ after [^\]]*/, '').replace(/since \d\d:\d\d UTC/, 'since'));

// What is loaded while the clock turns would take a part of the play.
await Promise.all(['receivers', 'server', 'verify'].map((file) => import(`../../../local/mail/${file}.ts`)));
const STEP_MS = 20;
const NAME = 'docker/logs/d_weaviate_down';

test('the whole monitor on one machine tells by e-mail what a replay of the same log tells', async () => {
  const told: string[] = [];
  await replay({ events: recorded(NAME), series: undefined }, { told: ({ subject }) => told.push(subject) });
  const clock = new TurningClock(STEP_MS, startOf(NAME));
  const atlasml = await goingOn(NAME, clock);
  const { port, taken } = await mailServer();
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
  const config = onMachine({ endpoints: [{ name: 'health', url: atlasml.url }], logs: { group: 'a' }, smtp }, atlasml.logFile);
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  await Promise.all([
    runReal({
      config,
      logFile: atlasml.logFile,
      directory: folder(),
      secrets,
      signal: atlasml.over,
      print,
      clock,
      within: clock.within,
    }),
    atlasml.growing(),
  ]);
  expect(told.length).toBeGreaterThan(0);
  expect(withoutTimes(subjectsOf(taken))).toEqual(withoutTimes(told));
  expect(printed.filter((line) => line.includes('told           email o…@example.org: ['))).toHaveLength(told.length);
  expect(printed.filter((line) => line.includes('failed:'))).toEqual([]);
});

/** An AtlasML that is well or not, by a switch. */
async function switched(isWell: () => boolean) {
  const { body } = recordedAnswer('health-ok');
  const origin = await serve((_request, response) => {
    if (isWell()) response.end(body);
    else response.writeHead(502).end('bad gateway');
  });
  return [{ name: 'health', url: `${origin}/api/v1/health/` }];
}

test('a restart in the middle of an incident: nobody hears of it twice, and its end stands in the thread of its begin', async () => {
  let isWell = false;
  const endpoints = await switched(() => isWell);
  let isGrey = true;
  const { port, taken } = await mailServer({}, (to) => (isGrey && to.startsWith('late') ? '451 4.7.1 Greylisted' : undefined));
  const to = ['ops@example.org', 'late@example.org'];
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to };
  const config = onMachine({ endpoints, smtp });
  const directory = folder();
  const clock = new TurningClock(STEP_MS);
  const mailsTo = (address: string) => taken.filter((m) => m.to[0] === address).map((m) => m.text);
  const runUntil = async (isDone: () => boolean) => {
    const stop = new AbortController();
    const failed: string[] = [];
    const print = (line: string) => {
      if (line.includes('failed:')) failed.push(line);
      if (isDone()) stop.abort();
    };
    await runReal({ config, directory, secrets, signal: stop.signal, print, clock, within: clock.within });
    return failed;
  };

  const failed = await runUntil(() => mailsTo('ops@example.org').length > 0);
  expect(failed.join()).toContain('451 4.7.1 Greylisted');
  expect(mailsTo('late@example.org')).toEqual([]);
  isGrey = false;
  await runUntil(() => mailsTo('late@example.org').length > 0);
  isWell = true;
  await runUntil(() =>
    to.every((address) => subjectsOf(taken.filter((m) => m.to[0] === address)).some((s) => s.startsWith('[RESOLVED'))),
  );

  for (const address of to) {
    const mails = mailsTo(address);
    expect(mails.map((mail) => /^\[(\w+)/.exec(header(mail, 'Subject') ?? '')?.[1])).toEqual(['DOWN', 'RESOLVED']);
    const [down = '', resolved = ''] = mails;
    expect(header(resolved, 'In-Reply-To')).toBe(header(down, 'Message-ID'));
    expect(header(resolved, 'References')).toContain(header(down, 'Message-ID'));
  }
});

test('checklists, the drill and the question whether mails arrive come by the calendar; a channel that fails stops none of it', async () => {
  const endpoints = await switched(() => true);
  const { port, taken } = await mailServer({}, (to) => (to.startsWith('gone') ? '550 5.1.1 No such user' : undefined));
  const to = ['gone@example.org', 'ops@example.org'];
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to };
  const slack = { webhookParameter: '/slack', webhookHosts: ['127.0.0.1'] };
  const closed = await closedPort();
  const environment = { SLACK: `http://127.0.0.1:${closed}/services/x` };
  // A Monday that is the first of a month, in Berlin at 7:00, which is 5:00 UTC.
  const clock = new TurningClock(STEP_MS, Date.parse('2026-06-01T04:59:30Z'));
  const config = onMachine({ endpoints, smtp, slack, timezone: 'Europe/Berlin', digests: {} });
  const stop = new AbortController();
  const failed = new Set<string>();
  const print = (line: string) => {
    const what = / {2}(.*?) +failed: /.exec(line)?.[1];
    if (what) failed.add(what);
    if (taken.length >= 3) stop.abort();
  };
  await runReal({
    config,
    directory: folder(),
    secrets: machineSecrets({ environment }),
    signal: stop.signal,
    print,
    clock,
    within: clock.within,
  });
  const tags = subjectsOf(taken).map((s) => /^\[(\w+)/.exec(s)?.[1]);
  expect(tags).toEqual(['DAILY', 'WEEKLY', 'MONTHLY']);
  expect(taken.every((m) => m.to[0] === 'ops@example.org')).toBe(true);
  // A mail names those that did not get it, so that somebody mends it.
  expect(partOf(taken[0]?.text ?? '', 'text/plain')).toContain('gone at example.org (550 5.1.1 No such user)');
  expect([...failed].sort()).toEqual(['the daily digest', 'the monthly digest', 'the weekly digest']);
});

test('the weekly drill, and a heartbeat for the outside watcher with each run of the reporter', async () => {
  let beats = 0;
  const endpoints = await switched(() => true);
  const watcher = await serve((_request, response) => {
    beats++;
    response.end('OK');
  });
  const { port, taken } = await mailServer();
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
  // A Monday, a minute before 9:00 UTC.
  const clock = new TurningClock(STEP_MS, Date.parse('2026-06-01T08:59:00Z'));
  const config = onMachine({ endpoints, smtp, heartbeat: { urlParameter: '/beat' } });
  const stop = new AbortController();
  await runReal({
    config,
    directory: folder(),
    secrets: machineSecrets({ environment: { BEAT: `${watcher}/beat` } }),
    signal: stop.signal,
    print: () => {
      if (taken.length > 0 && beats > 0) stop.abort();
    },
    clock,
    within: clock.within,
  });
  expect(subjectsOf(taken)).toEqual([expect.stringMatching(/^\[DRILL\] AtlasML replay: alerts arrive/)]);
  expect(partOf(taken[0]?.text ?? '', 'text/plain')).toContain("this machine's clock, the reporter, each receiver");
  expect(beats).toBeGreaterThan(0);
});

test('a planned window keeps an outage quiet that comes and goes in it', async () => {
  let isWell = false;
  const endpoints = await switched(() => isWell);
  const { port, taken } = await mailServer();
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
  // 2:00 in Berlin in summer is 0:00 UTC.
  const clock = new TurningClock(STEP_MS, Date.parse('2026-07-02T00:00:10Z'));
  const maintenance = [{ name: 'updates', schedule: '0 2 * * *', minutes: 30 }];
  const config = onMachine({ endpoints, smtp, maintenance, timezone: 'Europe/Berlin' });
  const stop = new AbortController();
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    if (line.includes('endpoint-down-health: INSUFFICIENT_DATA -> ALARM')) isWell = true;
    if (line.includes('endpoint-down-health: ALARM -> OK')) stop.abort();
  };
  await runReal({ config, directory: folder(), secrets, signal: stop.signal, print, clock, within: clock.within });
  expect(lines.join('\n')).toContain('-> ALARM');
  expect(taken).toEqual([]);
});

test('without receivers the messages are printed', async () => {
  const endpoints = await switched(() => false);
  const printed: string[] = [];
  const clock = new TurningClock(STEP_MS);
  const stop = new AbortController();
  const print = (line: string) => {
    printed.push(line);
    if (line.startsWith('┌─ E-mail')) stop.abort();
  };
  await runReal({ config: onMachine({ endpoints }), secrets, signal: stop.signal, print, clock, within: clock.within });
  expect(printed.join('\n')).toContain('Subject: [DOWN] AtlasML replay');
});

test.each([
  ['well', true, undefined],
  ['bad', false, undefined],
  ['unknown', true, '/does/not/exist'],
] as const)('one round that is %s', async (round, isWell, cgroup) => {
  const endpoints = await switched(() => isWell);
  const asked = resolveConfig({ environment: 'replay', endpoints, confirm: { intervalSeconds: 0 } });
  const { config } = machineConfig(asked, { cgroup });
  const { signal } = new AbortController();
  expect(await runOnce({ config, cgroup, secrets, signal, print: () => {} })).toBe(round);
});

test('watching a real URL and a log file prints what is seen', async () => {
  const endpoints = await switched(() => true);
  const logFile = join(folder(), 'atlasml.log');
  writeFileSync(logFile, 'INFO:     Application startup complete.\n');
  const clock = new TurningClock(STEP_MS);
  const stop = new AbortController();
  const printed: string[] = [];
  const print = (line: string) => {
    printed.push(line);
    if (['logs', 'health'].every((what) => printed.some((l) => l.includes(`  ${what} `)))) stop.abort();
  };
  await runReal({ config: onMachine({ endpoints }, logFile), logFile, secrets, signal: stop.signal, print, clock });
  expect(printed.join('\n')).toMatch(/health {9}up: HTTP 200/);
  expect(printed.join('\n')).toMatch(/logs {11}0 requests, 0 server errors/);
});
