/** @import { Language } from '../port.ts' */

const MOST = 8;

/** The word that ends at a place. @param {string} text @param {number} at */
export function wordBefore(text, at) {
  const word = /[@\w.]*$/.exec(text.slice(0, at))?.[0] ?? '';
  return { word, from: at - word.length };
}

/**
 * Words that the one at a place may become: a command behind a bar, else functions, fields, and the names that the query itself gives.
 * @param {string} text @param {number} at @param {Language} language @returns {string[]}
 */
export function completions(text, at, { commands, functions, fields }) {
  const { word, from } = wordBefore(text, at);
  if (word === '') return [];
  const before = text.slice(0, from);
  const isCommand = /(?:^|\|)\s*$/.test(before);
  const names = [...text.matchAll(/\bas\s+([@\w.]+)/gi)].map(([, name = '']) => name);
  const known = isCommand
    ? commands
    : [...fields, ...names, ...functions.map((name) => `${name}(`), 'as', 'by', 'like', 'desc', 'asc'];
  const low = word.toLowerCase();
  return [...new Set(known)].filter((k) => k.toLowerCase().startsWith(low) && k.toLowerCase() !== low).slice(0, MOST);
}
