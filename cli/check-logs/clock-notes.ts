import { clockNote } from '../../functions/check-logs/log-clock.ts';
import { offsetWords } from '../../functions/shared/text/words.ts';
import { logClockOf } from '../../local/follow/log-clock.ts';
import type { SourceRead } from './read-sources.ts';

/** What must be known of the clocks that wrote a log. */
export function clockNotes({ clock }: SourceRead): string[] {
  const own = logClockOf(clock);
  return [
    ...(own ? [clockNote(own)] : []),
    ...(clock.hasChanged ? ["AtlasML's clock was put forward or back within the log: the counts take this into account"] : []),
    ...(clock.driverOffsetMs !== 0
      ? [
          `CloudWatch's times of the log are ${offsetWords(clock.driverOffsetMs / 60_000)} the time at which it took the lines: the counts use the time at which it took them. ` +
            'In AWS the checks see such lines too early or too late: set the right time zone in the agent that sends them',
        ]
      : []),
  ];
}
