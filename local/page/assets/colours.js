/** @import { Tone } from '../port.ts' */

/** A colour of the style sheet, which knows light and dark. @param {string} name */
export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @type {Record<Tone, string>} */
const OF_TONE = {
  plain: '--curve',
  second: '--curve-2',
  well: '--well',
  warned: '--warned',
  failing: '--failing',
  kind: '--failing',
};

/**
 * The colour of a curve. Kinds of error are shades of one red: that it fails is the meaning, which kind says the legend.
 * @param {Tone} tone @param {number} index among the curves of its chart
 */
export function colourOf(tone, index) {
  return tone === 'kind' ? css(`--kind-${(index % 6) + 1}`) : css(OF_TONE[tone]);
}

/** The same, with so much of it. @param {string} colour @param {number} percent */
export const thin = (colour, percent) => `color-mix(in srgb, ${colour} ${percent}%, transparent)`;

/** Calls back when light becomes dark, or the other way round. @param {() => void} changed */
export function onScheme(changed) {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
