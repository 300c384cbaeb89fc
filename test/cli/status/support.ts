import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { runReal } from '../../../local/watch/real.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { serve } from '../../support/servers.ts';
import type { TurningClock } from '../../support/turning-clock.ts';

export const folder = () => mkdtempSync(join(tmpdir(), 'atlasml-'));

/** An AtlasML that is well or not, by a switch. */
export async function switched(isWell: () => boolean): Promise<MonitorConfigInput['endpoints']> {
  const { body } = recordedAnswer('health-ok');
  const origin = await serve((_request, response) => {
    if (isWell()) response.end(body);
    else response.writeHead(502).end('bad gateway');
  });
  return [{ name: 'health', url: `${origin}/api/v1/health/` }];
}

/** A real `watch` of a folder until something is so; then what is asked for is done while it still runs. */
export async function watched<T>(
  input: MonitorConfigInput,
  { directory, clock, logFile }: { directory: string; clock: TurningClock; logFile?: string },
  isDone: (printed: string[]) => boolean,
  ask: () => Promise<T>,
): Promise<T> {
  const { config } = machineConfig(resolveConfig(input), { logFile });
  const stop = new AbortController();
  const printed: string[] = [];
  let asking: Promise<T> | undefined;
  const print = (line: string) => {
    printed.push(line);
    if (asking === undefined && isDone(printed)) asking = ask().finally(() => stop.abort());
  };
  const secrets = machineSecrets({ environment: {} });
  await runReal({ config, directory, logFile, secrets, signal: stop.signal, print, clock, within: clock.within });
  return asking as Promise<T>;
}
