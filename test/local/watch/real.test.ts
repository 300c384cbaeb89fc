import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { inferredProbe } from '../../../local/replay/inferred-probe.ts';
import { replay } from '../../../local/replay/replay.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { runOnce, runReal } from '../../../local/watch/real.ts';
import { recorded } from '../../support/corpus.ts';
import { header, mailServer } from '../../support/mail-server.ts';
import { serve } from '../../support/servers.ts';
import { TurningClock } from '../../support/turning-clock.ts';
import { folder, onMachine, STEP_MS, subjectsOf, switched } from './on-machine.ts';

const secrets = machineSecrets({ environment: {} });

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

/** Of a subject all but how long something lasted: a connection takes a part of the play's time. */
const withoutTimes = (subjects: string[]) =>
  subjects.map((s) => s.replace(/ after [^\]]*/, '').replace(/since \d\d:\d\d UTC/, 'since'));

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
