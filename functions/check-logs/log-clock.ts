import type { LogClock } from '../shared/observation.ts';

/** One sentence on a clock that is not UTC's. */
export function clockNote({ offsetMinutes, zone }: LogClock): string {
  const whose = zone === undefined ? '' : ` (${zone})`;
  return `AtlasML's clock is ${offsetWords(offsetMinutes)} UTC${whose}: counted so`;
}

/** "5 h 30 min ahead of". */
export function offsetWords(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const long = [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
  return `${long} ${minutes > 0 ? 'ahead of' : 'behind'}`;
}
