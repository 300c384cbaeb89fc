import { stripTerminalCodes } from '../text/terminal-codes.ts';

/**
 * What stands before a line without being part of it: colours, and progress bars that were not ended by a line break.
 * Patterns are text for both JavaScript and Logs Insights: no look-around, no flags, nothing undocumented.
 */

/** Colours, which uvicorn and other formatters add when they believe they have a terminal. */
export const COLOUR = '(?:\\x1b\\[[0-9;]*m)*';

/** Colours and moves of the cursor: nested bars go a line up. */
const CODE = '\\x1b\\[[0-9;?]*[A-Za-z]';

/** Up to three digits begin a description (`1_Pooling/config.json`), four begin a time. No quote: a body is JSON. */
const DESCRIPTION = '(?:[0-9]{0,3}[^\\s0-9"|{}\\[\\]][^"|{}\\[\\]\\n]{0,120}: +)?';

/**
 * One state of a bar: `Batches:  50%|███  | 1/2 [00:01<00:01, 1.2s/it]`, and of unknown length `3it [00:01, 2.1it/s]`.
 * Source: tqdm's default bar_format, https://tqdm.github.io/docs/tqdm/
 */
const BAR = ` *${DESCRIPTION}(?:[0-9]+%\\|[^|"\\n]*\\|[^\\[\\]|"\\n]{0,40}|[0-9.]+[A-Za-z ]{1,28})\\[[0-9][^\\]"\\n]*\\]`;

/** The end of a bar whose begin is in the event before: thousands of states on one line make it longer than an event. */
const END_OF_BAR = '(?:[^"{}\\n-]{0,99}[0-9?:], +[^\\[\\]"\\n-]{1,40}|[?0-9.A-Za-z/=, ]{0,24})\\]';

/** All of it, in any order, colours last: a bar goes back to the line's begin by a carriage return, and wipes it with blanks. */
export const NOISE = `(?:${END_OF_BAR})??(?:${CODE}| *\\r|${BAR})*`;

/** Each piece of noise has one of these: an escape, a carriage return, or the end of a bar. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for.
const SIGN_OF_NOISE = /[\x1b\r\]]/;

/** True of a line in which no noise can be: it is matched alike by a pattern and by what {@link withoutNoiseIn} leaves of it. */
export const isWithoutNoise = (text: string): boolean => !SIGN_OF_NOISE.test(text);

/** A pattern without its parts for noise, which cost most of the time that lines take. It may stand in a query. */
export function withoutNoiseIn(pattern: string): string {
  return [NOISE, NOISE.replaceAll('/', '\\/'), COLOUR].reduce((rest, part) => rest.replaceAll(part, ''), pattern);
}

const BARS = new RegExp(`^(?: *\\r|${BAR})+`);
const HALF_BAR = new RegExp(`^${END_OF_BAR}(?: *\\r|${BAR})*(?=\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} - |[A-Z]+: )`);

/** A line without terminal codes and without the progress bars it is glued behind. */
export function withoutNoise(text: string): string {
  return stripTerminalCodes(text).replace(BARS, '').replace(HALF_BAR, '');
}
