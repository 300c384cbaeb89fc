/** @import { Range } from '../port.ts' */
/** @import { Span } from './span.js' */
import { h } from './dom.js';
import { addressOf, place } from './place.js';
import { spanInAddress } from './span.js';
import { duration, moment } from './time.js';

/** @type {[Range, string][]} */
const RANGES = [
  ['1h', '1 hour'],
  ['24h', '24 hours'],
  ['7d', '7 days'],
  ['30d', '30 days'],
];
/** @returns {Range} */
export function chosenRange() {
  const asked = place().more.get('range');
  // A simulated day is over within minutes.
  const usual = document.querySelector('.simulated') ? '1h' : '24h';
  return RANGES.find(([range]) => range === asked)?.[0] ?? usual;
}

/** Looks at a part of the time closely, or at all of it again. @param {Span | undefined} span */
export function look(span) {
  location.hash = addressOf('now', '', span ? spanInAddress(span) : {});
}

/** Above the charts: how far back, what the marks mean, and the time at the cursor. */
export function tools() {
  return h(
    'div',
    { class: 'tools' },
    h('nav', { class: 'ranges', 'aria-label': 'How far back' }),
    h(
      'p',
      { class: 'key', 'aria-hidden': 'true' },
      ...['incident', 'silence', 'start', 'message'].map((kind) => h('span', { 'data-kind': kind }, kind)),
    ),
    h('p', { class: 'at', 'aria-hidden': 'true' }),
  );
}

/** Each range, and the part of it that is looked at; pressing that ends it. @param {Range} chosen @param {Span | undefined} span */
export function rangeLinks(chosen, span) {
  const link = ([range, label] = /** @type {[Range, string]} */ (['24h', ''])) =>
    h('a', { href: addressOf('now', '', { range }), 'aria-current': range === chosen && !span ? 'true' : undefined }, label);
  const shown =
    span &&
    h('a', { href: addressOf('now'), 'aria-current': 'true' }, `${moment(span.fromMs)}, ${duration(span.toMs - span.fromMs)} ✕`);
  const reset = shown ? h('span', { class: 'unseen' }, ', show all again') : null;
  if (shown && reset) shown.append(reset);
  return [...RANGES.map(link), ...(shown ? [shown] : [])];
}
