import type { LogEvent } from '../run/events.ts';
import { invalid, notFound } from './errors.ts';

/** The log groups and their events, in memory, in the order of time. */
export class LogGroups {
  readonly #groups = new Map<string, LogEvent[]>();

  create(name: string): void {
    this.#groups.set(name, []);
  }

  /** Forgets the events of every log group; the groups stay. */
  clear(): void {
    for (const name of this.#groups.keys()) this.create(name);
  }

  /** The group is made when there is none. */
  put(name: string, stream: string | undefined, events: LogEvent[]): void {
    const log = `${ACCOUNT}:${name}`;
    const added = events.map((event) => ({ ...event, log, ...(stream && { logStream: stream }) }));
    const all = [...(this.#groups.get(name) ?? []), ...added];
    this.#groups.set(
      name,
      all.sort((a, b) => a.timestamp - b.timestamp),
    );
  }

  names(): string[] {
    return [...this.#groups.keys()];
  }

  /** @throws ServiceError when there is no such group, or when that can be no group's name. */
  events(name: string): LogEvent[] {
    if (!NAME.test(name)) throw invalid(`${JSON.stringify(name.slice(0, 80))} is no name of a log group`);
    const events = this.#groups.get(name);
    if (!events) throw notFound('The specified log group does not exist.');
    return events;
  }
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** The account of the examples in AWS's documentation. */
const ACCOUNT = '123456789012';

/** A group's name from its name or its ARN, `arn:aws:logs:region:account:log-group:name:*`. */
export function groupName(identifier: string): string {
  return /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(identifier)?.[1] ?? identifier;
}
