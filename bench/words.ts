import { globSync, readFileSync } from 'node:fs';

/**
 * `npm run words [-- PART-OF-A-PATH]`: every sentence that people may read, by the file that it stands in, so that all can be read together: what
 * stands in quotes or backticks and has some words. What is filled in is shown as …
 */
const ROOTS = ['functions', 'local', 'cli', 'lib'];
const FEWEST_WORDS = 3;
const asked = process.argv[2] ?? '';

for (const file of ROOTS.flatMap((root) => globSync(`${root}/**/*.ts`)).sort()) {
  if (!file.includes(asked)) continue;
  const sentences = [...new Set(textsOf(readFileSync(file, 'utf8')).filter(isSentence))];
  if (sentences.length > 0) console.log([file, ...sentences.map((text) => `  ${text}`)].join('\n'));
}

/** The texts of a source, in their order. Comments are passed over; a template within a template stands for itself. */
function textsOf(source: string): string[] {
  const texts: string[] = [];
  read(source, 0, undefined);
  return texts;

  /** Reads code up to a closing bracket. @returns the position behind it. */
  function read(code: string, from: number, end: '}' | undefined): number {
    let at = from;
    let depth = 0;
    while (at < code.length) {
      const sign = code[at] as string;
      const two = code.slice(at, at + 2);
      if (two === '//') at = indexAfter(code, '\n', at);
      else if (two === '/*') at = indexAfter(code, '*/', at);
      else if (sign === '/' && /[(,=:[!&|?{};\n]\s*$/.test(code.slice(Math.max(0, at - 40), at))) at = behindPattern(code, at);
      else if (sign === "'" || sign === '"') at = readQuoted(code, at, sign);
      else if (sign === '`') at = readTemplate(code, at);
      else {
        if (sign === '{') depth++;
        if (sign === '}' && depth-- === 0 && end) return at + 1;
        at++;
      }
    }
    return at;
  }

  function readQuoted(code: string, from: number, quote: string): number {
    let at = from + 1;
    while (at < code.length && code[at] !== quote) at += code[at] === '\\' ? 2 : 1;
    texts.push(code.slice(from + 1, at));
    return at + 1;
  }

  function readTemplate(code: string, from: number): number {
    let at = from + 1;
    let text = '';
    const place = texts.push('') - 1;
    while (at < code.length && code[at] !== '`') {
      if (code.slice(at, at + 2) === '${') {
        text += '…';
        at = read(code, at + 2, '}');
      } else {
        text += code[at] === '\\' ? code.slice(at, at + 2) : code[at];
        at += code[at] === '\\' ? 2 : 1;
      }
    }
    texts[place] = text;
    return at + 1;
  }
}

function indexAfter(code: string, what: string, from: number): number {
  const at = code.indexOf(what, from);
  return at < 0 ? code.length : at + what.length;
}

/** Behind a regular expression; a slash in a set of signs does not end it. */
function behindPattern(code: string, from: number): number {
  let inSet = false;
  let at = from + 1;
  for (; at < code.length && code[at] !== '\n'; at++) {
    if (code[at] === '\\') at++;
    else if (code[at] === '[') inSet = true;
    else if (code[at] === ']') inSet = false;
    else if (code[at] === '/' && !inSet) break;
  }
  return at + 1;
}

/** Some words of letters, and neither a path nor code. */
function isSentence(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => /^[("'…]*[A-Za-z][a-z'’-]*[)"',.:;?!…]*$/.test(word));
  return words.length >= FEWEST_WORDS && !/[{}<>]{2}|=>|^\.\.?\//.test(text) && !/^(?:select|insert|create table)\b/i.test(text);
}
