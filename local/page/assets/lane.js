/** @import { Mark } from '../port.ts' */
/** @import { Shown } from './chart.js' */
import { rangeOf } from './chart.js';
import { fill, h } from './dom.js';
import { addressOf } from './place.js';
import { duration, moment, nowMs } from './time.js';

const WORDS = { incident: 'Incident', start: 'Start', silence: 'Silence', message: 'Message' };
/** Marks nearer than that in px are one. */
const LEAST_APART = 10;

/**
 * What happened, above the charts and on their axis: what can be opened is a link, so that a keyboard reaches it.
 * @param {HTMLElement} lane @param {Shown} timeline
 */
export function showLane(lane, timeline) {
  const [from, to] = rangeOf(timeline);
  const width = Math.max(1, lane.clientWidth - 2 * LEAST_APART);
  const at = (/** @type {number} */ ms) => Math.min(1, Math.max(0, (ms / 1000 - from) / (to - from)));
  /** @type {Record<string, number>} */
  const lastAt = {};
  const isSeen = (/** @type {Mark} */ { kind, fromMs, toMs }) =>
    fromMs <= to * 1000 && (toMs ?? (kind === 'incident' ? Number.POSITIVE_INFINITY : fromMs)) >= from * 1000;
  const items = timeline.marks.filter(isSeen).flatMap((mark) => {
    const left = at(mark.fromMs);
    const px = left * width;
    if (mark.kind !== 'incident' && px - (lastAt[mark.kind] ?? Number.NEGATIVE_INFINITY) < LEAST_APART) return [];
    lastAt[mark.kind] = px;
    return [itemOf(mark, left, at(mark.toMs ?? (mark.kind === 'incident' ? to * 1000 : mark.fromMs)))];
  });
  const shown = items.map((item) => item.outerHTML).join('');
  if (lane.dataset.shown === shown) return;
  const focused = lane.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
  lane.dataset.shown = shown;
  fill(lane, ...items);
  for (const item of items) {
    item.style.insetInlineStart = `${Number(item.dataset.left) * 100}%`;
    if (item.dataset.width) item.style.width = `max(0.75rem, ${Number(item.dataset.width) * 100}%)`;
  }
  const again = focused && lane.querySelector(`a[href="${CSS.escape(focused)}"]`);
  if (again instanceof HTMLElement) again.focus();
}

/** @param {Mark} mark @param {number} left @param {number} right @returns {HTMLElement} */
function itemOf(mark, left, right) {
  const { kind, fromMs, toMs, label, incident } = mark;
  const lasted =
    kind === 'message' || kind === 'start' ? '' : `, ${duration((toMs ?? nowMs()) - fromMs).replace(/ \d+ (?:s|min)$/, '')}`;
  const words = `${WORDS[kind]}, ${moment(fromMs)}${toMs === undefined && kind === 'incident' ? ', open' : lasted}: ${label}`;
  const more = {
    class: `mark-${kind}`,
    title: words,
    'data-left': left.toFixed(4),
    'data-width': kind === 'incident' || kind === 'silence' ? (right - left).toFixed(4) : undefined,
  };
  if (!incident) return h('li', more, h('span', { class: 'unseen' }, words));
  return h(
    'li',
    more,
    h(
      'a',
      { href: addressOf('incidents', incident), 'aria-label': words },
      right - left > 0.05 ? h('span', { class: 'words' }, label) : '',
    ),
  );
}
