/** @import { Chart } from '../port.ts' */
import { shortNumber } from './chart.js';
import { colourOf } from './colours.js';
import { fill, h, say } from './dom.js';

/**
 * Says the values of a chart beside its name.
 * @param {HTMLElement} legend @param {Chart} chart @param {number | null} index of a period; null for the newest
 */
export function sayLegend(legend, chart, index) {
  if (chart.kind === 'states') {
    const failing = chart.curves.filter(({ values }) => valueAt(values, index) === 0).map(({ label }) => label);
    const unknown = chart.curves.filter(({ values }) => valueAt(values, index) === null).map(({ label }) => label);
    const words = [
      failing.length > 0 ? `down: ${failing.join(', ')}` : '',
      unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : '',
    ];
    return say(legend, words.filter(Boolean).join('; ') || (index === null ? 'all up' : 'all up then'));
  }
  if (chart.curves.length === 0) return say(legend, 'none');
  const items = chart.curves.map(({ label, tone, values }, i) => {
    const value = valueAt(values, index);
    const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = colourOf(tone, i);
    const words =
      value === null ? 'unknown' : `${shortNumber(value)}${chart.unit === '%' || chart.unit === 's' ? ` ${chart.unit}` : ''}`;
    return h(
      'span',
      { class: 'entry' },
      swatch,
      chart.curves.length > 1 || tone === 'kind' ? h('span', { class: 'label', title: label }, h('bdi', {}, label)) : '',
      h('b', {}, words),
    );
  });
  const unit = chart.unit === '%' || chart.unit === 's' ? '' : chart.unit;
  fill(
    legend,
    ...items,
    unit ? h('span', {}, unit) : null,
    ...[chart.limit?.label, chart.forecast?.label]
      .filter(Boolean)
      .map((words) => h('span', { class: 'aside' }, /** @type {string} */ (words))),
  );
}

/** The value of a period; without one the newest that is known of the last three. @param {(number | null)[]} values @param {number | null} index */
function valueAt(values, index) {
  if (index !== null) return values[index] ?? null;
  return values.slice(-3).findLast((value) => value !== null) ?? null;
}
