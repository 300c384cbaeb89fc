/** Characters that take no column: marks that combine with the one before, joiners and variation selectors. */
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/**
 * Characters that take two columns: East Asian wide and full-width ones, and emoji shown as pictures.
 * Source of the ranges: Unicode Standard Annex #11, https://www.unicode.org/reports/tr11/
 */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u;

/** How many columns of a terminal a text takes. Control characters count as one: whoever prints them replaces them. */
export function displayWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: printable ASCII, the common case.
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += graphemeWidth(segment);
  return width;
}

/** Made where it is first needed: it takes longer than all else at the start of a thread. */
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  // U+FE0F asks for the picture of a character that is text by default.
  if (grapheme.includes('\ufe0f')) return 2;
  const [first = ''] = grapheme;
  if (NONE.test(first)) return 0;
  return WIDE.test(first) ? 2 : 1;
}

/** Cuts a text to at most so many columns, with an ellipsis in the last one. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes(text)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
