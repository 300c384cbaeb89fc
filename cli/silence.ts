import { userInfo } from 'node:os';
import { MOST_SILENT_MINUTES, type Order } from '../functions/report-incident/command.ts';
import { systemClock } from '../functions/shared/clock.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { notAsked } from './not-asked.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** Sends a command to the reporter of a service; the AWS SDK in use, a function in tests. */
export type Ask = (functionName: string, command: Order) => Promise<string>;

interface Whom {
  by?: string;
  /** The folder of the monitor of this machine; without it the deployed one is asked. */
  data?: string;
}

type Config = Pick<MonitorConfig, 'slug' | 'service' | 'environment'>;

/** `silence --for 10m --why TEXT` and `silence --end`. */
export async function silenceCommand(
  options: Whom & { for?: string; why?: string; end?: true },
  config: Config,
  ask: Ask,
): Promise<Outcome> {
  const by = nameOf(options.by);
  if (options.end) return send({ command: 'end-silence', by }, config, ask, options.data);
  if (!options.why) throw new UsageError('silence needs --why, such as --why deploy: it is shown with what happened meanwhile');
  return send({ command: 'silence', minutes: minutesOf(options.for), why: options.why, by }, config, ask, options.data);
}

/** `ack`: the open incident has somebody, and reminds nobody any more. */
export async function ackCommand({ by, data }: Whom, config: Config, ask: Ask): Promise<Outcome> {
  return send({ command: 'ack', by: nameOf(by) }, config, ask, data);
}

async function send(command: Order, config: Config, ask: Ask, data?: string): Promise<Outcome> {
  if (data !== undefined) {
    // Node's SQLite is loaded for the commands that need it.
    const { askHere } = await import('./ask-here.ts');
    return askHere(data, config, command, systemClock);
  }
  const { service, environment, slug } = config;
  const name = `atlasml-${slug}-report-incident`;
  try {
    const said = await ask(name, command);
    const who = `${service} ${environment}`;
    return { text: `${who}: ${said}`, code: 0, json: { done: true, said, who } };
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
