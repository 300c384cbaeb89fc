/** @import { Chart, Timeline } from '../port.ts' */
/** @import { Span } from './span.js' */
/** @import { default as UPlot } from 'uplot' */
import { colourOf, css, thin } from './colours.js';
import { drawMarks, drawStates } from './draw.js';
import { stacked } from './series.js';
import { localDay, localMinute } from './time.js';

/** What is drawn, and what of it is looked at closely. @typedef {Timeline & { span?: Span | undefined }} Shown */

const ROW_HEIGHT = 34;
export const HEIGHT = 132;
/** Half a label of the time axis, px; as in the styles. */
const AT_RIGHT = 30;
/** All charts have the same room at the left, so that their times stand below each other. */
export const gutter = () => (innerWidth < 640 ? 40 : 56);

/** How high a chart is, px. @param {Chart} chart */
export function heightOf({ kind, curves }) {
  return kind === 'states' ? Math.max(1, curves.length) * ROW_HEIGHT + 4 : HEIGHT;
}

/**
 * Draws one chart.
 * @param {HTMLElement} place
 * @param {{ chart: Chart, timeline: Shown, width: number, axis: boolean, cursorAt(index: number | null): void, selected(span: Span): void }} asked
 *   `axis` with the times below it
 * @returns {UPlot}
 */
export function draw(place, { chart, timeline, width, axis, cursorAt, selected }) {
  const { kind, curves, limit } = chart;
  const height = heightOf(chart) + (axis ? 44 : 0);
  /** The newest is always in sight, and so is the limit of an alarm. @type {UPlot.Range.Function} */
  const range = (_, __, max) => {
    if (kind === 'states') return [0, 1];
    const most = Math.max(max ?? 0, chart.unit === '%' ? 100 : 0, limit?.value ?? 0);
    return [0, most > 0 ? most * (chart.unit === '%' ? 1 : 1.12) : 1];
  };
  const isStack = kind === 'stack';
  const series = curves.map(({ label, tone }, i) => ({
    label,
    show: kind !== 'states',
    stroke: () => colourOf(tone, i),
    width: tone === 'second' ? 1 : 1.6,
    ...(isStack && { fill: () => (tone === 'plain' ? thin(colourOf(tone, i), 14) : thin(colourOf(tone, i), 80)), width: 1 }),
    points: { show: curves[i]?.values.length === 1, size: 3 },
    spanGaps: false,
  }));
  return new uPlot(
    {
      width,
      height,
      padding: [6, AT_RIGHT, axis ? 0 : 4, 0],
      legend: { show: false },
      cursor: {
        sync: { key: 'page' },
        y: false,
        drag: { x: true, y: false, setScale: false, dist: 8 },
        points: { show: kind !== 'states', size: 6 },
      },
      // The highest of a stack is drawn first, so that the others stand before it.
      series: [{}, ...(isStack ? series.toReversed() : series)],
      scales: { x: { time: true, range: () => rangeOf(timeline) }, y: { range } },
      axes: [xAxis(axis), yAxis(kind, chart.unit)],
      hooks: {
        setCursor: [(u) => cursorAt(u.cursor.idx ?? null)],
        setSelect: [
          (u) => {
            const { left, width: length } = u.select;
            // What is synchronised by the cursor of another chart is that one's business.
            if (length < 8 || !place.matches(':hover')) return;
            const [fromMs, toMs] = [left, left + length].map((px) => u.posToVal(px, 'x') * 1000);
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            selected({ fromMs: fromMs ?? 0, toMs: toMs ?? 0 });
          },
        ],
        drawClear: [(u) => drawMarks(u, timeline.marks)],
        draw: [(u) => drawMore(u, chart)],
      },
    },
    dataOf(chart, timeline),
    place,
  );
}

/** The times of the axis in seconds, as uPlot has them; with a forecast it reaches a little into the future. @param {Shown} timeline */
export function rangeOf({ fromMs, toMs, charts, span }) {
  if (span) return /** @type {[number, number]} */ ([span.fromMs / 1000, span.toMs / 1000]);
  const ahead = charts.some(({ forecast }) => forecast) ? (toMs - fromMs) / 10 : 0;
  return /** @type {[number, number]} */ ([fromMs / 1000, (toMs + ahead) / 1000]);
}

/** @param {Chart} chart @param {Timeline} timeline @returns {UPlot.AlignedData} */
export function dataOf(chart, { fromMs, toMs, stepMs }) {
  const count = Math.round((toMs - fromMs) / stepMs);
  const times = Array.from({ length: count }, (_, i) => (fromMs + i * stepMs) / 1000);
  const values = chart.kind === 'stack' ? stacked(chart).toReversed() : chart.curves.map((c) => c.values);
  return /** @type {UPlot.AlignedData} */ ([times, ...values]);
}

/** @param {boolean} isShown @returns {UPlot.Axis} */
function xAxis(isShown) {
  return {
    show: true,
    size: isShown ? 44 : 0,
    stroke: () => css('--soft'),
    font: `12px ${css('--sans')}`,
    grid: { stroke: () => css('--grid'), width: 1 },
    ticks: { show: false },
    space: 72,
    values: (_, seconds, __, ___, step) =>
      isShown ? seconds.map((s) => timeWords(s * 1000, (step ?? 0) >= 86_400)) : seconds.map(() => ''),
  };
}

/** The reader's time, and UTC below it where that is another. @param {number} ms @param {boolean} isDay */
function timeWords(ms, isDay) {
  if (isDay) return localDay(ms);
  const isUtc = new Date(ms).getTimezoneOffset() === 0;
  const utc = `${new Date(ms).toISOString().slice(11, 16)} UTC`;
  return isUtc ? utc : `${localMinute(ms)}\n${utc}`;
}

/** @param {Chart['kind']} kind @param {string} unit @returns {UPlot.Axis} */
function yAxis(kind, unit) {
  return {
    size: gutter,
    stroke: () => css('--soft'),
    font: `12px ${css('--sans')}`,
    grid: { show: kind !== 'states', stroke: () => css('--grid'), width: 1 },
    ticks: { show: false },
    gap: 6,
    space: 36,
    values: (_, values) =>
      kind === 'states' ? values.map(() => '') : values.map((v) => `${shortNumber(v)}${unit === '%' ? ' %' : ''}`),
  };
}

/** "0.25", "42", "1.2 k" @param {number} value */
export function shortNumber(value) {
  if (value >= 10_000) return `${Number((value / 1000).toPrecision(3))} k`;
  return String(Number(value.toPrecision(3)));
}

/** What no curve is: bars, the limit, where it goes by the trend. @param {UPlot} u @param {Chart} chart */
function drawMore(u, chart) {
  if (chart.kind === 'states') return drawStates(u, chart);
  const { ctx, bbox } = u;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  if (chart.limit) {
    const y = u.valToPos(chart.limit.value, 'y', true);
    ctx.strokeStyle = css('--warned');
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
  }
  if (chart.forecast) {
    const { fromMs, from, toMs, to } = chart.forecast;
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = css('--failing');
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    const at = (/** @type {number} */ ms) => u.valToPos(ms / 1000, 'x', true);
    line(ctx, at(fromMs), u.valToPos(from, 'y', true), at(toMs), u.valToPos(to, 'y', true));
  }
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
