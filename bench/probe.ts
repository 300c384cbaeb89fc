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
 * exporter in the same rounds, where one is on the PATH. Medians; the most of all in brackets, which other work on the machine touches
 * less. A process lives for hours, so the first probes, in which V8 compiles, are left out. `npm run bench:probe [RUNS]`
 */
const RUNS = Number(process.argv[2] ?? 5);
/** Of one run, so that ticks of 10 ms, in which the exporter's time is told, weigh little. */
const LEAST_PROBES = 400;
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
    const rounds = Math.ceil(LEAST_PROBES / count);
    const runs = count > LEAST_PROBES ? Math.min(RUNS, 3) : RUNS;
    for (let run = 0; run <= runs; run++) {
      let [ours, theirs] = [0, 0];
      for (let round = 0; round < rounds; round++) {
        const { seconds, medianMs } = await probed(url, count);
        ours += seconds;
        theirs += (await blackbox?.probe(url, count)) ?? 0;
        if (run > 0) times.push(medianMs);
      }
      if (run > 0) rates.push((rounds * count) / ours);
      if (run > 0 && blackbox) others.push((rounds * count) / theirs);
    }
    const beside = blackbox
      ? `, ${(median(rates) / median(others)).toFixed(2)} (${(Math.max(...rates) / Math.max(...others)).toFixed(2)}) × the exporter's ${rateText(others)}`
      : '';
    const memory = `${megabytes(process.resourceUsage().maxRSS)}${blackbox ? `, the exporter's ${megabytes(blackbox.mostKilobytes())}` : ''}`;
    print(`${scheme}, ${count} endpoints: ${rateText(rates)} probes a second of CPU${beside}`);
    print(`  time of an answer ${median(times).toFixed(1)} ms; most memory so far ${memory}`);
  }
}
server.kill();
blackbox?.stop();
rmSync(folder, { recursive: true });

function rateText(rates: number[]): string {
  return `${median(rates).toFixed(0)} (${Math.max(...rates).toFixed(0)})`;
}

function megabytes(kilobytes: number): string {
  return `${(kilobytes / 1000).toFixed(0)} MB`;
}

async function probed(url: string, count: number): Promise<{ seconds: number; medianMs: number }> {
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
  return { seconds: (user + system) / 1e6, medianMs: median(seen.map(({ timings }) => timings.totalMs)) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
