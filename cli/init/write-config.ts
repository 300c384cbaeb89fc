import { soundText } from '../../functions/shared/text/sound.ts';
import type { Finding } from './findings.ts';
import { EXAMPLE_URL } from './judge.ts';

const WIDTH = 120;

/**
 * The text of a configuration. What was found in containers and variables stands in it as texts of JSON or as comments of one line,
 * so that none of it can become code. Pure.
 * @param from where `defineConfig` is imported from.
 */
export function configText(findings: readonly Finding[], from: string): string {
  return [
    `import { defineConfig } from ${literal(from)};`,
    '',
    '/** Written by `atlasml-monitor init`, by what was found. Every key, its limits and its default: docs/configuration.md. */',
    'export default defineConfig({',
    findings.map(sectionOf).join('\n\n'),
    '});',
    '',
  ].join('\n');
}

function sectionOf(finding: Finding): string {
  if ('found' in finding) {
    const { key, value, notes } = finding.found;
    return [...notes.map(comment), `  ${key}: ${written(value, 2)},`].join('\n');
  }
  const { what, notes, example } = finding.missing;
  // The file must load, and a monitor of nothing is none.
  const line = what === 'health URL' ? [`  endpoints: [{ name: 'health', url: ${literal(EXAMPLE_URL)} }],`] : [];
  return [...notes.map(comment), ...example.map(commentedOut), ...line].join('\n');
}

/** In lines that fit; a line break in the text is none in the file. */
function comment(text: string): string {
  const words = soundText(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\/\/ /, '')
    .split(' ');
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= WIDTH) lines.push(`  // ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Code that is commented out stays in one line, so that it can be taken in. */
const commentedOut = (code: string) => `  // ${soundText(code).replace(/\s+/g, ' ').trim()}`;

/** In one line where it fits. */
function written(value: unknown, indent: number): string {
  const line = inline(value);
  if (line.length + indent <= WIDTH || typeof value !== 'object' || value === null || Array.isArray(value)) return line;
  const pad = ' '.repeat(indent + 2);
  const rows = Object.entries(value).map(([key, inner]) => `${pad}${key}: ${inline(inner)},`);
  return `{\n${rows.join('\n')}\n${' '.repeat(indent)}}`;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${inline(inner)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

/** In single quotes where nothing in it needs an escape. */
const literal = (text: string) => (/^[\x20-\x7e]*$/.test(text) && !/['\\]/.test(text) ? `'${text}'` : JSON.stringify(text));
