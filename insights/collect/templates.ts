/**
 * Our own clustering of log lines: what looks like data is replaced by its kind, and what stays is the pattern. The
 * pattern of a line depends on the line alone, so the order of lines and the number of threads change nothing.
 */

/** Stands around a kind in a template: a character for private use, which no log is expected to hold. */
const MARK = '\uE000';

/** From the most special to the most general: what one has taken, the next leaves alone. */
const KINDS: [string, string][] = [
  ['UUID', '\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b'],
  ['Date', '\\b\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?)?\\b'],
  ['Time', '\\b\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d+)?\\b'],
  ['IPAddress', '\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?\\b'],
  // From the begin of its letters alone: a long word is looked through once.
  ['Email', '(?<![\\w.+-])[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+'],
  ['Hex', '\\b(?:0x[0-9a-fA-F]+|(?=[a-f]*\\d)(?=\\d*[a-f])[0-9a-f]{8,})\\b'],
  ['Number', '[+-]?(?<![\\w.])\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?=(?:[a-zA-Zµ%]{0,3})\\b|[^\\w]|$)'],
];
const ANY_KIND = new RegExp(KINDS.map(([, source]) => `(${source})`).join('|'), 'g');
const MARKS = KINDS.map(([name]) => `${MARK}${name}${MARK}`);

/** The template of a line: kinds marked, not yet numbered. */
export function templateOf(text: string): string {
  return text.replace(ANY_KIND, (...found) => {
    let kind = 0;
    while (found[kind + 1] === undefined) kind++;
    return MARKS[kind] as string;
  });
}

export const DATE = MARKS[KINDS.findIndex(([name]) => name === 'Date')] as string;

/** So many different words in one place of otherwise equal lines are data too. */
const LEAST_VARIANTS = 4;

/** Joins templates that differ in one word: which template each of them becomes. */
export function joinVariants(templates: string[]): Map<string, string> {
  const byShape = new Map<string, Set<string>>();
  for (const template of templates) {
    const words = template.split(' ');
    if (words.length < 3 || words.length > 60) continue;
    for (let i = 1; i < words.length; i++) {
      const shape = [...words.slice(0, i), `${MARK}Token${MARK}`, ...words.slice(i + 1)].join(' ');
      const variants = byShape.get(shape) ?? new Set();
      byShape.set(shape, variants.add(template));
    }
  }
  const joined = new Map<string, string>();
  const largest = [...byShape].sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1));
  for (const [shape, variants] of largest) {
    const free = [...variants].filter((v) => !joined.has(v));
    if (free.length >= LEAST_VARIANTS) for (const variant of free) joined.set(variant, shape);
  }
  return joined;
}

/** Numbers the dynamic tokens from left to right, as the service shows them: `<Date-1> - INFO - took <Number-2>s`. */
export function showTemplate(template: string): string {
  let number = 0;
  return template.replaceAll(/\uE000(\w+)\uE000/g, (_, kind: string) => `<${kind}-${++number}>`);
}

const SEVERITIES: [string, RegExp][] = [
  ['Error', /\b(?:ERROR|CRITICAL|FATAL|SEVERE)\b/],
  ['Warning', /\bWARN(?:ING)?\b/],
  ['Info', /\b(?:INFO|NOTICE)\b/],
  ['Debug', /\b(?:DEBUG|TRACE)\b/],
];

/** The level that stands first in a pattern; missing when there is none. */
export function severityOf(template: string): string | undefined {
  const found = SEVERITIES.map(([label, words]) => ({ label, at: template.search(words) })).filter(({ at }) => at >= 0);
  return found.sort((a, b) => a.at - b.at)[0]?.label;
}
