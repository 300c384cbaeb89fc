import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { Call } from './aws-stand-in.ts';
import { type Ran, running, slowed } from './running.ts';
import { surroundings } from './surroundings.ts';

/** Lambda gives a function of 1,769 MB one processor, and one of less its share. */
const SHARE = 256 / 1_769;

/** A run of check-health, and what it asked of AWS. */
export interface HealthRun extends Ran {
  what: string;
  up: number;
  calls: Call[];
}

/**
 * The real check-health by its bundle, its first run in a process and a second one, with endpoints by https of which some take the request and never
 * answer; then the same held to the share of a processor that Lambda gives it.
 */
export async function healthRuns(count: number, hanging: number, folder: string): Promise<HealthRun[]> {
  const { ports, calls, env, close } = await surroundings(folder);
  const config = resolveConfig({
    endpoints: Array.from({ length: count }, (_, i) => ({
      name: `course-${i + 1}`,
      url: `https://127.0.0.1:${ports[i < hanging ? 1 : 0]}/${i}/api/v1/health/`,
    })),
    network: { allowPrivateTargets: true, independentTarget: false },
  });
  const runs: HealthRun[] = [];
  for (const isSlowed of [false, true]) {
    const health = await running('check-health', config, folder, env);
    const release = isSlowed ? slowed(health.process, SHARE) : () => {};
    for (const which of ['first', 'second']) {
      const before = calls.length;
      const ran = await health.run({});
      const { summary } = ran.answer as { summary: string };
      const what = `${which} run${isSlowed ? ', at the seventh of a processor that 256 MB have' : ''}`;
      runs.push({ ...ran, what, up: Number.parseInt(summary, 10), calls: calls.slice(before) });
    }
    release();
    health.process.disconnect();
  }
  close();
  return runs;
}
