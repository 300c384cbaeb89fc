import { expect, test } from 'vitest';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { runReal } from '../../../local/watch/real.ts';
import { mailServer, partOf } from '../../support/mail-server.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { TurningClock } from '../../support/turning-clock.ts';
import { folder, onMachine, STEP_MS, subjectsOf, switched } from './on-machine.ts';

const secrets = machineSecrets({ environment: {} });

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
