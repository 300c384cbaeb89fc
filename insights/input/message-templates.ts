import { LineTemplates } from '../collect/line-templates.ts';
import { DATE } from '../collect/templates.ts';
import { own } from '../plan/bytes.ts';
import { EXACT_WORDS, TEMPLATE_STATE, TEMPLATES_END, WORDS } from '../simd/layout.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';

/** Numbers of templates of words: they have 13 bits. */
const MOST_NUMBERED = 8192;
/** What templates.wat says of a line: that it has no number, or that a word is asked for. */
const [NONE, ASKED] = [-1, -2];
/** The word has digits that are no data: only the word itself tells its template. */
const BY_WORD = -1;

/** Makes the templates of messages from their bytes. The same words and lines come again and again. */
export class MessageTemplates {
  readonly #memory: ScanMemory;
  readonly #slow = new LineTemplates((value) => (typeof value === 'string' ? own(value) : value));
  readonly #numbers = new Map([[DATE, 1]]);
  readonly #templates: (string | undefined)[] = [];

  /** What another query noted in the memory goes. */
  constructor(memory: ScanMemory) {
    this.#memory = memory;
    memory.knowsTemplates = true;
    memory.all.fill(0, TEMPLATE_STATE, TEMPLATES_END);
    memory.template.reset();
  }

  /** The template of the message between two places of `all`: the same text object for the same template as long as there is room. */
  of(from: number, to: number): string {
    for (;;) {
      const line = this.#memory.template.template(from, to);
      const known = line >= 0 ? this.#templates[line] : undefined;
      if (known !== undefined) return known;
      if (line >= NONE || !this.#note(line)) {
        const made = own(this.#slow.of(this.#memory.all.toString('utf8', from, to)));
        if (line >= 0) this.#templates[line] = made;
        return made;
      }
    }
  }

  /** Notes the template of the word that is asked for; false when there is no room. */
  #note(asked: number): boolean {
    const { all, ints } = this.#memory;
    const state = TEMPLATE_STATE / 4;
    const template = this.#slow.word(all.toString('utf8', ints[state], ints[state + 1]));
    const place = ints[state + 2] as number;
    const number = this.#numbers.get(template) ?? this.#numbers.size + 1;
    if (number >= MOST_NUMBERED) return false;
    this.#numbers.set(template, number);
    if (asked === ASKED) ints[WORDS / 4 + place] = /\d/.test(template) ? BY_WORD : number;
    else ints[EXACT_WORDS / 4 + place] = number;
    return true;
  }
}
