import { CODE, isBlank, isLineEnd } from './characters.ts';

const TAG = /!{1,2}[\w.:/-]{1,40}[ \t]+/y;

/** Behind a tag, `!vault x`, which only says what kind of value follows. */
export function pastTag(text: string, at: number): number {
  if (text[at] !== '!') return at;
  TAG.lastIndex = at;
  return TAG.test(text) ? TAG.lastIndex : at;
}

const BLOCK = /[|>][+-]?\d?[+-]?[ \t]*(?:#[^\r\n\\]{0,80})?(?:\r?\n|(?:\\r)?\\n)[ \t]+/y;

/** Where the text of a block begins that is announced at a position: `password: |` and the deeper lines under it; or 0. */
export function blockBegin(text: string, at: number): number {
  if (text[at] !== '|' && text[at] !== '>') return 0;
  BLOCK.lastIndex = at;
  return BLOCK.test(text) ? BLOCK.lastIndex : 0;
}

/** No block is followed further. */
const FURTHEST = 16_384;

/** The end of a block: before the line end, also written as `\\n`, behind which a line begins without a blank. */
export function blockEnd(text: string, from: number, limit: number): number {
  const last = Math.min(limit, from + FURTHEST);
  for (let i = from; i < last; i++) {
    const code = text.charCodeAt(i);
    const isEscaped = code === CODE.backslash && text[i + 1] === 'n';
    if (!isEscaped && code !== CODE.newline) continue;
    const next = text.charCodeAt(isEscaped ? i + 2 : i + 1);
    if (!isBlank(next) && !isLineEnd(next)) return i;
  }
  return last;
}
