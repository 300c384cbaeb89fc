import type { Keep } from './collector.ts';
import { DATE, templateOf } from './templates.ts';

/** Words come again and again; so many are remembered one by one. */
const MOST_WORDS = 20_000;

/** Makes the templates of many lines, word by word: no kind but a date has a space in it, and none looks beyond one. */
export class LineTemplates {
  readonly #words = new Map<string, string>();
  readonly #keep: Keep;

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** The same text as that of `templateOf`. */
  of(text: string): string {
    const stampEnd = endOfStamp(text);
    let template = stampEnd > 0 ? DATE : '';
    for (let at = stampEnd; at < text.length; ) {
      let end = at + 1;
      // Behind a date may stand a time.
      while (end < text.length && (text.charCodeAt(end) !== SPACE || isDateBefore(text, end))) end++;
      template += this.word(text.slice(at, end));
      at = end;
    }
    return template;
  }

  /** The template of a word with the space before it. */
  word(word: string): string {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const template = templateOf(word);
    if (this.#words.size < MOST_WORDS) this.#words.set(this.#keep(word) as string, this.#keep(template) as string);
    return template;
  }
}

const [SPACE, DASH, COMMA, DOT, ZERO] = [32, 45, 44, 46, 48];
const STAMP = Array.from('0000-00-00 00:00:00', (letter) => letter.charCodeAt(0));

const isDigit = (code: number) => code >= ZERO && code < ZERO + 10;

/** Where a date and time end that begin the line, when a space or nothing follows; else 0. */
function endOfStamp(text: string): number {
  for (let i = 0; i < STAMP.length; i++) {
    const code = text.charCodeAt(i);
    const wanted = STAMP[i] as number;
    if (wanted === ZERO ? !isDigit(code) : code !== wanted) return 0;
  }
  let end = STAMP.length;
  if ((text.charCodeAt(end) === COMMA || text.charCodeAt(end) === DOT) && isDigit(text.charCodeAt(end + 1))) {
    end += 2;
    while (isDigit(text.charCodeAt(end))) end++;
  }
  return end === text.length || text.charCodeAt(end) === SPACE ? end : 0;
}

/** True where what may be the end of a date stands before a place. */
function isDateBefore(text: string, end: number): boolean {
  return text.charCodeAt(end - 3) === DASH && text.charCodeAt(end - 6) === DASH;
}
