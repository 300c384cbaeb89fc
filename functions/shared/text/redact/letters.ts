/**
 * Letters that look like others, or are others with a mark: `pаssword` with a Cyrillic а is a name as `password` is, and
 * `contraseña` one as `contrasena`. Source of the look-alikes: Unicode Technical Standard #39, table of confusables, its
 * single letters of Greek and Cyrillic.
 */
const LOOK_ALIKE =
  'аaеeоoрpсcуyхxѕsіiјjԁdһhԛqԝwкkтtмmнhвbАAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJ' +
  'αaοoρpνvιiκkτtυuχxΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXɑaɡgıiłlŁLøoØOđdĐDßs';
/** Letters and marks of words, with which a name goes on: marks that stand alone, Latin, Greek, Cyrillic, of full width. */
const RANGES = [
  [0xaa, 0x24f],
  [0x250, 0x2af],
  [0x300, 0x36f],
  [0x370, 0x3ff],
  [0x400, 0x52f],
  [0x1e00, 0x1eff],
  [0xff10, 0xff5a],
] as const;
const OTHER = '_'.charCodeAt(0);

const STANDS_FOR = new Map(
  Array.from({ length: LOOK_ALIKE.length / 2 }, (_, i) => [LOOK_ALIKE.charCodeAt(2 * i), LOOK_ALIKE.charCodeAt(2 * i + 1)]),
);
/** What was found out of each code; 0 for those that nobody asked for yet. All of them would take as long as half a cold start. */
const FOLDED = new Uint16Array(0x10000);

/** The ASCII letter that a code stands for, `_` for a letter that looks like none, and itself for all else. */
function folded(code: number): number {
  if (code < 128) return code;
  return (FOLDED[code] as number) || foldAnew(code);
}

function foldAnew(code: number): number {
  const found = STANDS_FOR.get(code) ?? letterOf(code);
  FOLDED[code] = found;
  return found;
}

function letterOf(code: number): number {
  const letter = String.fromCharCode(code);
  if (!RANGES.some(([first, last]) => first <= code && code <= last) || !/[\p{L}\p{M}\p{Nd}]/u.test(letter)) return code;
  const [base = ''] = letter.normalize('NFKD');
  return /[A-Za-z\d]/.test(base) ? base.charCodeAt(0) : OTHER;
}

/** Puts letters of ASCII in the place of others; the length stays. */
export function foldCodes(codes: Uint16Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (code >= 128) codes[i] = (FOLDED[code] as number) || foldAnew(code);
  }
}

/** The same for a text, which stays as long as it is. */
export function foldText(text: string): string {
  const codes = Array.from({ length: text.length }, (_, i) => folded(text.charCodeAt(i)));
  return String.fromCharCode(...codes);
}

const MARKS = /[\u0300-\u036f]/g;

/** A name in letters of ASCII; its marks are left out. */
export function foldName(name: string): string {
  let plain = '';
  for (const letter of name.replace(MARKS, '')) plain += String.fromCharCode(folded(letter.charCodeAt(0)));
  return plain;
}
