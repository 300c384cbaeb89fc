/** @import { Chart, Mark } from '../port.ts' */
/** @import { default as UPlot } from 'uplot' */
import { css, thin } from './colours.js';

/**
 * Draws what happened behind the curves: incidents and silences as bands, starts as lines.
 * @param {UPlot} u @param {Mark[]} marks
 */
export function drawMarks(u, marks) {
  const { ctx, bbox } = u;
  const at = (/** @type {number} */ ms) => u.valToPos(ms / 1000, 'x', true);
  const end = bbox.left + bbox.width;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { kind, fromMs, toMs } of marks) {
    const x = at(fromMs);
    const width = Math.max(2 * devicePixelRatio, (toMs === undefined ? end : at(toMs)) - x);
    if (kind === 'incident') {
      ctx.fillStyle = thin(css('--failing'), 9);
      ctx.fillRect(x, bbox.top, width, bbox.height);
    } else if (kind === 'silence') {
      ctx.fillStyle = thin(css('--soft'), 12);
      ctx.fillRect(x, bbox.top, width, bbox.height);
    } else if (kind === 'start') {
      ctx.strokeStyle = css('--soft');
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
  }
  ctx.restore();
}

/**
 * Draws a bar for each endpoint and component: full where it was well, higher and red where it failed, a thin line where nothing is known.
 * @param {UPlot} u @param {Chart} chart
 */
export function drawStates(u, { curves }) {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const times = /** @type {number[]} */ (u.data[0]);
  const step = (times[1] ?? (times[0] ?? 0) + 60) - (times[0] ?? 0);
  const row = bbox.height / Math.max(1, curves.length);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${12 * ratio}px ${css('--sans')}`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  curves.forEach(({ label, values }, r) => {
    const top = bbox.top + r * row;
    ctx.fillStyle = css('--soft');
    ctx.fillText(label, bbox.left, top + 2 * ratio);
    const bar = top + 18 * ratio;
    const height = 11 * ratio;
    for (const { value, from, to } of runs(values)) {
      const x = u.valToPos(times[from] ?? 0, 'x', true);
      const end = u.valToPos((times[to - 1] ?? 0) + step, 'x', true);
      const width = Math.max(ratio, end - x);
      if (value === null) {
        ctx.fillStyle = thin(css('--unknown'), 55);
        for (let dash = x; dash < x + width; dash += 5 * ratio) {
          ctx.fillRect(dash, bar + height / 2 - ratio / 2, Math.min(2 * ratio, x + width - dash), ratio);
        }
      } else if (value >= 1) {
        ctx.fillStyle = css('--well-bar');
        ctx.fillRect(x, bar + 2 * ratio, width, height - 4 * ratio);
      } else {
        ctx.fillStyle = css('--failing');
        ctx.fillRect(x, bar, Math.max(2 * ratio, width), height);
      }
    }
  });
  ctx.restore();
}

/**
 * Neighbours that are alike.
 * @param {(number | null)[]} values @returns {{ value: number | null, from: number, to: number }[]}
 */
export function runs(values) {
  /** @type {{ value: number | null, from: number, to: number }[]} */
  const found = [];
  values.forEach((value, i) => {
    const last = found.at(-1);
    if (last && last.value === value) last.to = i + 1;
    else found.push({ value, from: i, to: i + 1 });
  });
  return found;
}
