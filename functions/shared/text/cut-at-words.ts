import { cutEnds, type Whole } from './cut.ts';

/** What is longer is no word that anybody reads whole: an address, a token. */
const LONGEST_WORD = 30;
/** ASCII, for subjects of mails. */
const MARK = ' ... ';

/** A sound text of at most so many UTF-16 code units, with both ends of one that is longer, and no word cut in two that need not be. */
export function cutAtWords(text: string, most: number): string {
  return cutEnds(text, most, { mark: MARK, wholeAt: wordAt }).trim();
}

/** The word that a position lies within; of a position beside a blank nothing of it, so that the word stays. */
function wordAt(text: string, at: number): Whole | undefined {
  if (text[at - 1] === ' ' || text[at] === ' ') return { start: at, end: at };
  const start = text.lastIndexOf(' ', at - 1) + 1;
  const blank = text.indexOf(' ', at);
  const end = blank < 0 ? text.length : blank;
  // The whole of an end that is one word would be left out.
  return end - start > LONGEST_WORD || start === 0 || end === text.length ? undefined : { start, end };
}

/** When it began, at the end of a subject. */
const SINCE = / since [\d:]+ [^,]{1,40}$/;

/** A subject of at most so many UTF-16 code units: where it ends with a time the words before that are cut, so that no half sentence leads to it. */
export function cutSubject(text: string, most: number): string {
  const [since] = SINCE.exec(text) ?? [];
  if (text.length <= most || since === undefined) return cutAtWords(text, most);
  const room = most - since.length - MARK.trimEnd().length;
  const end = text.lastIndexOf(' ', room);
  return end > 0 ? `${text.slice(0, end).replace(/,$/, '')}${MARK.trimEnd()}${since}` : cutAtWords(text, most);
}
