import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { TestProject } from 'vitest/node';
import { LogsService } from '../../../insights/index.ts';
import { AtlasMLStandIn } from './atlasml-stand-in.ts';
import { startControl } from './control.ts';
import { startListening, stopListening } from './listening.ts';
import { installEmulator } from './python.ts';
import { SlackStandIn } from './slack-stand-in.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';

declare module 'vitest' {
  export interface ProvidedContext {
    emulatorUrl: string;
    logsUrl: string;
    controlUrl: string;
  }
}

/** Starts the emulator, our stand-ins beside it, and deploys the real template with the real bundles. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const logs = new LogsService();
  const atlasml = new AtlasMLStandIn();
  const slack = new SlackStandIn();
  const [logsUrl, atlasmlUrl, slackUrl] = await Promise.all([logs.start(), atlasml.start(), slack.start()]);
  const port = await freePort();
  const emulatorUrl = `http://127.0.0.1:${port}`;
  const environment = awsEnvironment(emulatorUrl, logsUrl);
  const emulator = spawn(installEmulator(ROOT), [], { env: { ...environment, GATEWAY_PORT: String(port) }, stdio: 'ignore' });
  await answering(`${emulatorUrl}/_ministack/health`);
  const output = mkdtempSync(join(tmpdir(), 'atlasml-monitor-cdk-'));
  // The schedules run the checks as soon as they are deployed: what these ask for must be there before.
  logs.createGroup('atlasml');
  await putMemory(emulatorUrl);
  const cdk = (...args: string[]) =>
    execFileSync(join(ROOT, 'node_modules', '.bin', 'cdk'), args, { cwd: ROOT, env: environment, stdio: 'pipe' });
  cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  cdk(
    'deploy',
    '--require-approval',
    'never',
    '--output',
    output,
    '-c',
    'config=test/aws/support/monitor.config.ts',
    '-c',
    `url=${atlasmlUrl}/api/v1/health/`,
  );
  const control = await startControl({ logs, atlasml, slack, slackUrl });
  provide('emulatorUrl', emulatorUrl);
  provide('logsUrl', logsUrl);
  provide('controlUrl', control.url);
  return async () => {
    emulator.kill();
    await Promise.all([control.stop(), logs.stop(), atlasml.stop(), slack.stop()]);
  };
}

/** Whatever the machine knows of AWS is left out: the tests speak to the emulator alone. */
function awsEnvironment(emulatorUrl: string, logsUrl: string): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  return {
    ...clean,
    AWS_ENDPOINT_URL: emulatorUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logsUrl,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
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

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await startListening(server);
  await stopListening(server);
  return Number(new URL(url).port);
}

async function answering(url: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const ok = await fetch(url).then(
      (response) => response.status < 500,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the emulator did not answer on ${url} within 30 s`);
}
