import type { Command } from './ast.ts';
import { QueryError } from './errors.ts';

/**
 * Two were allowed at first and the page still says so; ten since the update of spring 2026.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html and AWS's announcement.
 */
const MOST_STATS = 10;

/** Refuses commands in an order that the service refuses. */
export function checkOrder(commands: Command[], query: string): void {
  let stats = 0;
  let before: Command | undefined;
  const seen = new Set<Command['kind']>();
  for (const command of commands) {
    const fail = (message: string, hint?: string) => {
      throw new QueryError(message, query, command.at, { length: command.kind.length, ...(hint && { hint }) });
    };
    if (command.kind === 'source' && before) fail('SOURCE stands at the begin of a query');
    if (command.kind === 'stats') {
      stats++;
      if (stats > MOST_STATS) fail(`a query has at most ${MOST_STATS} stats commands`);
      if (stats > 1 && (seen.has('sort') || seen.has('limit'))) fail('sort and limit must stand after the last stats');
    }
    if (before?.kind === 'dedup' && command.kind !== 'limit') fail('only limit may follow dedup', 'move dedup towards the end');
    if (command.kind === 'diff' && before?.kind !== 'pattern')
      fail('diff compares patterns: it stands behind pattern', 'write pattern @message | diff');
    seen.add(command.kind);
    // What follows `dedup | limit` still follows dedup.
    if (!(before?.kind === 'dedup' && command.kind === 'limit')) before = command;
  }
}
