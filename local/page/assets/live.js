/** @import { LiveNow } from '../port.ts' */

/** The monitor says something each five seconds; who hears nothing for longer is alone. */
const ALONE_AFTER_MS = 12_000;
const AGAIN_AFTER_MS = 2_000;
/** A tab that nobody sees looks so often, for its title and icon. */
const GLANCE_AFTER_MS = 15_000;

/**
 * Hears how all services stand. A connection that died without a word, as in a sleep of the machine, is found and made anew. A tab that
 * nobody sees keeps none: a browser has six connections to one host, and the seventh tab would wait for ever.
 * @param {{ heard(live: LiveNow): void, connected(): void, alone(sinceMs: number): void }} told `connected` also after each gap;
 *   `alone` with the reader's time since when nothing was heard
 */
export function listen(told) {
  /** @type {EventSource | undefined} */
  let source;
  let heardMs = Date.now();
  let openedMs = 0;
  let isAlone = false;

  function open() {
    source?.close();
    openedMs = Date.now();
    source = new EventSource('/api/live');
    let isFirst = true;
    source.addEventListener('now', (event) => {
      heardMs = Date.now();
      isAlone = false;
      if (isFirst) told.connected();
      isFirst = false;
      told.heard(JSON.parse(event.data));
    });
    source.addEventListener('all', () => {
      if (document.hidden) source?.close();
    });
    source.addEventListener('open', () => {
      isFirst = true;
    });
  }

  function look() {
    const now = Date.now();
    if (document.hidden) return glance(now);
    if (source?.readyState === EventSource.CLOSED && now - openedMs >= AGAIN_AFTER_MS) open();
    if (now - heardMs < ALONE_AFTER_MS) return;
    beAlone();
    if (now - openedMs >= AGAIN_AFTER_MS && source?.readyState !== EventSource.OPEN) open();
    else if (now - openedMs >= ALONE_AFTER_MS) open();
  }

  /** @param {number} now */
  function glance(now) {
    if (now - openedMs < GLANCE_AFTER_MS) return;
    if (heardMs < openedMs) beAlone();
    open();
  }

  function beAlone() {
    isAlone = true;
    told.alone(heardMs);
  }

  function turned() {
    if (document.hidden) {
      source?.close();
    } else if (source?.readyState === EventSource.CLOSED) {
      // Nothing was missed for long: what it showed was true until a moment ago.
      if (!isAlone && Date.now() - heardMs < 2 * GLANCE_AFTER_MS) heardMs = Date.now();
      open();
    }
  }

  open();
  setInterval(look, 1_000);
  document.addEventListener('visibilitychange', turned);
  addEventListener('online', () => (isAlone ? open() : look()));
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', (event) => event.persisted && open());
}
