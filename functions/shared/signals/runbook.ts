import type { MonitorConfig } from '../config/schema.ts';

/**
 * Where a signal's page of the runbook is: a link, where `runbookUrl` says what to link to, so that a telephone can open it; else
 * which section of which file, for a path alone is no link in a mail, and nobody knows where it begins.
 */
export function runbookLink({ runbookUrl }: Pick<MonitorConfig, 'runbookUrl'>, anchor: string): string {
  return runbookUrl === undefined
    ? `section "${anchor}" of docs/runbook.md, in the monitor's repository`
    : `${runbookUrl}#${anchor}`;
}
