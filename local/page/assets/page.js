/** @import { LiveNow } from '../port.ts' */
import { fill, h, one, say } from './dom.js';
import { showAlone, showNow } from './hero.js';
import { listen } from './live.js';
import { place } from './place.js';
import { clockWords, nowMs, setClock } from './time.js';

/** How each service stands, by its id. @type {Map<string, LiveNow>} */
const known = new Map();

/** The service that is looked at: the one of the address, else the first. */
function chosen() {
  return known.get(place().more.get('service') ?? '') ?? known.values().next().value;
}

function show() {
  const live = chosen();
  if (!live) return;
  setClock(live.clockMs, live.speed);
  showNow(live.now);
}

const clock = one('.clock');
fill(clock, h('span', { class: 'local' }), h('span', { class: 'utc' }));
function tick() {
  const [local, utc] = clockWords(nowMs());
  say(one('.local', clock), local);
  say(one('.utc', clock), utc);
}

tick();
setInterval(tick, 1_000);
listen({
  heard(live) {
    known.set(live.service, live);
    if (chosen() === live) show();
  },
  connected() {},
  alone: showAlone,
});
addEventListener('hashchange', show);
