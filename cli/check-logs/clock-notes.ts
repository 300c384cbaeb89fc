import { clockNote } from '../../functions/check-logs/log-clock.ts';
import { offsetWords } from '../../functions/shared/text/words.ts';
import { logClockOf } from '../../local/follow/log-clock.ts';
import type { SourceRead } from './read-sources.ts';

/** What must be known of the clocks that wrote a log. */
export function clockNotes({ clock }: SourceRead): string[] {
  const own = logClockOf(clock);
  return [
    ...(own ? [clockNote(own)] : []),
    ...(clock.hasChanged ? ["AtlasML's clock was put forward or back within the log: counted so"] : []),
    ...(clock.driverOffsetMs !== 0
      ? [
          `CloudWatch's times of the log are ${offsetWords(clock.driverOffsetMs / 60_000)} the time at which it took the lines: counted by the latter. ` +
            'In AWS the checks see such lines too early or too late: give the agent that sends them the right time zone',
        ]
      : []),
  ];
}
