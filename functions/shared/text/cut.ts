import { soundText } from './sound.ts';

/** Stands where something was left out. */
export const CUT_MARK = ' … ';
/** A text shorter than this has no room for both ends. */
const LEAST_FOR_BOTH = 12;
/** The end of an error often decides, its begin says whose it is. */
const SHARE_OF_BEGIN = 0.6;
/** A character of more code units than this is none that anybody reads, and is cut within. */
const LONGEST_CHARACTER = 512;

/** Made when a text must be cut between other characters than ASCII: it takes as long as the half of a cold start. */
let characters: Intl.Segmenter | undefined;

/** From where to where something reaches that must not be cut, in code units. */
export interface Whole {
  start: number;
  end: number;
}

/** A sound text of at most so many UTF-16 code units, with both ends of one that is longer. */
export function cutText(text: string, most: number): string {
  return cutEnds(soundText(text), most);
}

/**
 * Keeps both ends of a sound text that is longer than `most` code units; no character as people see them (UAX #29,
 * grapheme clusters) is cut in two.
 * @param wholeAt what else must stay whole: the piece that a position lies within, if any.
 */
export function cutEnds(
  text: string,
  most: number,
  { mark = CUT_MARK, wholeAt }: { mark?: string; wholeAt?: (text: string, at: number) => Whole | undefined } = {},
): string {
  if (text.length <= most) return text;
  const around = (at: number) => wholeAt?.(text, at) ?? characterAt(text, at);
  if (most < LEAST_FOR_BOTH) return beginOf(text, most);
  const room = most - mark.length;
  const begin = Math.ceil(room * SHARE_OF_BEGIN);
  return `${text.slice(0, around(begin).start).trimEnd()}${mark}${text.slice(around(text.length - (room - begin)).end).trimStart()}`;
}

/** The begin of a text that is longer, for what is told apart by it. No character is cut in two. */
export function beginOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return most < 1 ? '' : `${text.slice(0, characterAt(text, most - 1).start)}…`;
}

/** The character that a position lies within; of a position between two, nothing: it starts and ends there. */
export function characterAt(text: string, at: number): Whole {
  if (isPlain(text.charCodeAt(at - 1)) && isPlain(text.charCodeAt(at))) return { start: at, end: at };
  const from = Math.max(0, at - LONGEST_CHARACTER);
  const near = text.slice(from, at + LONGEST_CHARACTER);
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const { index = 0, segment = '' } = characters.segment(near).containing(at - from) ?? {};
  if (from + index === at) return { start: at, end: at };
  const end = index + segment.length;
  const isTooLong = (index === 0 && from > 0) || (end === near.length && from + end < text.length);
  if (!isTooLong) return { start: from + index, end: from + end };
  const isInPair = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return { start: isInPair ? at - 1 : at, end: isInPair ? at + 1 : at };
}

/** ASCII that is shown: between two of them a text can always be cut. */
const isPlain = (code: number) => code >= 0x20 && code < 0x7f;
