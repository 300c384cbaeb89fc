const DASH = 45;
const COLON = 58;
const ZERO = 48;

/** What a time at the begin of a line is: epoch ms, or NaN when there is none; `end` is where it ends. */
export interface Stamp {
  ms: number;
  end: number;
}

const NONE: Stamp = { ms: Number.NaN, end: 0 };
/** The day that was read last: most lines of a chunk share it. */
let knownDay = -1;
let knownDayMs = 0;

/**
 * Reads `2026-11-25 10:31:12`, with `T` for the space, a fraction behind `.` or `,`, and a `Z`, by arithmetic on the digits.
 * Times are UTC, as AtlasML logs them.
 * @param at where the line begins. @param end where it ends.
 */
export function readStamp(bytes: Uint8Array, at: number, end: number): Stamp {
  if (end - at < 19 || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || bytes[at + 13] !== COLON || bytes[at + 16] !== COLON)
    return NONE;
  const separator = bytes[at + 10];
  if (separator !== 32 && separator !== 84) return NONE;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const seconds = (two(bytes, at + 11) * 60 + two(bytes, at + 14)) * 60 + two(bytes, at + 17);
  // A byte that is no digit makes the number NaN, which no comparison accepts.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && seconds < 86_401 && year >= 1000)) return NONE;
  const dayNumber = (year * 16 + month) * 32 + day;
  if (dayNumber !== knownDay) {
    knownDay = dayNumber;
    knownDayMs = Date.UTC(year, month - 1, day);
  }
  let ms = knownDayMs + seconds * 1000;
  let next = at + 19;
  if (bytes[next] === 46 || bytes[next] === 44) {
    let scale = 100;
    next++;
    for (
      let digit = (bytes[next] as number) - ZERO;
      next < end && digit >= 0 && digit <= 9;
      digit = (bytes[++next] as number) - ZERO
    ) {
      ms += digit * Math.trunc(scale);
      scale /= 10;
    }
  }
  if (bytes[next] === 90) next++;
  return { ms, end: next };
}

function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** True when a line begins with the time that S3 exports and `docker logs -t` put before it: `2026-11-25T10:31:12.123Z `. */
export function isIsoPrefixed(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at + 10] !== 84) return false;
  const stamp = readStamp(bytes, at, end);
  return !Number.isNaN(stamp.ms) && bytes[stamp.end - 1] === 90 && (stamp.end === end || bytes[stamp.end] === 32);
}
