import type { Context } from '../command.ts';
import { forEachService, inputAlike } from '../each-service.ts';
import { notAsked } from '../not-asked.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import type { WhyAsked } from './command.ts';
import type { KeptAsked } from './kept.ts';

/** The options of `why`, as the command line gives them. */
export interface WhyOptions extends Omit<WhyAsked, 'time' | 'files'> {
  data?: string;
}

/** `why TIME [FILE…] [--data DIR]`: of a past log where one is named, else of what the monitor kept: here with `--data`, else in AWS. */
export async function whyRoute(
  command: 'why' | 'why-not',
  { data, ...options }: WhyOptions,
  [time, ...files]: readonly string[],
  { configuration, screen, environment }: Pick<Context, 'configuration' | 'screen' | 'environment'>,
): Promise<Outcome> {
  if (files.length > 0) {
    if (data !== undefined) throw new UsageError('--data stands in the place of files: leave one of them out');
    const { whyCommand } = await import('./command.ts');
    const given = () => inputAlike(configuration, (one) => one);
    return whyCommand(command, { ...options, time, files }, given, { screen, environment });
  }
  if (time === undefined) throw new UsageError(`name a time: ${command} 10:32`);
  const ofFiles = (['series', 'timezone', 'fresh'] as const).find((name) => options[name] !== undefined);
  if (ofFiles !== undefined) throw new UsageError(`--${ofFiles} works only with a log file: ${command} ${time} FILE`);
  const { alarm, queries } = options;
  const asked: KeptAsked = { time, alarm, queries, data };
  return forEachService(configuration, async (one) => {
    const config = await one.checked();
    const { keptWhy } = await import('./kept.ts');
    if (data !== undefined) {
      const { withPastHere } = await import('./here.ts');
      return withPastHere(data, config, Date.now, (past) => keptWhy(command, asked, past, Date.now()));
    }
    const { deployedPast } = await import('./deployed.ts');
    try {
      return await keptWhy(command, asked, await deployedPast(config), Date.now());
    } catch (error) {
      if (error instanceof UsageError) throw error;
      return notAsked('The deployed monitor', error as Error);
    }
  });
}
