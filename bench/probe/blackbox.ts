import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Prometheus's blackbox exporter, asked to probe as check-health does. */
export interface Blackbox {
  version: string;
  /** Probes a URL so many times. @returns the seconds of the processor that the exporter took. @throws when a probe fails. */
  probe(url: string, count: number): Promise<number>;
  /** The most memory that it had so far. */
  mostKilobytes(): number;
  stop(): void;
}

/** As Debian and the project name it. */
const NAMES = ['prometheus-blackbox-exporter', 'blackbox_exporter'];
/** Clock ticks of Linux in a second: sysconf(_SC_CLK_TCK). */
const TICKS = 100;
const AT_ONCE = 32;

/** Starts the exporter that is on the PATH, on a free port of 127.0.0.1. @returns undefined where there is none. */
export async function startBlackbox(folder: string, cert: string): Promise<Blackbox | undefined> {
  const found = NAMES.flatMap((name) => versionOf(name) ?? [])[0];
  if (!found) return undefined;
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, cert);
  const file = join(folder, 'blackbox.yml');
  const http = { preferred_ip_protocol: 'ip4', follow_redirects: false, valid_status_codes: [200], tls_config: { ca_file: ca } };
  writeFileSync(file, JSON.stringify({ modules: { health: { prober: 'http', timeout: '10s', http } } }));
  const child = spawn(found.name, [`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const origin = await originOf(child.stderr);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const spent = () => {
    // Behind the name in brackets, which may hold blanks: proc(5), fields 14 and 15.
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  };
  return {
    version: found.version,
    async probe(url, count) {
      const before = spent();
      const ask = `${origin}/probe?module=health&target=${encodeURIComponent(url)}`;
      const answers = await Promise.all(Array.from({ length: count }, () => asked(ask, agent)));
      if (!answers.every((text) => /^probe_success 1$/m.test(text))) throw new Error('the exporter called a probe failed');
      return spent() - before;
    },
    mostKilobytes() {
      return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
    },
    stop() {
      agent.destroy();
      child.kill();
    },
  };
}

function versionOf(name: string): { name: string; version: string } | undefined {
  try {
    const said = execFileSync(name, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return { name, version: /version ([\w.+-]+)/.exec(said)?.[1] ?? 'of an unknown version' };
  } catch {
    return undefined;
  }
}

async function originOf(log: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: log })) {
    const [, address] = /Listening on.*?(127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (!address) continue;
    log.resume();
    return `http://${address}`;
  }
  throw new Error('the exporter did not start');
}

function asked(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(text);
    });
    request.on('error', reject);
  });
}
