import type { ContainerEvent } from '../shared/observation.ts';
import { cutText } from '../shared/text/cut.ts';
import { redact } from '../shared/text/redact.ts';
import { soundText } from '../shared/text/sound.ts';

/** Which tasks are AtlasML's. */
export interface TaskOwner {
  cluster: string;
  service: string;
}

type Json = Record<string, unknown>;

const MOST_OF_REASON = 200;
const LONGEST_ID = 12;
/** 128 and SIGKILL. */
const KILLED = 137;

/**
 * What a "ECS Task State Change" event of EventBridge says of a task of AtlasML's service; nothing for any other event.
 * Shape: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html; reasons of ends:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html; stop codes: the enumeration TaskStopCode,
 * https://docs.aws.amazon.com/sdk-for-python/v4/reference/clients/ecs/enums/TaskStopCode/
 */
export function readTaskChange(event: unknown, { cluster, service }: TaskOwner): ContainerEvent[] {
  const { source, 'detail-type': type, detail: raw, time } = record(event) ?? {};
  const detail = record(raw);
  if (source !== 'aws.ecs' || type !== 'ECS Task State Change' || !detail) return [];
  const { clusterArn, group, taskArn, lastStatus, desiredStatus } = detail;
  if (lastPart(clusterArn) !== cluster || group !== `service:${service}`) return [];
  const id = lastPart(taskArn).slice(0, LONGEST_ID);
  const atMs = (...keys: string[]) => keys.map((key) => timeOf(detail[key])).find((at) => at !== undefined) ?? timeOf(time);
  const startedMs = atMs('startedAt');
  if (lastStatus === 'RUNNING' && desiredStatus === 'RUNNING' && startedMs !== undefined)
    return [{ atMs: startedMs, id, what: 'started' }];
  const endedMs = atMs('executionStoppedAt', 'stoppingAt', 'stoppedAt');
  if (lastStatus !== 'STOPPED' || endedMs === undefined) return [];
  return [{ atMs: endedMs, id, ...endOf(detail) }];
}

function endOf(detail: Json): Omit<ContainerEvent, 'atMs' | 'id'> {
  const listed: unknown[] = Array.isArray(detail.containers) ? detail.containers : [];
  const containers = listed.flatMap((c): Json[] => [record(c) ?? {}]);
  // Beside one that ended, the others of the task are stopped in order: what failed tells.
  const telling = containers.find((c) => text(c.reason) !== '') ?? containers.find((c) => c.exitCode !== 0) ?? containers[0];
  const exitCode = typeof telling?.exitCode === 'number' ? telling.exitCode : undefined;
  const stopped = text(detail.stoppedReason);
  const reason = cutText(redact(soundText([text(telling?.reason), stopped].filter(Boolean).join('; '))), MOST_OF_REASON);
  const said = { ...(exitCode !== undefined && { exitCode }), ...(reason && { reason }) };
  if (/OutOfMemory/.test(reason)) return { what: 'out-of-memory', ...said };
  switch (detail.stopCode) {
    case 'UserInitiated':
      return { what: 'stopped', by: 'command', ...said };
    case 'ServiceSchedulerInitiated':
      return { what: 'stopped', by: /health check/i.test(stopped) ? 'health-check' : 'deploy', ...said };
    case 'SpotInterruption':
    case 'TerminationNotice':
    case 'InfrastructureHealth':
      return { what: 'stopped', by: 'host', ...said };
    default:
      return { what: exitCode === KILLED ? 'killed' : 'exited', ...said };
  }
}

const record = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const lastPart = (arn: unknown): string => text(arn).split('/').at(-1) ?? '';

function timeOf(value: unknown): number | undefined {
  const at = Date.parse(text(value));
  return Number.isNaN(at) ? undefined : at;
}
