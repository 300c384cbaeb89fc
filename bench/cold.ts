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

/**
 * What a cold start of each function costs above that of an empty one: the time of the processor until it is loaded, of
 * check-health also with its first run against servers that answer at once, and the memory after it; beside it the same with all
 * that is loaded only when needed. Medians by turns. `npm run bench:cold [RUNS]`
 */
const RUNS = Number(process.argv[2] ?? 20);
const { print } = screenOf(process);
const folder = mkdtempSync(join(tmpdir(), 'bench-cold-'));

interface Start {
  init: { cpuMs: number; ms: number };
  whole: { cpuMs: number; ms: number };
  megabytes: number;
}

const aws = await listening((request, response) => {
  const isCbor = request.headers['smithy-protocol'] !== undefined;
  response.writeHead(200, isCbor ? { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' } : {});
  // An empty map in CBOR (RFC 8949, 3.1), or in JSON.
  response.end(isCbor ? Buffer.from([0xa0]) : '{}');
});
const probed = await listening((_request, response) => response.end('{"status":"ok"}'));
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
  network: { allowPrivateTargets: true },
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
const others = FUNCTION_NAMES.filter((name) => name !== 'check-health');
const WAYS: Record<string, string[]> = {
  empty: [empty, 'run'],
  'check-health': [health, 'run'],
  'check-health, all of it at once': [bundled('check-health', { sentry: { dsnParameter: '/sentry/dsn' } }), 'eager', 'run'],
  ...Object.fromEntries(others.map((name) => [name, [bundled(name, {})]])),
};
const starts = Object.fromEntries(Object.keys(WAYS).map((way) => [way, [] as Start[]]));
for (let run = 0; run < RUNS; run++) for (const [way, argv] of Object.entries(WAYS)) starts[way]?.push(await started(argv));
aws.close();
probed.close();

const nothing = figures('empty');
print(`an empty function: init ${shown(nothing.initMs)}, ${nothing.megabytes.toFixed(0)} MB; of ${RUNS} starts each, by turns`);
for (const [way, [file = '', ...asked]] of Object.entries(WAYS).slice(1)) {
  const { initMs, wholeMs, megabytes } = figures(way);
  const first = asked.includes('run') ? `, with its first run +${shown(wholeMs - nothing.wholeMs)}` : '';
  const memory = `+${(megabytes - nothing.megabytes).toFixed(0)} MB`;
  print(
    `${way}: init +${shown(initMs - nothing.initMs)}${first}, ${memory}, ${kilobytes(file).toFixed(0)} KB of code without Sentry`,
  );
}
const ratio = figures('check-health').wholeMs / figures('check-health, all of it at once').wholeMs;
print(`init and first run, of that of all at once: ${ratio.toFixed(2)}`);
rmSync(folder, { recursive: true, force: true });

async function started(argv: string[]): Promise<Start> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cold', 'start.mjs'), ...argv], { env, cwd: folder });
  const [said, failed] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = said.trimEnd().split('\n').at(-1);
  if (!last?.startsWith('{"init"')) throw new Error(`${argv.join(' ')}: ${said}${failed}`);
  return JSON.parse(last);
}

function figures(way: string): { initMs: number; wholeMs: number; megabytes: number } {
  const all = starts[way] ?? [];
  const median = (of: (start: Start) => number) => all.map(of).toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
  return {
    initMs: median((s) => s.init.cpuMs),
    wholeMs: median((s) => s.whole.cpuMs),
    megabytes: median((s) => s.megabytes),
  };
}

/** All code of a bundle, the lazy parts too. */
function kilobytes(file: string): number {
  const path = join(file, '..');
  const code = readdirSync(path).filter((name) => name.endsWith('.mjs'));
  return code.reduce((sum, name) => sum + statSync(join(path, name)).size, 0) / 1000;
}

function shown(ms: number): string {
  return `${ms.toFixed(1)} ms of CPU`;
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
