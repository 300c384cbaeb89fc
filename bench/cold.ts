import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { screenOf } from '../cli/screen.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import { buildBundle, FUNCTION_NAMES, type FunctionName } from '../lib/bundle.ts';
import { bundleEverything } from './cold/everything.ts';

/**
 * What a cold start of each function costs above that of an empty one: the time of the processor until it is loaded, of
 * check-health also with its first run against servers that answer at once, and the memory after it; beside it the same with
 * everything loaded at once (cold/everything.ts), and with Sentry, which captures nothing. By turns; medians, and the least of all
 * in brackets, which other work on the machine touches less. `npm run bench:cold [RUNS]`
 */
const RUNS = Number(process.argv[2] ?? 15);
const { print } = screenOf(process);
const folder = mkdtempSync(join(tmpdir(), 'bench-cold-'));

interface Start {
  init: { cpuMs: number; ms: number };
  whole: { cpuMs: number; ms: number };
  megabytes: number;
}

const probed = await listening((_request, response) => response.end('{"status":"ok"}'));
const dsn = probed.url.replace('//', '//key@').concat('/1');
const aws = await listening((request, response) => {
  if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter') {
    response.end(JSON.stringify({ Parameter: { Value: dsn } }));
    return;
  }
  const isCbor = request.headers['smithy-protocol'] !== undefined;
  response.writeHead(200, isCbor ? { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' } : {});
  // An empty map in CBOR (RFC 8949, 3.1), or in JSON.
  response.end(isCbor ? Buffer.from([0xa0]) : '{}');
});
const env = {
  ...process.env,
  ...Object.fromEntries(names().map((name) => [name, `arn:aws:sns:eu-central-1:111122223333:${name}`])),
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: 'none',
  AWS_ENDPOINT_URL: aws.url,
};
const INPUT = {
  endpoints: [{ name: 'health', url: probed.url }],
  logs: { group: 'g' },
  memory: { source: 'ecs' as const, cluster: 'c', service: 's' },
  // Another host is asked once an hour; from here it may be out of reach, which takes its own time.
  network: { allowPrivateTargets: true, independentTarget: false as const },
  confirm: { leastAttempts: 1 },
};

const bundled = (name: FunctionName, more: object) => {
  const path = mkdtempSync(join(folder, `${name}-`));
  buildBundle(name, resolveConfig({ ...INPUT, ...more }), path);
  return join(path, 'index.mjs');
};
mkdirSync(join(folder, 'empty'));
const empty = join(folder, 'empty', 'index.mjs');
writeFileSync(empty, 'export const handler = async () => ({});');
const health = bundled('check-health', {});
const everything = join(folder, 'everything', 'index.mjs');
bundleEverything(resolveConfig(INPUT), everything);
const others = FUNCTION_NAMES.filter((name) => name !== 'check-health');
const WAYS: Record<string, string[]> = {
  empty: [empty, 'run'],
  'check-health': [health, 'run'],
  'check-health with Sentry': [bundled('check-health', { sentry: { dsnParameter: '/sentry/dsn' } }), 'run'],
  'everything at once': [everything, 'run'],
  ...Object.fromEntries(others.map((name) => [name, [bundled(name, {})]])),
};
const starts = Object.fromEntries(Object.keys(WAYS).map((way) => [way, [] as Start[]]));
for (let run = 0; run < RUNS; run++) for (const [way, argv] of Object.entries(WAYS)) starts[way]?.push(await started(argv));
aws.close();
probed.close();

const nothing = figures('empty');
print(`an empty function: init ${shown(nothing.init)}, ${nothing.megabytes.toFixed(0)} MB; of ${RUNS} starts each, by turns`);
for (const [way, [file = '', ...asked]] of Object.entries(WAYS).slice(1)) {
  const { init, whole, megabytes } = figures(way);
  const first = asked.includes('run') ? `, with its first run ${above(whole, nothing.whole)}` : '';
  const memory = `+${(megabytes - nothing.megabytes).toFixed(0)} MB`;
  print(`${way}: init ${above(init, nothing.init)}${first}, ${memory}, ${kilobytes(file)} KB of code`);
}
const [lean, all] = [figures('check-health').whole, figures('everything at once').whole];
const [ratio, leastRatio] = [lean.median / all.median, lean.least / all.least];
print(`init and first run, of that of everything at once: ${ratio.toFixed(2)} (${leastRatio.toFixed(2)})`);
rmSync(folder, { recursive: true, force: true });

async function started(argv: string[]): Promise<Start> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cold', 'start.mjs'), ...argv], { env, cwd: folder });
  const [said, failed] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = said.trimEnd().split('\n').at(-1);
  if (!last?.startsWith('{"init"')) throw new Error(`${argv.join(' ')}: ${said}${failed}`);
  return JSON.parse(last);
}

interface Milliseconds {
  median: number;
  least: number;
}

function figures(way: string): { init: Milliseconds; whole: Milliseconds; megabytes: number } {
  const all = starts[way] ?? [];
  const of = (figure: (start: Start) => number): Milliseconds => {
    const sorted = all.map(figure).toSorted((a, b) => a - b);
    return { median: sorted[sorted.length >> 1] ?? Number.NaN, least: sorted[0] ?? Number.NaN };
  };
  return { init: of((s) => s.init.cpuMs), whole: of((s) => s.whole.cpuMs), megabytes: of((s) => s.megabytes).median };
}

/** All code of a bundle, what is loaded later too. */
function kilobytes(file: string): string {
  const path = join(file, '..');
  const code = readdirSync(path).filter((name) => name.endsWith('.mjs'));
  return (code.reduce((sum, name) => sum + statSync(join(path, name)).size, 0) / 1000).toFixed(0);
}

function shown({ median, least }: Milliseconds): string {
  return `${median.toFixed(1)} (${least.toFixed(1)}) ms of CPU`;
}

function above(one: Milliseconds, other: Milliseconds): string {
  return `+${shown({ median: one.median - other.median, least: one.least - other.least })}`;
}

/** The variables that the functions ask for. */
function names(): string[] {
  const all = FUNCTION_NAMES.flatMap((name) => [
    ...readFileSync(join('functions', name, 'handler.ts'), 'utf8').matchAll(/requiredEnv\('(\w+)'\)/g),
  ]);
  return all.map(([, name = '']) => name);
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close().closeAllConnections() };
}
