import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { screenOf } from '../cli/screen.ts';
import { checkHealth } from '../functions/check-health/check.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import { startBlackbox } from './probe/blackbox.ts';

/**
 * How many probes a second of the processor makes, and how long an answer seems to take that comes at once, for 50, 200 and 2,000
 * endpoints by http and https, each probe with a connection (and a full handshake) of its own; beside it Prometheus's blackbox
 * exporter in the same rounds, where one is on the PATH. `npm run bench:probe [RUNS]`
 */
const RUNS = Number(process.argv[2] ?? 5);
const { print } = screenOf(process);
const folder = mkdtempSync(join(tmpdir(), 'bench-probe-'));
const server = fork(join(import.meta.dirname, 'probe', 'server.ts'));
const [{ ports, cert }] = (await once(server, 'message')) as [{ ports: [number, number]; cert: string }];

const blackbox = await startBlackbox(folder, cert);
print(blackbox ? `beside it blackbox exporter ${blackbox.version}` : 'no blackbox exporter on the PATH to compare with');

for (const [i, scheme] of ['http', 'https'].entries()) {
  for (const count of [50, 200, 2_000]) {
    const rates: number[] = [];
    const times: number[] = [];
    const others: number[] = [];
    const url = `${scheme}://127.0.0.1:${ports[i]}/`;
    for (let run = 0; run <= RUNS; run++) {
      const { rate, medianMs } = await probed(url, count);
      const seconds = await blackbox?.probe(url, count);
      // The first run compiles.
      if (run > 0) rates.push(rate);
      if (run > 0) times.push(medianMs);
      if (run > 0 && seconds !== undefined) others.push(count / seconds);
    }
    const rate = median(rates);
    const beside =
      others.length > 0 ? `, ${(rate / median(others)).toFixed(2)} × the exporter's ${median(others).toFixed(0)}` : '';
    const time = median(times).toFixed(1);
    print(`${scheme}, ${count} endpoints: ${rate.toFixed(0)} probes a second of CPU${beside}; time of an answer ${time} ms`);
  }
}
server.kill();
blackbox?.stop();
rmSync(folder, { recursive: true });

async function probed(url: string, count: number): Promise<{ rate: number; medianMs: number }> {
  const one = resolveConfig({
    endpoints: [{ name: 'e', url }],
    network: { allowPrivateTargets: true },
    confirm: { leastAttempts: 1 },
  });
  // More than a configuration may have.
  const config = { ...one, endpoints: one.endpoints.flatMap((endpoint) => Array.from({ length: count }, () => endpoint)) };
  const ports = { clock: systemClock, secrets: { read: () => Promise.reject(new Error('none')) }, ca: cert };
  const before = process.cpuUsage();
  const { endpoints: seen } = await checkHealth(config, ports);
  const { user, system } = process.cpuUsage(before);
  const bad = seen.find(({ verdict }) => verdict !== 'up');
  if (bad) throw new Error(`${bad.verdict}: ${bad.sentence}`);
  const attempts = seen.reduce((sum, e) => sum + e.attempts, 0);
  return { rate: attempts / ((user + system) / 1e6), medianMs: median(seen.map(({ timings }) => timings.totalMs)) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
