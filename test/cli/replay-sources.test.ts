import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { consent } from '../../cli/consent.ts';
import { main } from '../../cli/main.ts';
import { scannedBy } from '../../cli/replay/past.ts';
import { type LogGroupPorts, pastInAws } from '../../cli/replay/past-in-aws.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { LogsService } from '../../insights/index.ts';
import { UnansweredPastError } from '../../local/replay/past.ts';
import { pastOfContainer } from '../../local/replay/past-of-container.ts';
import { pastConfig } from '../../local/replay/replay.ts';
import { scan } from '../../local/replay/scan.ts';
import { recorded } from '../support/corpus.ts';
import { bytes, frame, json, recordedJson, standInEngine } from '../support/recorded-engine.ts';
import { stubForTest } from '../support/stub-client.ts';

const config = pastConfig({});
const NAME = 'docker/logs/d_weaviate_down';
const events = recorded(NAME);
const lastMs = events.at(-1)?.timestamp ?? 0;
const MOMENT = { atMs: lastMs - 60_000, value: 2.5e9 };

describe('a log group', () => {
  const pages = [events.slice(0, 300), [], events.slice(300)];
  const nowMs = lastMs + 30_000;

  function past(ports: Partial<LogGroupPorts> = {}) {
    const aws = stubForTest(CloudWatchLogsClient);
    pages.forEach((page, i) => {
      const answer = {
        events: page.map(({ timestamp, message }) => ({ timestamp, message })),
        ...(i < 2 && { nextToken: `${i + 1}` }),
      };
      aws.on(FilterLogEventsCommand, i === 0 ? {} : { nextToken: `${i}` }).resolves(answer);
    });
    const asked: string[] = [];
    const its = pastInAws({ group: 'atlasml', since: '7d' }, config, {
      nowMs,
      environment: {},
      consent: async (words) => void asked.push(words),
      logs: new CloudWatchLogsClient({ region: 'eu-central-1' }),
      metrics: { read: async () => [MOMENT] },
      ...ports,
    });
    return { past: its, asked, requests: () => aws.commandCalls(FilterLogEventsCommand).length };
  }

  test('is seen as the file with the same lines, read once, and says before what that is', async () => {
    const { past: group, asked, requests } = past();
    const ports = {
      screen: { redraw: () => {}, complain: () => {}, isDrawn: false },
      environment: { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'kept-')) },
    };
    const seen = await scannedBy({ config, notes: [] }, group, ports);
    expect(seen).toEqual(await scan({ events, series: undefined }, config, { untilMs: nowMs }));
    expect(requests()).toBe(3);
    expect(asked).toEqual([
      'This reads the log group atlasml from 2026-11-18 17:50 UTC to 2026-11-25 17:50 UTC: about 2.50 GB, in 2,500 requests.\n' +
        'FilterLogEvents costs nothing, and takes about 20 min.\n' +
        'Counting by Logs Insights would cost about $0.03, and does not show the lines that health is inferred from.',
    ]);
    expect(await scannedBy({ config, notes: [] }, group, ports)).toEqual(seen);
    // A later hour reads nothing, another day does.
    const sameDay = past({ nowMs: nowMs + 3_600_000 });
    expect(await scannedBy({ config, notes: [] }, sameDay.past, ports)).toEqual(seen);
    expect([sameDay.requests(), sameDay.asked]).toEqual([0, []]);
    expect(past({ nowMs: nowMs + 25 * 3_600_000 }).past.serves?.(seen)).toBe(false);
  });

  test('of the emulator, with the real SDK over HTTP, is seen as the file with the same lines', async () => {
    const service = new LogsService(() => nowMs);
    const endpoint = await service.start();
    onTestFinished(() => service.stop());
    service.createGroup('atlasml');
    service.put('atlasml', 'production', events);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const logs = new CloudWatchLogsClient({ endpoint, region: 'eu-central-1', credentials });
    mockClient(CloudWatchLogsClient).restore();
    const group = pastInAws({ group: 'atlasml', since: '7d' }, config, {
      nowMs,
      environment: {},
      consent: async () => {},
      logs,
      metrics: { read: async () => [] },
    });
    const [seen, file] = [await group.scan(config), await scan({ events, series: undefined }, config, { untilMs: nowMs })];
    expect(seen.runs.length).toBeGreaterThan(3);
    expect(seen).toEqual(file);
  });

  test('an event count that nobody has, and an error of AWS, are said', async () => {
    const none = past({ metrics: { read: () => Promise.reject(new Error('denied')) } });
    await none.past.scan(config);
    expect(none.asked[0]).toMatch(/How much that is, is not known/);
    const { past: refused } = past();
    stubForTest(CloudWatchLogsClient).on(FilterLogEventsCommand).rejects(new Error('no such group'));
    await expect(refused.scan(config)).rejects.toThrow(/The log group atlasml .*no such group/);
    await expect(refused.scan(config)).rejects.toThrow(UnansweredPastError);
  });
});

describe('before it is read somebody is asked', () => {
  const asking = async (typed: string | undefined, isGiven = false) => {
    const said: string[] = [];
    const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
    stdin.end(typed ?? '');
    await consent('It takes long.', isGiven, { screen: { complain: (text) => said.push(text) }, stdin });
    return said;
  };

  test('with a terminal, without one, and not with --yes', async () => {
    expect(await asking('yes\n')).toEqual(['It takes long.', 'Go on? Type yes and Enter; anything else ends it.']);
    expect(await asking(undefined, true)).toEqual(['It takes long.']);
    await expect(asking('\n')).rejects.toThrow(UsageError);
    await expect(asking(undefined)).rejects.toThrow('say --yes to go on');
  });
});

describe('a container', () => {
  test('is seen as the file with the same lines', async () => {
    const log = Buffer.concat(events.map(({ timestamp, message }) => frame(`${new Date(timestamp).toISOString()} ${message}\n`)));
    const inspected = recordedJson('inspect-healthy.json') as { Id: string };
    const { client } = await standInEngine({
      '/containers/atlasml/json': json(inspected),
      [`/containers/${inspected.Id}/logs`]: bytes(log),
    });
    const seen = await pastOfContainer(client, 'atlasml').scan(config);
    expect(seen).toEqual(await scan({ events, series: undefined }, config));
  });

  test('that is not there is said', async () => {
    const { client } = await standInEngine({});
    const asked = pastOfContainer(client, 'atlasml').scan(config);
    await expect(asked).rejects.toThrow(/atlasml/);
    await expect(asked).rejects.not.toThrow(UnansweredPastError);
  });

  test.each([[[]], [['--check']]])('whose Engine does not answer is unknown: replay %j', async (more) => {
    const table = { Environment: { Variables: { TABLE_NAME: 'atlasml' } } };
    stubForTest(LambdaClient).on(GetFunctionConfigurationCommand).resolves(table);
    const environment = { DOCKER_HOST: 'tcp://127.0.0.1:1', XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'kept-')) };
    const { text, code, isFailure } = await main(['replay', '--docker', 'atlasml', ...more], { environment });
    expect([code, isFailure, text]).toEqual([3, true, expect.stringMatching(/^no Docker Engine answers at [^\n]+$/)]);
  });
});

test.each([
  [['some.log', '--data', 'x'], '--data cannot be used with files: leave out the files'],
  [['--data', 'x', '--docker', 'atlasml'], '--data and --docker cannot be used together: leave one out'],
  [['--since', '7d'], '--since works only with --log-group or --docker'],
  [['--docker', 'atlasml', '--yes'], '--yes works only with --log-group'],
  [['--docker', 'atlasml', '--since', 'soon'], '--since takes a time'],
])('replay %j: %s', async (argv, words) => {
  const { text, code } = await main(['replay', ...argv], {});
  expect([code, text]).toEqual([2, expect.stringContaining(words)]);
});
