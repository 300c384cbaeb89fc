import type { Keep } from './collector.ts';
import { DATE, templateOf } from './templates.ts';
import { WordTrie } from './word-trie.ts';

/** A template, and what its user notes of it; the same lines give the same object as long as there is room. */
export interface Template<Note> {
  text: string;
  note?: Note;
}

/** Words come again and again; so many are remembered one by one. */
const MOST_WORDS = 20_000;
/** So many templates of words and so many begins of lines are known by numbers; the two of them fit into a small integer. */
const [MOST_NUMBERED, MOST_LINES] = [1 << 13, 1 << 16];
/** The word has digits that are no data: only the word itself tells its template. */
const BY_WORD = -1;

/** Makes the templates of many lines, word by word: no kind but a date has a space in it, and none looks beyond one. */
export class LineTemplates<Note> {
  readonly #keep: Keep;
  /** Words whose digits are all data, to the number of their template. */
  readonly #trie = new WordTrie();
  readonly #words = new Map<string, string>();
  /** The numbers of the templates of words begin at 1. */
  readonly #numbers = new Map<string, number>();
  /** From the begin of a line and the number of a word to the longer begin; the empty one is 0. */
  readonly #lines = new Map<number, number>();
  readonly #templates: (Template<Note> | undefined)[] = [undefined];

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** The text is the same as that of `templateOf`. */
  of(text: string): Template<Note> {
    const stampEnd = endOfStamp(text);
    let line = stampEnd > 0 ? this.#longer(0, this.#numberOf(DATE)) : 0;
    for (let at = stampEnd; at < text.length; ) {
      let node = 0;
      let end = at;
      do {
        if (node >= 0) node = this.#trie.step(node, text, end);
        end++;
        // Behind a date may stand a time.
      } while (end < text.length && (text.charCodeAt(end) !== SPACE || isDateBefore(text, end)));
      line = this.#longer(line, this.#numberAt(node, text, at, end));
      if (line < 0) break;
      at = end;
    }
    const known = line < 0 ? undefined : this.#templates[line];
    if (known) return known;
    const template = { text: this.#slowly(text, stampEnd) };
    if (line >= 0) this.#templates[line] = { text: this.#keep(template.text) as string };
    return line >= 0 ? (this.#templates[line] as Template<Note>) : template;
  }

  #slowly(text: string, stampEnd: number): string {
    let template = stampEnd > 0 ? DATE : '';
    for (let at = stampEnd; at < text.length; ) {
      let end = at + 1;
      while (end < text.length && (text.charCodeAt(end) !== SPACE || isDateBefore(text, end))) end++;
      template += this.#word(text.slice(at, end));
      at = end;
    }
    return template;
  }

  /** The number of a word's template; 0 when it has none. @param node where the word ends in the trie, -1 when there was no room. */
  #numberAt(node: number, text: string, at: number, end: number): number {
    const noted = node < 0 ? BY_WORD : this.#trie.valueAt(node);
    if (noted > 0) return noted;
    const template = this.#word(text.slice(at, end));
    const number = this.#numberOf(template);
    if (noted === 0) this.#trie.note(node, /\d/.test(template) || number === 0 ? BY_WORD : number);
    return number;
  }

  #numberOf(template: string): number {
    const known = this.#numbers.get(template);
    if (known !== undefined) return known;
    if (this.#numbers.size + 1 >= MOST_NUMBERED) return 0;
    this.#numbers.set(this.#keep(template) as string, this.#numbers.size + 1);
    return this.#numbers.size;
  }

  /** The line that is longer by a word; -1 when it has no number. */
  #longer(line: number, word: number): number {
    if (line < 0 || word === 0) return -1;
    const key = line * MOST_NUMBERED + word;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    if (this.#templates.length >= MOST_LINES) return -1;
    this.#lines.set(key, this.#templates.length);
    return this.#templates.push(undefined) - 1;
  }

  /** A word has the space before it. */
  #word(word: string): string {
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
