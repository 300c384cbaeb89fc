import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { LOCAL_LOG_GROUP } from '../../functions/shared/config/local-log-group.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { Configuration } from '../configuration.ts';
import { inputAlike } from '../each-service.ts';
import { mustBeReadable, UsageError } from '../usage-error.ts';
import type { LinesSource } from './line.ts';

/** Which log is meant. */
export interface LogAsked {
  files: readonly string[];
  data?: string | undefined;
  follow?: boolean | undefined;
}

/**
 * The log that is meant: files, else the store of this machine, else the log group in AWS.
 * @param ports `note` gets what must be known to trust the lines; the sleeps of `clock` end when `--follow` does. @throws UsageError for what cannot be read.
 */
export async function openLog(
  { files, data, follow }: LogAsked,
  configuration: Configuration,
  stdin: Readable,
  { clock, note }: { clock: Clock; note(text: string): void },
): Promise<LinesSource> {
  if (files.length > 0 && data !== undefined) throw new UsageError('name either files or --data DIR');
  if (files.length > 0) {
    const timezone = (await inputAlike(configuration, ({ logs }) => logs?.timezone)).logs?.timezone;
    if (files.filter((name) => name === '-').length > 1) throw new UsageError('the standard input can be read only once');
    const isStdin = files.includes('-');
    for (const name of files) if (name !== '-') mustBeLog(name, follow === true);
    const { fileLines, followedLines } = await import('./files.ts');
    return follow && !isStdin ? followedLines(files, { timezone }, note) : fileLines(files, stdin, { timezone });
  }
  if (data !== undefined) {
    const { ofMachine, storedLines } = await import('./stored.ts');
    return ofMachine(data, configuration, (folder) => storedLines(folder, note));
  }
  const config = await configuration.checked();
  if (!config.logs || config.logs.group === LOCAL_LOG_GROUP)
    throw new UsageError('the configuration names no log group: set logs.group, or name a file, or --data DIR');
  // The AWS SDK is loaded for the commands that need it.
  const { deployedLines } = await import('./deployed.ts');
  return deployedLines(config.logs, clock);
}

function mustBeLog(name: string, isFollowed: boolean): void {
  // One that is not there yet is waited for.
  if (isFollowed && statSync(name, { throwIfNoEntry: false }) === undefined) return;
  mustBeReadable(name);
  if (statSync(name).isDirectory())
    throw new UsageError(`${name} is a folder; name the log files in it, such as ${join(name, '*.log')}`);
}
