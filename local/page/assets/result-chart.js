/** @import { QueryAnswer } from '../port.ts' */
/** @import { default as UPlot } from 'uplot' */
import { css } from './colours.js';
import { h } from './dom.js';
import { utc } from './time.js';

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?$/;
const MOST_CURVES = 6;

/**
 * Draws the numbers of `stats … by bin(…)` over their time; null where the result is no such thing.
 * @param {Extract<QueryAnswer, { state: 'rows' }>} answer
 */
export function drawResult({ columns, rows }) {
  const time = columns.find((c) => rows.length > 1 && rows.every((row) => TIME.test(row[c] ?? '')));
  const numbers = columns.filter(
    (c) => c !== time && rows.some((row) => row[c] !== undefined) && rows.every((row) => Number.isFinite(Number(row[c] ?? 0))),
  );
  const others = columns.filter((c) => c !== time && !numbers.includes(c) && c !== '@ptr');
  if (!time || numbers.length === 0 || others.includes('@message')) return null;
  const at = (/** @type {Record<string, string>} */ row) => Date.parse(`${row[time]?.replace(' ', 'T')}Z`) / 1000;
  const times = [...new Set(rows.map(at))].sort((a, b) => a - b);
  /** @type {Map<string, (number | null)[]>} */
  const curves = new Map();
  for (const row of rows) {
    for (const column of numbers) {
      const name = [column, ...others.map((o) => row[o] ?? '')].join(' ');
      const values = curves.get(name) ?? new Array(times.length).fill(null);
      values[times.indexOf(at(row))] = Number(row[column]);
      if (curves.size < MOST_CURVES || curves.has(name)) curves.set(name, values);
    }
  }
  const place = h('figure', { class: 'result-chart', role: 'img', 'aria-label': `${[...curves.keys()].join(', ')} over time` });
  const legend = h('figcaption', { class: 'legend' });
  [...curves.keys()].forEach((name, i) => {
    const swatch = h('span', { class: 'swatch' });
    swatch.style.background = shade(i);
    legend.append(h('span', {}, swatch, name));
  });
  requestAnimationFrame(() => {
    place.append(legend);
    const series = [...curves.keys()].map((label, i) => ({
      label,
      stroke: shade(i),
      width: 1.6,
      points: { show: times.length < 60, size: 4 },
    }));
    const axis = {
      stroke: css('--soft'),
      grid: { stroke: css('--grid') },
      ticks: { show: false },
      font: `12px ${css('--sans')}`,
    };
    new uPlot(
      {
        width: Math.max(280, place.clientWidth),
        height: 180,
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        series: [{}, ...series],
        scales: { y: { range: (_, min, max) => [Math.min(0, min ?? 0), (max ?? 1) * 1.1 || 1] } },
        axes: [
          { ...axis, space: 90, values: timesOf },
          { ...axis, size: 56 },
        ],
      },
      /** @type {[number[], ...(number | null)[][]]} */ ([times, ...curves.values()]),
      place,
    );
  });
  return place;
}

/** In UTC, as the table below has them. @type {UPlot.Axis.Values} */
const timesOf = (_, seconds, __, ___, step) =>
  seconds.map((s) => (step >= 86_400 ? new Date(s * 1000).toISOString().slice(0, 10) : utc(s * 1000)));

/** Numbers of a query mean nothing that a colour could say: shades of ink tell them apart. @param {number} i */
const shade = (i) => `color-mix(in srgb, ${css('--curve')} ${100 - i * 15}%, ${css('--paper')})`;
