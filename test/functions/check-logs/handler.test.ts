import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../../functions/shared/clock.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { stubClient } from '../../support/stub-client.ts';

const cloudWatch = stubClient(CloudWatchClient);
const logs = stubClient(CloudWatchLogsClient);
const dynamo = stubClient(DynamoDBClient);
const context = { getRemainingTimeInMillis: () => 100_000 } as never;
const said: string[] = [];
let handler: (event: unknown, context: never) => Promise<object>;

beforeAll(async () => {
  for (const method of ['log', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void said.push(args.join(' ')));
  vi.stubEnv('TABLE_NAME', 'table');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubGlobal(
    'MONITOR_CONFIG',
    resolveConfig({
      endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
      logs: { group: 'atlasml', monthlyScanBudgetGB: 1 },
    }),
  );
  dynamo.onAnyCommand().resolves({});
  cloudWatch.onAnyCommand().resolves({});
  logs.on(StartQueryCommand).resolves({ queryId: 'q' });
  // 40 MB each: a gigabyte lasts for a dozen runs.
  logs.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: [], statistics: { bytesScanned: 40e6 } });
  vi.spyOn(systemClock, 'sleep').mockResolvedValue(undefined);
  ({ handler } = await import('../../../functions/check-logs/handler.ts'));
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test('a run logs its figures and stores what it read; one that the budget does not allow asks nothing and says why', async () => {
  await handler(undefined, context);
  const [first] = said.map((line) => JSON.parse(line));
  expect(first.figures).toMatchObject({ Requests: 0, ServerErrors: 0, 'ObservationUnknown logs': 0 });
  const sent = cloudWatch.commandCalls(PutMetricDataCommand).flatMap((call) => call.args[0].input.MetricData ?? []);
  expect(sent.map(({ MetricName }) => MetricName)).toEqual(expect.arrayContaining(['LogLines', 'ChecksUnknown', 'ServerErrors']));
  expect(sent.map(({ MetricName }) => MetricName)).not.toContain('Requests');
  const stored = JSON.parse(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input.Item?.json?.S ?? '{}');
  const asked = logs.commandCalls(StartQueryCommand).length;
  expect(stored.scan).toMatchObject({ budgetGb: 1, everyMinutes: 60, runBytes: asked * 40e6 });
  expect(stored.allUntilMs).toBeGreaterThan(stored.atMs);
  await handler(undefined, context);
  expect(JSON.parse(said[1] ?? '').notCounted).toMatch(/^the log is counted every 60 minutes only/);
  expect(logs.commandCalls(StartQueryCommand)).toHaveLength(asked);
  expect(dynamo.commandCalls(PutItemCommand)).toHaveLength(1);
  expect(dynamo.commandCalls(QueryCommand).length).toBeGreaterThan(0);
});
