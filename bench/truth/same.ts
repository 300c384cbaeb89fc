import type { ToldMessage } from '../../local/replay/reporter.ts';

/** What was told of a recording by one way and not by the other. */
export interface Difference {
  only: 'replayed' | 'watched';
  message: ToldMessage;
}

const MINUTE_MS = 60_000;

/**
 * Compares message by message what two runs told: the minute, whether it opens, changes or resolves, the subject and the cause.
 * @returns what only one of them told; empty where both told the same.
 */
export function differencesOf(replayed: ToldMessage[], watched: ToldMessage[]): Difference[] {
  const left = [...watched];
  const differences: Difference[] = [];
  for (const message of replayed) {
    const at = left.findIndex((other) => keyOf(other) === keyOf(message));
    if (at >= 0) left.splice(at, 1);
    else differences.push({ only: 'replayed', message });
  }
  const rest = left.map((message): Difference => ({ only: 'watched', message }));
  return [...differences, ...rest].sort((a, b) => a.message.atMs - b.message.atMs);
}

function keyOf({ atMs, kind, subject, cause }: ToldMessage): string {
  return JSON.stringify([Math.floor(atMs / MINUTE_MS), kind, subject, cause]);
}
