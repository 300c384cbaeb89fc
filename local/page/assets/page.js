/** @import { LiveNow } from '../port.ts' */
import { listenToSicknesses } from './demo.js';
import { h, one, say } from './dom.js';
import { showAlone, showNow } from './hero.js';
import { listen } from './live.js';
import { showNav, VIEWS } from './nav.js';
import { place } from './place.js';
import { listenToPlayer, showMoment } from './playback.js';
import { clockWords, nowMs, setClock } from './time.js';

/**
 * A view that is open.
 * @typedef {{ heard?(live: LiveNow): void, connected?(): void, moved?(): void, close?(): void }} OpenView
 */

/** How each service stands, by its id. @type {Map<string, LiveNow>} */
const known = new Map();
/** @type {{ key: string, view: OpenView } | undefined} */
let open;

/** The service that is looked at: the one of the address, else the first. */
function chosen() {
  return known.get(place().more.get('service') ?? '') ?? known.values().next().value;
}

function show() {
  const live = chosen();
  if (!live) return;
  setClock(live.clockMs, live.speed);
  showNow(live.now);
  showNav([...known.values()], live.service);
  const { view, id } = place();
  const name = view in VIEWS ? view : 'now';
  // What stands behind the name but for these is the business of the view itself.
  const key = JSON.stringify([name, id, live.service]);
  if (open?.key !== key) {
    open?.view.close?.();
    document.documentElement.dataset.view = name;
    const root = h('div', { class: `view view-${name}` });
    one('.view').replaceWith(root);
    const isFirst = open === undefined;
    const make = /** @type {(root: HTMLElement, service: string, id: string) => OpenView} */ (VIEWS[name]?.open);
    open = { key, view: make(root, live.service, id) };
    if (!isFirst) one('#main').focus({ preventScroll: name === 'now' });
  }
  open.view.heard?.(live);
}

const clock = one('.clock');
function tick() {
  const [local, utc] = clockWords(nowMs());
  say(one('.local', clock), local);
  say(one('.utc', clock), utc);
  // Before anything is heard the clock is the reader's own.
  if (chosen()) showMoment(nowMs());
}

tick();
delete clock.dataset.empty;
listenToSicknesses(() => chosen()?.service ?? '');
listenToPlayer(() => chosen()?.service ?? '');
setInterval(tick, 1_000);
listen({
  heard(live) {
    known.set(live.service, live);
    if (chosen() === live) show();
    else showNav([...known.values()], chosen()?.service ?? '');
  },
  connected: () => open?.view.connected?.(),
  alone: showAlone,
});
addEventListener('hashchange', () => {
  show();
  open?.view.moved?.();
});
