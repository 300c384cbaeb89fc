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

/** For each code the ASCII letter it stands for, `_` for a letter that looks like none, and itself for all else. */
const FOLDED = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
for (const [first, last] of RANGES) {
  for (let code = first; code <= last; code++) {
    const letter = String.fromCharCode(code);
    if (!/[\p{L}\p{M}\p{Nd}]/u.test(letter)) continue;
    const [base = ''] = letter.normalize('NFKD');
    FOLDED[code] = /[A-Za-z\d]/.test(base) ? base.charCodeAt(0) : OTHER;
  }
}
for (let i = 0; i < LOOK_ALIKE.length; i += 2) FOLDED[LOOK_ALIKE.charCodeAt(i)] = LOOK_ALIKE.charCodeAt(i + 1);

/** Puts letters of ASCII in the place of others; the length stays. */
export function foldCodes(codes: Uint16Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (code >= 128) codes[i] = FOLDED[code] as number;
  }
}

/** The same for a text, which stays as long as it is. */
export function foldText(text: string): string {
  const codes = Array.from({ length: text.length }, (_, i) => FOLDED[text.charCodeAt(i)] as number);
  return String.fromCharCode(...codes);
}

const MARKS = /[\u0300-\u036f]/g;

/** A name in letters of ASCII; its marks are left out. */
export function foldName(name: string): string {
  let folded = '';
  for (const letter of name.replace(MARKS, '')) folded += String.fromCharCode(FOLDED[letter.charCodeAt(0)] as number);
  return folded;
}
