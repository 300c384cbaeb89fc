import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { HealthObservation, IndependentTarget } from '../../../functions/shared/observation.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { stubClient } from '../../support/stub-client.ts';
import { swallowingPort } from '../../support/swallowing-port.ts';

const cloudWatch = stubClient(CloudWatchClient);
const dynamo = stubClient(DynamoDBClient);
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
for (const [name, value] of Object.entries({ TABLE_NAME: 't', AWS_REGION: 'eu-central-1' })) vi.stubEnv(name, value);

beforeEach(() => {
  cloudWatch.reset();
  dynamo.reset();
  cloudWatch.onAnyCommand().resolves({});
  dynamo.onAnyCommand().resolves({});
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** The function as a process that just began has it. */
async function began(url: string, independentTarget: string | false, more: { name: string; url: string }[] = []) {
  vi.resetModules();
  const config = resolveConfig({
    endpoints: [{ name: 'health', url, timeoutSeconds: 0.3 }, { name: 'by-hand', url: `${url}hand`, scheduled: false }, ...more],
    confirm: { attempts: 1, leastAttempts: 1 },
    network: { allowPrivateTargets: true, independentTarget },
  });
  vi.stubGlobal('MONITOR_CONFIG', config);
  return (await import('../../../functions/check-health/handler.ts')).handler;
}

/** What the table remembers of the run before. */
function remembered(independent: IndependentTarget) {
  const observation: HealthObservation = { check: 'health', atMs: 1, endpoints: [], independent };
  dynamo.on(QueryCommand).resolves({
    Items: [{ kind: { S: 'observation' }, id: { S: 'health' }, json: { S: JSON.stringify(observation) }, version: { N: '0' } }],
  });
}
const stored = () => {
  const call = dynamo.commandCalls(PutItemCommand).at(-1);
  return JSON.parse(call?.args[0].input.Item?.json?.S ?? '{}') as HealthObservation;
};
const published = () =>
  cloudWatch
    .commandCalls(PutMetricDataCommand)
    .flatMap((call) => (call.args[0].input.MetricData ?? []).map(({ MetricName, Value }) => `${MetricName} ${Value}`));

async function swallowing() {
  const port = await closedPort();
  await swallowingPort('127.0.0.2', port);
  return `http://127.0.0.2:${port}/`;
}

describe('the function remembers the independent host', () => {
  test('a new process reads it once, and an outage of the network that follows is unknown, not down', async () => {
    const target = `http://127.0.0.1:${await closedPort()}/`;
    const answeredMs = Date.now() - 1_000;
    remembered({ url: target, place: 'no VPC', askedMs: answeredMs, answers: true, noneAnswered: false, answeredMs });
    const handler = await began(await swallowing(), target);
    for (let run = 0; run < 2; run++) {
      await handler(undefined, context);
      expect(stored().endpoints.map((e) => [e.endpoint, e.verdict, e.fault])).toEqual([['health', 'unknown', 'monitor-network']]);
      expect(stored().independent).toMatchObject({ answers: false, noneAnswered: true, answeredMs });
    }
    expect(published().filter((metric) => metric.startsWith('Up '))).toEqual([]);
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(1);
  });

  test('a table that cannot be read leaves an outage an outage, and its metrics go out', async () => {
    dynamo.on(QueryCommand).rejects(new Error('away'));
    const handler = await began(await swallowing(), `http://127.0.0.1:${await closedPort()}/`);
    await handler(undefined, context);
    expect(stored().endpoints[0]?.verdict).toBe('down');
    expect(published()).toContain('Up 0');
  });

  test('all is well: it is asked once, and what it answered is stored', async () => {
    let asked = 0;
    const target = await serve((_request, response) => {
      asked++;
      response.end();
    });
    const endpoint = await serve((_request, response) => response.end('{"status":"ok"}'));
    const handler = await began(`${endpoint}/`, target);
    await handler(undefined, context);
    await handler(undefined, context);
    expect(asked).toBe(1);
    expect(stored().independent).toMatchObject({ url: target, answers: true, noneAnswered: false });
  });

  test('switched off it is not asked, and the table only for what was sent before', async () => {
    const handler = await began(await swallowing(), false);
    await handler(undefined, context);
    expect(stored()).not.toHaveProperty('independent');
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(1);
  });
});

test('of many endpoints a run tells by name those that are not up: it is logged each minute, and handed on by a queue', async () => {
  const url = await serve((_request, response) => response.end('{"status":"ok"}'));
  const refusing = `http://127.0.0.1:${await closedPort()}/`;
  const of = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `e${i}`, url: i === 0 ? refusing : `${url}/${i}` }));
  const told = async (count: number) => {
    const handler = await began(`${url}/`, false, of(count));
    return (await handler(undefined, context)) as { summary: string; endpoints: { endpoint: string }[] };
  };
  expect(await told(20)).toMatchObject({ summary: '20 of 21 endpoints up', endpoints: [{ endpoint: 'e0', verdict: 'down' }] });
  expect(stored().endpoints).toHaveLength(21);
});
