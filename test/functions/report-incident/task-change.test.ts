import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keepTaskChanges, taskOwnerOf } from '../../../functions/report-incident/keep-task-changes.ts';
import { readTaskChange } from '../../../functions/report-incident/task-change.ts';
import { readWakeUps } from '../../../functions/report-incident/wake-up.ts';
import { memoryStore, StillClock } from '../../support/fakes.ts';

/** As https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html documents the event; the values are ours. */
const EVENT = JSON.parse(readFileSync('test/fixtures/ecs/task-stopped-out-of-memory.json', 'utf8'));
const OWNER = { cluster: 'production', service: 'atlasml' };
const ENDED = Date.parse('2026-11-26T11:27:48.176Z');
const with_ = (detail: object, more: object = {}) => ({ ...EVENT, ...more, detail: { ...EVENT.detail, ...detail } });
const one = (exitCode: number | undefined, reason?: string) => [
  { name: 'atlasml', ...(exitCode !== undefined && { exitCode }), ...(reason && { reason }) },
];

// biome-ignore format: a row reads as a row
const CHANGES: [title: string, event: unknown, expected: object][] = [
  ['a kill for memory, beside a container that was stopped in order', EVENT, { what: 'out-of-memory', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage; Essential container in task exited' }],
  ['a kill that is not for memory', with_({ containers: one(137) }), { what: 'killed', exitCode: 137 }],
  ['an end by itself', with_({ containers: one(3) }), { what: 'exited', exitCode: 3 }],
  ['a task that could not start', with_({ stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: pull image manifest has been retried', containers: one(undefined) }), { what: 'exited', reason: 'CannotPullContainerError: pull image manifest has been retried' }],
  ['somebody stopped it', with_({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user', containers: one(0) }), { what: 'stopped', by: 'command', exitCode: 0 }],
  ['a deploy', with_({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)', containers: one(0) }), { what: 'stopped', by: 'deploy' }],
  ['a health check of the load balancer', with_({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/a/b)', containers: one(0) }), { what: 'stopped', by: 'health-check' }],
  ['a host that is not well', with_({ stopCode: 'InfrastructureHealth', stoppedReason: 'Host EC2 (instance i-0123) is unhealthy.', containers: one(137) }), { what: 'stopped', by: 'host', exitCode: 137 }],
  ['a spot host that goes away', with_({ stopCode: 'SpotInterruption', containers: one(0) }), { what: 'stopped', by: 'host' }],
];

describe('what ECS says of a task', () => {
  test.each(CHANGES)('%s', (_title, event, expected) => {
    expect(readTaskChange(event, OWNER)).toMatchObject([{ atMs: ENDED, id: '26ac8ff1ab2f', ...expected }]);
  });

  test('that it runs', () => {
    const event = with_({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
    expect(readTaskChange(event, OWNER)).toEqual([
      { atMs: Date.parse('2026-11-26T09:00:31.423Z'), id: '26ac8ff1ab2f', what: 'started' },
    ]);
  });

  test.each<[string, unknown]>([
    ['another cluster', with_({ clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/staging' })],
    ['another service', with_({ group: 'service:weaviate' })],
    ['on its way', with_({ lastStatus: 'PENDING', desiredStatus: 'RUNNING' })],
    ['going away', with_({ lastStatus: 'DEPROVISIONING' })],
    ['another event of ECS', with_({}, { 'detail-type': 'ECS Service Action' })],
    ['of no source of AWS', with_({}, { source: 'ours' })],
    ['without a time', with_({ executionStoppedAt: 7, stoppingAt: null, stoppedAt: 'x' }, { time: undefined })],
    ['no event', 'x'],
    ['nothing', undefined],
  ])('nothing of AtlasML: %s', (_title, event) => expect(readTaskChange(event, OWNER)).toEqual([]));

  test('a secret in a reason is hidden', () => {
    const [change] = readTaskChange(with_({ containers: one(1, 'exec: password=hunter2hunter2') }), OWNER);
    expect(change?.reason).not.toContain('hunter2');
  });
});

describe('the reporter keeps it', () => {
  const sqs = (...bodies: unknown[]) => ({
    Records: bodies.map((body) => ({ body: typeof body === 'string' ? body : JSON.stringify(body) })),
  });
  const now = ENDED + 60_000;

  test('beside what was said before, once however often it comes, and beside any other wake-up', async () => {
    const store = memoryStore();
    const started = with_({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
    await keepTaskChanges(sqs(started), OWNER, store, new StillClock(now));
    const event = sqs('no JSON', EVENT, { Message: 'x' }, EVENT);
    expect(await keepTaskChanges(event, OWNER, store, new StillClock(now))).toHaveLength(2);
    const [kept] = await store.observations();
    expect(kept).toMatchObject({ check: 'container', runtime: 'ECS', atMs: now });
    expect(kept?.check === 'container' && kept.events.map((e) => e.what)).toEqual(['started', 'out-of-memory']);
    expect(readWakeUps(event)).toHaveLength(4);
  });

  test.each<[string, unknown]>([
    ['no records', {}],
    ['the wake-up of each minute', sqs('{}')],
    ['nothing', undefined],
    ['records that are none', { Records: [null, 7, { body: 4 }] }],
  ])('nothing of %s', async (_title, event) => {
    const store = memoryStore();
    expect(await keepTaskChanges(event, OWNER, store, new StillClock(now))).toEqual([]);
    expect(await store.observations()).toEqual([]);
  });

  test('nothing where no service is named', async () => {
    const store = memoryStore();
    expect(await keepTaskChanges(sqs(EVENT), undefined, store, new StillClock(now))).toEqual([]);
  });

  test.each<[string, Parameters<typeof taskOwnerOf>[0], object | undefined]>([
    [
      'the service that memory is read of',
      { memory: { source: 'ecs', cluster: 'c', service: 's' } },
      { cluster: 'c', service: 's' },
    ],
    ['or CPU', { cpu: { source: 'container-insights', cluster: 'c', service: 's' } }, { cluster: 'c', service: 's' }],
    ['nobody on a host of its own', { memory: { source: 'cloudwatch-agent', dimensions: {} } }, undefined],
    ['nobody without a source', {}, undefined],
  ])('listens to %s', (_title, config, owner) => expect(taskOwnerOf(config)).toEqual(owner));
});
