/** Formatters by zone; undefined for a zone that there is not. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) {
    if (formats.size > 1000) formats.clear();
    try {
      formats.set(zone, new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }));
    } catch {
      formats.set(zone, undefined);
    }
  }
  return formats.get(zone);
}

/** Minutes that a zone is ahead of UTC at a time; undefined when there is no such zone or time. */
export function inZone(ms: number, zone: string): number | undefined {
  const format = formatOf(zone);
  if (!format || Number.isNaN(new Date(ms).getTime())) return undefined;
  const text = format.formatToParts(ms).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? [];
  return hours ? (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1) : 0;
}

/** Minutes that a zone is ahead of UTC when its own clock shows a time; of two answers the earlier offset. */
export function offsetOf(localMs: number, zone: string): number | undefined {
  const guess = inZone(localMs, zone);
  return guess === undefined ? undefined : inZone(localMs - guess * 60_000, zone);
}
