import { parseArgs } from 'node:util';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { costText } from '../functions/shared/cost/cost.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** `cost [--log-gb-a-day N]`: what the deployed monitor costs a month. */
export async function costCommand(args: string[], userConfig: MonitorConfigInput): Promise<Outcome> {
  const { values } = parseArgs({ args, options: { 'log-gb-a-day': { type: 'string' } } });
  const gb = values['log-gb-a-day'] === undefined ? undefined : Number(values['log-gb-a-day']);
  if (gb !== undefined && !(gb >= 0)) throw new UsageError('--log-gb-a-day takes a number');
  return { text: costText(resolveConfig(userConfig), gb), code: 0 };
}
