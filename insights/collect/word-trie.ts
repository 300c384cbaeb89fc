/** Symbols of a path: ASCII as it is, one for all digits, and three behind an escape for what is no plain ASCII. */
const SYMBOLS = 128;
const ESCAPE = 1;
const [ZERO, ANY_DIGIT, NINE, LETTER_X] = [48, 49, 57, 120];
/** So many places, and so much memory: 8 MB, which is taken when it is used. */
const MOST_NODES = 16_384;

/** Texts by their letters, where one digit is as good as another; 0x begins a hexadecimal number, so that its zero is not. */
export class WordTrie {
  readonly #next = new Int32Array(MOST_NODES * SYMBOLS);
  readonly #values = new Int32Array(MOST_NODES);
  #nodes = 1;

  /** The place behind a character of the text; -1 when there is no room for more. The first place is 0. */
  step(node: number, text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE)
      return this.#to(node, code === ZERO && text.charCodeAt(at + 1) === LETTER_X ? ZERO : ANY_DIGIT);
    if (code >= 32 && code < SYMBOLS) return this.#to(node, code);
    let to = this.#to(node, ESCAPE);
    for (let bits = 14; bits >= 0 && to >= 0; bits -= 7) to = this.#to(to, (code >> bits) & 127);
    return to;
  }

  /** What was noted at a place, 0 when nothing was. */
  valueAt(node: number): number {
    return this.#values[node] as number;
  }

  note(node: number, value: number): void {
    this.#values[node] = value;
  }

  #to(node: number, symbol: number): number {
    const at = node * SYMBOLS + symbol;
    const known = this.#next[at] as number;
    if (known > 0) return known;
    if (this.#nodes === MOST_NODES) return -1;
    this.#next[at] = this.#nodes;
    return this.#nodes++;
  }
}
