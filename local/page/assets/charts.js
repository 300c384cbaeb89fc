/** @import { Chart, Range, Timeline } from '../port.ts' */
/** @import { default as UPlot } from 'uplot' */
/** @import { Shown } from './chart.js' */
import { ask } from './ask.js';
import { dataOf, draw, gutter, heightOf, rangeOf } from './chart.js';
import { chosenRange, look, rangeLinks, tools } from './chart-tools.js';
import { onScheme } from './colours.js';
import { fill, h, one, say } from './dom.js';
import { showLane } from './lane.js';
import { sayLegend } from './legend.js';
import { joined } from './series.js';
import { chosenSpan, rangeFor } from './span.js';
import { moment } from './time.js';

/** A minute of a week is the same each second: longer ranges are asked less often. @type {Record<Range, number>} */
const AGAIN_MS = { '1h': 300, '24h': 300, '7d': 5_000, '30d': 15_000 };

/** All charts below each other, on one axis of time. */
export class Charts {
  /** @type {Shown | undefined} */
  #timeline;
  /** @type {Map<string, { plot: UPlot, legend: HTMLElement, chart: Chart }>} */
  #drawn = new Map();
  #element = h('section', { class: 'charts', 'aria-label': 'Charts' });
  #service;
  #range = chosenRange();
  #span = chosenSpan();
  /** What was asked for before somebody chose another range is not shown any more. */
  #turn = 0;
  /** Of the period at the cursor. @type {number | null} */
  #index = null;
  #asking = false;
  #askedMs = 0;
  #isStale = false;
  #observer = new ResizeObserver(() => this.#resize());
  #forget;

  /** @param {HTMLElement} root @param {string} service */
  constructor(root, service) {
    this.#service = service;
    fill(this.#element, tools(), h('ol', { class: 'lane', 'aria-label': 'What happened' }), h('div', { class: 'plots' }));
    root.append(this.#element);
    this.#element.addEventListener('dblclick', () => this.#span && look(undefined));
    this.#element.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#span && look(undefined));
    this.#choose();
    this.#observer.observe(one('.plots', this.#element));
    this.#forget = onScheme(() => this.#redraw());
    void this.refill();
  }

  close() {
    this.#observer.disconnect();
    this.#forget();
    for (const { plot } of this.#drawn.values()) plot.destroy();
  }

  /** The address says another range, or another part of it. */
  moved() {
    this.#choose();
    const [range, span] = [chosenRange(), chosenSpan()];
    if (range === this.#range && JSON.stringify(span) === JSON.stringify(this.#span)) return;
    this.#range = range;
    this.#span = span;
    this.#turn++;
    this.#isStale = this.#asking;
    this.#askedMs = 0;
    void this.refill();
  }

  #choose() {
    fill(one('.ranges', this.#element), ...rangeLinks(chosenRange(), chosenSpan()));
  }

  /** Reads all of it anew: at the start, and after a gap. */
  async refill() {
    this.#timeline = undefined;
    await this.more();
  }

  /** Reads what is new. One question at a time; what came meanwhile is asked next. */
  async more() {
    if (this.#asking) {
      this.#isStale = true;
      return;
    }
    if (this.#span && this.#timeline) return;
    const waitMs = this.#timeline ? this.#askedMs + AGAIN_MS[this.#range] - performance.now() : 0;
    this.#asking = true;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.#askedMs = performance.now();
    const turn = this.#turn;
    try {
      const old = this.#timeline;
      const span = this.#span;
      const since = old ? `&since=${old.toMs - 3 * old.stepMs}` : '';
      const asked = span ? `range=${rangeFor(span)}&to=${Math.floor(span.toMs)}` : `range=${this.#range}${since}`;
      /** @type {Timeline} */
      const read = await ask(`${this.#service}/timeline?${asked}`);
      if (turn !== this.#turn) return;
      // What was missed in a sleep is longer than what was asked for.
      const isGap = old !== undefined && read.fromMs > old.toMs;
      const start = performance.now();
      this.#timeline = old && !isGap ? joined(old, read) : { ...read, span };
      this.#show();
      // For bench/page.ts; the first is the whole range.
      if (!old) performance.measure('charts drawn', { start });
      if (isGap) this.#isStale = true;
      if (isGap) this.#timeline = undefined;
    } catch {
      // That the monitor does not answer stands above all; the next word of it asks again.
    } finally {
      this.#asking = false;
    }
    if (this.#isStale) {
      this.#isStale = false;
      void this.more();
    }
  }

  #show() {
    const timeline = this.#timeline;
    if (!timeline) return;
    const ids = timeline.charts.map(shapeOf).join('\n');
    if (this.#element.dataset.shape !== ids || this.#drawn.size === 0) {
      this.#element.dataset.shape = ids;
      this.#redraw();
    } else {
      for (const chart of timeline.charts) {
        const drawn = this.#drawn.get(chart.id);
        if (!drawn) continue;
        Object.assign(drawn.chart, chart);
        drawn.plot.setData(dataOf(chart, timeline), false);
        const [min, max] = rangeOf(timeline);
        drawn.plot.setScale('x', { min, max });
      }
    }
    this.#say(this.#index);
    showLane(one('.lane', this.#element), timeline);
  }

  #redraw() {
    const timeline = this.#timeline;
    if (!timeline) return;
    const plots = one('.plots', this.#element);
    for (const { plot } of this.#drawn.values()) plot.destroy();
    this.#drawn.clear();
    plots.replaceChildren();
    const width = plots.clientWidth;
    // The marks of a chart are those of the newest timeline.
    const current = () => this.#timeline ?? timeline;
    const shared = /** @type {Shown} */ ({
      get span() {
        return current().span;
      },
      get fromMs() {
        return current().fromMs;
      },
      get toMs() {
        return current().toMs;
      },
      get stepMs() {
        return current().stepMs;
      },
      get charts() {
        return current().charts;
      },
      get marks() {
        return current().marks;
      },
    });
    timeline.charts.forEach((given, i) => {
      const chart = { ...given };
      const legend = h('p', { class: 'legend' });
      const canvas = h('div', { class: 'canvas', role: 'img', 'aria-label': chart.title });
      const isLast = i === timeline.charts.length - 1;
      canvas.style.minHeight = `${heightOf(chart) + (isLast ? 44 : 0)}px`;
      plots.append(
        h('figure', { class: 'chart', 'data-chart': chart.id }, h('figcaption', {}, h('h2', {}, chart.title), legend), canvas),
      );
      const plot = draw(canvas, {
        chart,
        timeline: shared,
        width,
        axis: isLast,
        cursorAt: (index) => this.#cursorAt(index),
        selected: look,
      });
      this.#drawn.set(chart.id, { plot, legend, chart });
    });
  }

  /** @param {number | null} index */
  #cursorAt(index) {
    if (this.#index === index) return;
    this.#index = index;
    this.#say(index);
  }

  /** Says the values at the cursor, or the newest. @param {number | null} index */
  #say(index) {
    const timeline = this.#timeline;
    if (!timeline) return;
    const at = one('.at', this.#element);
    say(at, index === null ? '' : moment(timeline.fromMs + index * timeline.stepMs));
    for (const { legend, chart, plot } of this.#drawn.values()) {
      sayLegend(legend, chart, index);
      const words =
        legend.children.length > 0 ? [...legend.children].map(({ textContent }) => textContent) : [legend.textContent];
      plot.root.parentElement?.setAttribute('aria-label', `${chart.title}: ${words.join(', ')}`);
    }
  }

  #resize() {
    const width = one('.plots', this.#element).clientWidth;
    for (const { plot } of this.#drawn.values()) if (plot.width !== width) plot.setSize({ width, height: plot.height });
    this.#element.style.setProperty('--gutter', `${gutter()}px`);
    if (this.#timeline) showLane(one('.lane', this.#element), this.#timeline);
  }
}

/** A chart with another number of curves must be made anew. @param {Chart} chart */
const shapeOf = ({ id, curves, limit, forecast }) =>
  [id, ...curves.map(({ label }) => label), limit?.value, forecast !== undefined].join('|');
