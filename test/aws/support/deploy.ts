import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { LogsService } from '../../../insights/index.ts';
import { assemblyFor } from './assembly.ts';
import { AtlasMLStandIn } from './atlasml-stand-in.ts';
import { ACCOUNT, awsEnvironment, cdk, REGION } from './cdk.ts';
import { type Emulator, startEmulator } from './emulator-process.ts';
import { ServicesStandIn } from './services-stand-in.ts';
import { SlackStandIn } from './slack-stand-in.ts';

/** What stands in for the world around one deployed monitor. */
export interface Surroundings {
  emulatorUrl: string;
  slackUrl: string;
  servicesUrl: string;
  /** For whatever is to speak to this emulator from a process of its own. */
  environment: NodeJS.ProcessEnv;
  logs: LogsService;
  atlasml: AtlasMLStandIn;
  slack: SlackStandIn;
  services: ServicesStandIn;
  stop(): Promise<void>;
}

/** What the global set-up made. */
export interface Prepared {
  scratch: string;
  emulatorProgram: string;
  assembly: string;
}

/** Starts an emulator, stand-ins beside it, and deploys the real template with the real bundles. */
export async function deploy({ scratch, emulatorProgram, assembly }: Prepared): Promise<Surroundings> {
  const [logs, atlasml, slack, services] = [new LogsService(), new AtlasMLStandIn(), new SlackStandIn(), new ServicesStandIn()];
  const started = [logs.start(), atlasml.start(), slack.start(), services.start()] as const;
  const [logsUrl, atlasmlUrl, slackUrl, servicesUrl] = await Promise.all(started);
  const folder = await mkdtemp(join(scratch, 'monitor-'));
  const environmentAt = (url: string) =>
    awsEnvironment(folder, { AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logsUrl });
  let emulator: Emulator | undefined;
  const stop = async () => {
    await emulator?.stop();
    await Promise.all([logs.stop(), atlasml.stop(), slack.stop(), services.stop()]);
  };
  try {
    emulator = await startEmulator(emulatorProgram, scratch, environmentAt);
    const environment = environmentAt(emulator.url);
    // The schedules run the checks as soon as they are deployed: what these ask for must be there before.
    logs.createGroup('atlasml');
    await putMemory(emulator.url);
    // Where there is no cdk.json, bootstrapping does not synthesise the app first.
    await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], environment, folder);
    const app = await assemblyFor(atlasmlUrl, assembly, join(folder, 'assembly'));
    await cdk(['deploy', '--app', app, '--require-approval', 'never'], environment, folder);
    return { emulatorUrl: emulator.url, slackUrl, servicesUrl, environment, logs, atlasml, slack, services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Datapoints of the container's memory that stay fresh for as long as the tests take. */
async function putMemory(endpoint: string): Promise<void> {
  const client = new CloudWatchClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const MetricData = [3, 4, 5].map((minutes) => ({
    MetricName: 'MemoryPercent',
    Dimensions: [{ Name: 'container_name', Value: 'atlasml' }],
    Timestamp: new Date(Date.now() - minutes * 60_000),
    Value: 42,
  }));
  await client.send(new PutMetricDataCommand({ Namespace: 'Docker', MetricData }));
}
