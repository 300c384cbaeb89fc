/** The reader's own zone, with UTC beside it, for messages and logs have UTC. */
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const LOCAL = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const LOCAL_SECONDS = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const LOCAL_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DAY_MS = 86_400_000;

/** The clock of the monitor: a simulated one runs faster than the reader's. */
let clock = { ms: Date.now(), atMs: performance.now(), speed: 1 };

/** @param {number} ms @param {number} speed */
export function setClock(ms, speed) {
  clock = { ms, atMs: performance.now(), speed };
}

/** Epoch ms by the monitor's clock. */
export const nowMs = () => clock.ms + (performance.now() - clock.atMs) * clock.speed;

/** True where the reader's clock shows UTC now. @param {number} ms */
const isUtc = (ms) => new Date(ms).getTimezoneOffset() === 0;

/** "10:31 UTC" @param {number} ms */
export const utc = (ms) => `${new Date(ms).toISOString().slice(11, 16)} UTC`;

/** "2026-11-25 10:31 UTC" @param {number} ms */
export const utcDay = (ms) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** "11:31 (10:31 UTC)", with the day where it is not of the last hours. @param {number} ms */
export function moment(ms) {
  const isNear = Math.abs(nowMs() - ms) < DAY_MS / 2;
  const day = isNear ? '' : `${LOCAL_DAY.format(ms)}, `;
  return isUtc(ms) ? `${day}${utc(ms)}` : `${day}${LOCAL.format(ms)} (${utc(ms)})`;
}

/** "11:31:04" @param {number} ms */
export const localSeconds = (ms) => LOCAL_SECONDS.format(ms);
/** "11:31" @param {number} ms */
export const localMinute = (ms) => LOCAL.format(ms);
/** "25 Nov" @param {number} ms */
export const localDay = (ms) => LOCAL_DAY.format(ms);

/** What the clock in the corner shows. @param {number} ms @returns {[string, string]} */
export function clockWords(ms) {
  const utcWords = `${new Date(ms).toISOString().slice(11, 19)} UTC`;
  return isUtc(ms) ? [utcWords, ''] : [LOCAL_SECONDS.format(ms), utcWords];
}

export const zoneName = ZONE;

/** "2 min", "1 h 5 min", "3 d 4 h": two units at most, rounded down. @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}
