import type { LogEvent } from '../../../insights/index.ts';

/** A recording, moved in time so that it ended so long ago, AtlasML's own stamps included. */
export function movedToNow(events: LogEvent[], agoMs: number): LogEvent[] {
  const shift = Date.now() - agoMs - (events.at(-1)?.timestamp ?? 0);
  return events.map((e) => ({ timestamp: e.timestamp + shift, message: withMovedStamp(e.message, shift) }));
}

function withMovedStamp(message: string, shift: number): string {
  return message.replace(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/, (stamp) => {
    const at = Date.parse(`${stamp.replace(' ', 'T')}Z`) + shift;
    return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  });
}
