import { describe, expect, test } from 'vitest';
import { eventWords, troubleWords } from '../../../../functions/report-incident/diagnose/container-words.ts';
import { diagnose } from '../../../../functions/report-incident/diagnose/diagnose.ts';
import { sightings } from '../../../../functions/report-incident/diagnose/evidence.ts';
import { witnessesOf } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import type {
  ContainerEvent,
  ContainerObservation,
  ContainerState,
  LogsObservation,
  Observation,
} from '../../../../functions/shared/observation.ts';
import { ago, counted, NOW, on, seen } from './seen-as.ts';

const DOWN = [on('endpoint-down', { subject: 'health', minutes: 2 })];
const refused = seen({ fault: 'connection-refused', timings: { totalMs: 3 } });
const frozen = seen({ fault: 'timeout', timings: { connectMs: 2, totalMs: 10_000 } });

const event = (what: ContainerEvent['what'], minutes: number, more: Partial<ContainerEvent> = {}): ContainerEvent => ({
  atMs: ago(minutes),
  id: 'a1',
  what,
  ...more,
});
const container = (events: ContainerEvent[], runtime: ContainerObservation['runtime'] = 'Docker'): ContainerObservation => ({
  check: 'container',
  atMs: ago(0.2),
  runtime,
  events,
});
const stateNow = (more: Partial<ContainerState>): ContainerState => ({
  name: 'atlasml',
  id: 'a1',
  image: 'atlasml:2',
  status: 'running',
  restarts: 0,
  log: { driver: 'json-file', isRotated: true },
  ...more,
});
const UNHEALTHY = {
  status: 'unhealthy',
  failingStreak: 4,
  intervalSeconds: 30,
  timeoutSeconds: 10,
  startPeriodSeconds: 0,
  retries: 3,
};
const oom = (minutes: number) => event('out-of-memory', minutes, { exitCode: 137 });

interface Case {
  events: ContainerEvent[];
  runtime?: ContainerObservation['runtime'];
  endpoint?: ReturnType<typeof seen>;
  members?: typeof DOWN;
  logs?: Partial<Omit<LogsObservation, 'counts'>>;
  counts?: Parameters<typeof counted>[0];
  memory?: number;
  state?: Partial<ContainerState>;
  gone?: string;
}

function told({ events, runtime, endpoint = refused, members = DOWN, logs = {}, counts = {}, memory, state, gone }: Case) {
  const observations: Observation[] = [
    { check: 'health', atMs: ago(0.2), endpoints: [endpoint] },
    {
      check: 'logs',
      atMs: ago(0.3),
      window: { startMs: ago(5.3), endMs: ago(0.3) },
      evidence: [],
      notes: [],
      ...logs,
      counts: counted({ lastAnswerMs: ago(4), ...counts }),
    },
    ...(memory === undefined
      ? []
      : [{ check: 'memory' as const, atMs: NOW, memory: { state: 'known' as const, usedPercent: memory, atMs: NOW } }]),
    {
      ...container(events, runtime),
      ...(state && { state: stateNow(state) }),
      ...(gone && { unknown: gone, isAbsent: true as const }),
    },
  ];
  const incident = { id: 'i', openedMs: ago(2), revision: 1, changes: [], members };
  return diagnose(incident, witnessesOf(observations, incident, NOW));
}

// biome-ignore format: a row reads as a row
const CASES: [title: string, of: Case, expected: { id: string; short: string; certain?: boolean; says?: RegExp; not?: RegExp }][] = [
  ['killed for memory, without a request in flight and without a series of memory', { events: [oom(2)] },
    { id: 'out-of-memory', short: 'killed for memory', certain: true, says: /killed for memory at 11:28:00 UTC \(exit code 137\): Docker says so\. It was not started again/ }],
  ['killed for memory again and again', { events: [oom(5), event('started', 4.9), oom(3.5), event('started', 3.4), oom(2), event('started', 1.9)], counts: { starts: 3, lastStartMs: ago(1.9) }, members: [...DOWN, on('crash-loop', { minutes: 2 })] },
    { id: 'out-of-memory', short: 'killed for memory', certain: true, says: /3 times in the last hour/ }],
  ['killed for memory by the word of ECS', { runtime: 'ECS', events: [oom(2), event('started', 1.5, { id: 'b2' })] },
    { id: 'out-of-memory', short: 'killed for memory', certain: true, says: /ECS says so\.$/ }],
  ['killed with memory high, and the runtime says that it was not for memory', { events: [event('killed', 2, { exitCode: 137, by: 'command' }), event('started', 1.9)], memory: 96, logs: { lastWords: ['INFO - x'] }, counts: { starts: 1, lastStartMs: ago(1.9) } },
    { id: 'killed', short: 'was killed', certain: true, says: /killed by a command of somebody at 11:28:00 UTC \(SIGKILL; exit code 137\)/, not: /probably for memory|dmesg/ }],
  ['killed, and no command ordered it: it may have been the host, for its own memory', { events: [event('killed', 2, { exitCode: 137 })] },
    { id: 'ended', short: 'killed, not started again', certain: true, says: /Docker says so\. No command to the runtime did this: it was `kill -9` on the host, or the host itself ran out of memory/, not: /not for memory/ }],
  ['Docker itself was shut down, and its containers with it', { events: [event('stopped', 2, { exitCode: 0, by: 'host' })], gone: 'no Docker Engine answers at unix:///x (ENOENT)' },
    { id: 'runtime-gone', short: 'Docker does not run', certain: false, says: /no Docker Engine answers at unix.*The container was stopped because its host, or Docker on it, was shut down at 11:28:00 UTC/, not: /by somebody/ }],
  ['it could not be started: Docker says why', { events: [event('stopped', 2, { by: 'deploy' })], state: { status: 'created', error: 'port is already allocated' } },
    { id: 'not-startable', short: 'could not be started', certain: true, says: /Docker could not start AtlasML's container atlasml: port is already allocated$/ }],
  ['killed by somebody and not started again', { events: [event('killed', 2, { exitCode: 137, by: 'command' })] },
    { id: 'ended', short: 'killed, not started again', certain: true, says: /by a command of somebody.*not started again/ }],
  ['ended by itself with its exit code', { events: [event('exited', 2, { exitCode: 139 })] },
    { id: 'ended', short: 'ended and not started again', certain: true, says: /ended by itself at 11:28:00 UTC \(exit code 139\)/ }],
  ['stopped by somebody', { events: [event('stopped', 2, { exitCode: 0, by: 'command' })] },
    { id: 'stopped', short: 'stopped by somebody', certain: true, says: /stopped by a command of somebody at 11:28:00 UTC \(exit code 0\)/ }],
  ['stopped by a deploy that stands still', { events: [event('stopped', 2, { by: 'deploy' })] }, { id: 'stopped', short: 'stopped by a deploy', certain: true }],
  ['stopped for its health check', { runtime: 'ECS', events: [event('stopped', 2, { by: 'health-check' })] }, { id: 'stopped', short: 'stopped for its health check' }],
  ['stopped with its host', { runtime: 'ECS', events: [event('stopped', 2, { by: 'host' })] }, { id: 'stopped', short: 'stopped with its host' }],
  ['made anew by a deploy, and not answering yet', { events: [event('stopped', 2, { exitCode: 0, by: 'deploy' }), event('started', 1.9, { id: 'b2' })] },
    { id: 'remade', short: 're-created by a deploy', certain: false, says: /stopped by a deploy at 11:28:00 UTC \(exit code 0\), and was started anew at 11:28:06 UTC: Docker says so\. It has not answered since/ }],
  ['made anew by a deploy, and its start fails: why it fails is worth more', { events: [event('stopped', 2, { by: 'deploy' }), event('started', 1.9, { id: 'b2' })], logs: { startFailure: { exception: 'RuntimeError: x', where: [] } } },
    { id: 'cannot-start', short: expect.stringContaining('cannot start') as never }],
  ['a restart by somebody is no deploy', { events: [event('stopped', 2, { exitCode: 0, by: 'command' }), event('started', 1.9)] },
    { id: 'restarted', short: 'restarted by somebody', certain: false, says: /stopped by a command of somebody at 11:28:00 UTC \(exit code 0\), and was started again at 11:28:06 UTC: Docker says so/ }],
  ['removed by somebody, by force', { events: [event('killed', 2, { exitCode: 137, by: 'command' }), event('removed', 1.9)] },
    { id: 'removed', short: 'removed by somebody', certain: true, says: /removed by a command of somebody at 11:28:06 UTC: Docker says so/ }],
  ['ended by itself, and what was left of it removed: its end is the cause', { events: [event('exited', 2, { exitCode: 3 }), event('removed', 1)] },
    { id: 'ended', short: 'ended and not started again', says: /exit code 3.*It was removed at 11:29:00 UTC/ }],
  ['the old one removed after a deploy', { events: [event('stopped', 2, { by: 'deploy' }), event('started', 1.9, { id: 'b2' }), event('removed', 1.8)] },
    { id: 'remade', short: 're-created by a deploy' }],
  ['paused', { endpoint: frozen, events: [event('started', 90), event('paused', 2)], counts: { longestSilenceSeconds: 100 } },
    { id: 'paused', short: 'paused by somebody', certain: true, says: /paused by a command of somebody at 11:28:00 UTC/ }],
  ['paused, and a request was on its way: the pause is the cause', { endpoint: frozen, events: [event('paused', 2)], logs: { waitsFor: { who: 'openai', isNamed: true, seconds: 90, sinceMs: ago(1.5) } }, counts: { longestSilenceSeconds: 100 } },
    { id: 'paused', short: 'paused by somebody', not: /OpenAI/ }],
  ['paused and resumed: a call hangs', { endpoint: frozen, events: [event('paused', 9), event('resumed', 8)], logs: { waitsFor: { who: 'openai', isNamed: true, seconds: 90, sinceMs: ago(1.5) } }, counts: { longestSilenceSeconds: 100 } },
    { id: 'frozen-openai', short: 'frozen by a hanging call to OpenAI' }],
  ['unhealthy by Docker while the endpoint answers', { endpoint: seen({ verdict: 'up' }), events: [event('unhealthy', 3)], members: [on('container-unhealthy', { minutes: 2 })], state: { health: UNHEALTHY } },
    { id: 'container-unhealthy', short: "Docker's health check fails", says: /Docker says \(AtlasML still answers the monitor\): unhealthy since 11:27:00 UTC: 4 probes failed in a row/ }],
  ['unhealthy by Docker because the endpoint is down: it follows', { events: [event('unhealthy', 3)], members: [...DOWN, on('container-unhealthy', { minutes: 2 })], state: { health: UNHEALTHY } },
    { id: 'endpoint-down health', short: 'endpoint health refuses the connection' }],
  ['ended by itself, and Docker is about to start it again', { events: [event('exited', 0.5, { exitCode: 3 })], counts: { starts: 1 }, state: { status: 'restarting' } },
    { id: 'ended', short: 'ended, is being restarted', says: /\(exit code 3\): Docker says so\. Docker starts it again by itself/, not: /not started again/ }],
  ['killed for memory, and Docker is about to start it again', { events: [oom(0.5)], state: { status: 'restarting' } },
    { id: 'out-of-memory', short: 'killed for memory', says: /Docker starts it again by itself/, not: /not started again/ }],
  ['between two starts of a loop', { events: [event('exited', 0.5, { exitCode: 3 })], counts: { starts: 8, lastStartMs: ago(0.5) }, logs: { lastWords: ['ERROR - boom'] }, state: { status: 'restarting' } },
    { id: 'crash-loop', short: 'keeps restarting', says: /8 starts in 15 minutes\. It ends with exit code 3/, not: /not started again/ }],
  ['three starts of which each was ordered are no loop of crashes', { endpoint: seen(), members: [on('crash-loop', { minutes: 1 })], events: [event('stopped', 4, { exitCode: 0, by: 'command' }), event('started', 3.5), event('killed', 2, { exitCode: 137, by: 'command' }), event('started', 1.9, { id: 'b2' })], counts: { starts: 3, lastStartMs: ago(1.9) } },
    { id: 'crash-loop', short: 'is restarted again and again', certain: false, says: /each stop was ordered.*AtlasML did not crash/, not: /137/ }],
  ['a loop has its exit code', { events: [event('exited', 2, { exitCode: 3 }), event('started', 1.9)], counts: { starts: 4, lastStartMs: ago(1.9) }, logs: { lastWords: ['INFO - x'] } },
    { id: 'crash-loop', short: 'keeps restarting', says: /It ends with exit code 3/ }],
  ['a kill of before an answer explains no outage now', { events: [oom(8), event('started', 7.9)], counts: { lastAnswerMs: ago(4) } },
    { id: 'endpoint-down health', short: 'endpoint health refuses the connection' }],
  ['a kill of an hour ago is none of this trouble', { events: [oom(60)] }, { id: 'endpoint-down health', short: 'endpoint health refuses the connection' }],
  ['a deploy that goes well is no stop: the new one runs', { runtime: 'ECS', events: [event('started', 3, { id: 'new' }), event('stopped', 2, { id: 'old', by: 'deploy' })] },
    { id: 'endpoint-down health', short: 'endpoint health refuses the connection' }],
];

describe("the runtime's word for how the container ended", () => {
  test.each(CASES)('%s', (_title, of, { says, not, ...expected }) => {
    const diagnosis = told(of);
    expect(diagnosis).toMatchObject(expected);
    const lead = `${diagnosis.short}. ${diagnosis.cause}`;
    if (says) expect(lead).toMatch(says);
    if (not) expect(lead).not.toMatch(not);
  });

  test('a kill for memory that is over is told as past, and explains the requests that it cut off', () => {
    const { id, cause } = told({
      endpoint: seen(),
      members: [on('unfinished-requests', { minutes: 3 })],
      events: [oom(4), event('started', 3.9)],
      counts: { starts: 1, unfinished: 3, lastStartMs: ago(3.9), lastAnswerMs: ago(1) },
    });
    expect(id).toBe('out-of-memory');
    expect(cause).toMatch(/It has served since/);
  });
});

test('the message shows what the runtime said last of an end', () => {
  expect(sightings([container([oom(2), event('started', 1.9), event('healthy', 1.5)])], NOW)).toEqual([
    {
      when: '11:28:00',
      what: 'container',
      fact: 'Docker: killed for memory at 11:28:00 UTC (exit code 137), started again at 11:28:06 UTC',
    },
  ]);
  expect(sightings([container([oom(90)]), container([])], NOW)).toEqual([]);
  const unhealthy = { ...container([event('unhealthy', 2)]), state: stateNow({ health: UNHEALTHY }) };
  expect(sightings([unhealthy], NOW).map(({ fact }) => fact)).toEqual([
    expect.stringMatching(/^Docker: unhealthy since 11:28:00 UTC/),
  ]);
});

test('the words of an event have its reason', () => {
  const words = eventWords(event('exited', 2, { exitCode: 1, reason: 'CannotPullContainerError: x' }));
  expect(words).toBe('ended by itself at 11:28:00 UTC (exit code 1; CannotPullContainerError: x)');
});

test('the words of a container that is not well', () => {
  const health = (failingStreak: number) => ({
    status: 'unhealthy',
    failingStreak,
    last: { atMs: NOW, exitCode: 1, output: 'Traceback\nHTTP Error 503' },
    ...{ intervalSeconds: 30, timeoutSeconds: 10, startPeriodSeconds: 0, retries: 3 },
  });
  const words = (state: Partial<ContainerState>, events: ContainerEvent[] = []) =>
    troubleWords({ state: stateNow(state), events });
  expect(words({ health: health(3) })).toBe('unhealthy: 3 probes failed in a row (one each 30 s); the last said: HTTP Error 503');
  // Docker's word follows its newest probe by a moment.
  expect(words({ health: health(0) })).toBeUndefined();
  expect(words({ status: 'exited', exitCode: 137, finishedMs: ago(2) }, [oom(2)])).toBe(
    'exited: killed for memory at 11:28:00 UTC (exit code 137)',
  );
  expect(words({ status: 'exited', exitCode: 7, finishedMs: ago(2) }, [oom(9)])).toBe('exited (exit code 7) since 11:28:00 UTC');
  expect(words({ status: 'restarting', restarts: 6 }, [event('exited', 1, { exitCode: 3 })])).toBe(
    'restarting, 6 restarts so far: ended by itself at 11:29:00 UTC (exit code 3)',
  );
  expect(words({ status: 'created', error: 'exec: "/bin/x": no such file' })).toBe(
    'created, could not be started: exec: "/bin/x": no such file',
  );
});
