import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { UnansweredPastError } from '../../local/replay/past.ts';
import { notAsked } from '../not-asked.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { type CheckAsked, checkCommand, mustBeCheck } from './check.ts';
import type { PastPorts } from './past.ts';

/**
 * Runs a check against what was told by the monitor of this machine, where a folder is named, else by the deployed one.
 * @param data the folder; without files it is the source of the replay as well.
 */
export async function checkRoute(
  { data, ...asked }: CheckAsked & { data?: string },
  { input, config }: { input: MonitorConfigInput; config: MonitorConfig },
  ports: PastPorts,
): Promise<Outcome> {
  mustBeCheck(asked);
  const { files, logGroup, docker } = asked;
  const hasSource = files.length > 0 || logGroup !== undefined || docker !== undefined;
  const source = hasSource || data === undefined ? asked : { ...asked, data };
  if (data !== undefined) {
    const { withPastHere } = await import('../why/here.ts');
    return withPastHere(data, config, Date.now, (past) =>
      checkCommand(source, input, { past, who: 'the monitor on this machine' }, ports),
    );
  }
  const { deployedPast } = await import('../why/deployed.ts');
  try {
    return await checkCommand(source, input, { past: await deployedPast(config), who: 'the deployed monitor' }, ports);
  } catch (error) {
    if (error instanceof UsageError || error instanceof UnansweredPastError) throw error;
    return notAsked('The deployed monitor', error as Error);
  }
}
