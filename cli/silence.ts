import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { MOST_SILENT_MINUTES, type Order } from '../functions/report-incident/command.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { notAsked } from './not-asked.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** Sends a command to the reporter of an environment; the AWS SDK in use, a function in tests. */
export type Ask = (functionName: string, command: Order) => Promise<string>;

const BY = { by: { type: 'string' }, data: { type: 'string' } } as const;

/** `silence --for 10m --why TEXT [--by NAME] [--data DIR]` and `silence --end`; with --data the monitor of this machine is asked. */
export async function silenceCommand(args: string[], userConfig: MonitorConfigInput, ask: Ask): Promise<Outcome> {
  const options = { ...BY, for: { type: 'string' }, why: { type: 'string' }, end: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options });
  const by = nameOf(values.by);
  if (values.end) return send({ command: 'end-silence', by }, userConfig, ask, values.data);
  if (!values.why) throw new UsageError('silence needs --why, such as --why deploy: it stands beside what happened meanwhile');
  return send({ command: 'silence', minutes: minutesOf(values.for), why: values.why, by }, userConfig, ask, values.data);
}

/** `ack [--by NAME] [--data DIR]`: the open incident has somebody, and reminds nobody any more. */
export async function ackCommand(args: string[], userConfig: MonitorConfigInput, ask: Ask): Promise<Outcome> {
  const { values } = parseArgs({ args, options: BY });
  return send({ command: 'ack', by: nameOf(values.by) }, userConfig, ask, values.data);
}

async function send(command: Order, userConfig: MonitorConfigInput, ask: Ask, data?: string): Promise<Outcome> {
  const { environment } = resolveConfig(userConfig);
  if (data !== undefined) {
    // Node's SQLite is loaded for the commands that need it.
    const { askHere } = await import('./ask-here.ts');
    return askHere(data, environment, command, systemClock);
  }
  const name = `atlasml-${environment}-report-incident`;
  try {
    return { text: await ask(name, command), code: 0 };
  } catch (error) {
    return notAsked(`The reporter ${name}`, error as Error);
  }
}

/** In a pipeline the name says little; --by says who. */
function nameOf(by: string | undefined): string {
  return by ?? userInfo().username;
}

const MINUTES = { m: 1, h: 60 };

function minutesOf(text: string | undefined): number {
  const [, amount, unit] = /^(\d{1,4})([mh])$/.exec(text ?? '') ?? [];
  const minutes = Number(amount) * MINUTES[unit as 'm' | 'h'];
  if (minutes > 0 && minutes <= MOST_SILENT_MINUTES) return minutes;
  throw new UsageError(`--for takes minutes or hours up to a day, such as 10m or 2h, not ${text ?? 'nothing'}`);
}
