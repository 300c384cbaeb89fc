import { nearWords, pageWords, RULE_COLUMNS, ruleCells, verdictWords, wholeLines } from './judge-words.ts';
import type { Judged } from './judged.ts';
import type { NearMiss } from './near-misses.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (columns: readonly string[], rows: readonly string[][]) =>
  rows.length === 0 ? [] : [row(columns), row(columns.map(() => '---')), ...rows.map(row), ''];
const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** The judgement as tables for a pull request. @param before of the configuration that is changed. */
export function judgedMarkdown(judged: Judged, near: readonly NearMiss[], timezone: string, before?: Judged): string {
  const { judgement, rules, pages } = judged;
  const verdicts = judgement.verdicts.map((v) => [
    v.result,
    v.known.id,
    minute(v.known.fromMs),
    v.known.title,
    [verdictWords(v), ...near.filter((n) => n.incident === v.known.id).map(nearWords)].join('; '),
  ]);
  return [
    ...(before ? ['Before:', '', ...wholeLines(before, timezone).map((line) => `- ${cell(line)}`), '', 'After:', ''] : []),
    ...wholeLines(judged, timezone).map((line) => `- ${cell(line)}`),
    '',
    ...table(['', 'incident', 'since (UTC)', '', 'told'], verdicts),
    ...table(RULE_COLUMNS, rules.map(ruleCells)),
    ...(pages.length > 0 ? ['Pages for nothing:', '', ...pages.map((p) => `- ${cell(pageWords(p))}`)] : []),
  ]
    .join('\n')
    .trimEnd();
}
