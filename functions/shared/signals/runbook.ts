import type { MonitorConfig } from '../config/schema.ts';

/** Where a signal's page of the runbook is: under the configured URL, so that a telephone can open it, or in the repository. */
export function runbookLink({ runbookUrl }: Pick<MonitorConfig, 'runbookUrl'>, anchor: string): string {
  return `${runbookUrl ?? 'docs/runbook.md'}#${anchor}`;
}
