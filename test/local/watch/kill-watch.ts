import { within } from '../../../functions/shared/clock.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { runReal } from '../../../local/watch/real.ts';

/** What a killed `watch` is told, one JSON on its command line. */
export interface Life {
  url: string;
  smtpPort: number;
  logFile: string;
  directory: string;
  /** Its clock, which each life shares: so many ms of the play for one of the wall, since a moment. */
  speed: number;
  sinceMs: number;
}

export const ENVIRONMENT = 'kills';

/** The play's time at a moment of the wall clock, epoch ms. */
export const playMs = ({ speed, sinceMs }: Pick<Life, 'speed' | 'sinceMs'>, wallMs = Date.now()) =>
  sinceMs + (wallMs - sinceMs) * speed;

/** The whole monitor of one machine on a fast clock, until somebody kills it. */
async function live(life: Life): Promise<void> {
  const { url, smtpPort: port, logFile, directory, speed } = life;
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
  const digests = { daily: false, weekly: false, monthly: false };
  const logs = { group: 'none', file: logFile, timezone: 'UTC' };
  const input = { environment: ENVIRONMENT, endpoints: [{ name: 'health', url }], logs, smtp, digests, weeklyDrill: false };
  const { config } = machineConfig(resolveConfig(input, 'The play'), { logFile });
  await runReal({
    config,
    logFile,
    directory,
    secrets: machineSecrets({ environment: {} }),
    signal: new AbortController().signal,
    print: (text) => console.log(text),
    clock: { now: () => playMs(life), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / speed)) },
    within,
  });
}

if (process.argv[1] === import.meta.filename) await live(JSON.parse(process.argv[2] ?? '{}') as Life);
