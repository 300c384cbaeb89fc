import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CGROUP_FILES } from '../functions/check-memory/cgroup.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { runDemo } from '../local/demo/demo.ts';
import { runReal } from '../local/watch/real.ts';
import type { Screen } from './screen.ts';
import { mustBeReadable, type Outcome, UsageError } from './usage-error.ts';

/** `watch [--url URL [--log-file FILE] [--cgroup DIR] [--docker NAME]] [--speed N]`: without a URL, the demo. Ctrl-C ends it cleanly. */
export async function watchCommand(
  args: string[],
  userConfig: MonitorConfigInput,
  screen: Pick<Screen, 'print'>,
): Promise<Outcome> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      'log-file': { type: 'string' },
      cgroup: { type: 'string' },
      docker: { type: 'string' },
      speed: { type: 'string', default: '60' },
    },
  });
  const speed = Number(values.speed);
  if (!(speed >= 1 && speed <= 600)) throw new UsageError('--speed takes a number from 1 to 600');
  if (!values.url && (values['log-file'] || values.cgroup || values.docker))
    throw new UsageError('--log-file, --cgroup and --docker go with --url');
  if (values['log-file']) mustBeReadable(values['log-file']);
  for (const name of values.cgroup ? CGROUP_FILES : []) {
    mustBeReadable(join(values.cgroup as string, name), '. --cgroup takes the cgroup v2 directory of the container');
  }
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  process.once('SIGTERM', () => stopped.abort());
  const common = { signal: stopped.signal, print: screen.print };
  if (values.url)
    await runReal({
      url: values.url,
      logFile: values['log-file'],
      timezone: userConfig.logs?.timezone,
      cgroup: values.cgroup,
      docker: values.docker,
      ...common,
    });
  else await runDemo({ speed, ...common });
  return { text: '', code: 0 };
}
