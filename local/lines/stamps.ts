import { withoutNoise } from '../../functions/shared/atlasml/noise.ts';

/** `2026-11-25T10:31:12.123456789Z` or with an offset for the Z: https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
export const RFC_3339 = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})';

/** The moment that such a time names, epoch ms; undefined when there is none. */
export function readRfc3339(text: string): number | undefined {
  const [, seconds = '', fraction = '', zone = ''] =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:?\d{2})$/.exec(text) ?? [];
  // Of nanoseconds Date.parse takes three digits at most everywhere.
  const ms = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.replace(/^(...)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(ms) ? undefined : ms;
}

const OWN_STAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:[.,](\d{1,3}))? - [A-Z]+ - \S+ - /;

/** The time at the begin of a line of AtlasML's, which names no zone: as if it were UTC, epoch ms. A body's dates are none. */
export function readOwnStamp(text: string): number | undefined {
  const [, date, time, fraction = ''] = OWN_STAMP.exec(text.includes('%|') ? withoutNoise(text) : text) ?? [];
  if (date === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}.${fraction.padEnd(3, '0')}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
