import type UPlot from 'uplot';

declare global {
  /** uPlot as its own script puts it there. */
  const uPlot: typeof UPlot;
}
