import { plural } from '../../functions/shared/text/words.ts';
import type { Row } from './finding.ts';

/** A line each, what to do below it, and how many there are of each state. */
export function reportOf(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ item }) => item.length));
  const places = [...new Set(rows.map(({ where }) => where))];
  const lines = places.flatMap((place) => [
    ...(places.length > 1 ? [place === 'here' ? 'On this machine' : 'In AWS'] : []),
    ...rows.filter(({ where }) => where === place).flatMap((row) => linesOf(row, width)),
    '',
  ]);
  return [...lines, summaryOf(rows)].join('\n');
}

function linesOf(row: Row, width: number): string[] {
  const begin = `${row.state.padEnd(4)}  ${row.item.padEnd(width)}  `;
  return [`${begin}${row.fact}`, ...(row.state === 'FAIL' ? [`${' '.repeat(begin.length)}-> ${row.fix}`] : [])];
}

function summaryOf(rows: readonly Row[]): string {
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length;
  const [bad, well, skipped] = [count('FAIL'), count('OK'), count('SKIP')];
  return `${bad} to fix, ${well} well, ${plural(skipped, 'check')} not checked.`;
}

/** 1 for anything to mend. What could not be looked at is no success: 3 where nothing at all could be. */
export function codeOf(rows: readonly Row[]): 0 | 1 | 3 {
  if (rows.some(({ state }) => state === 'FAIL')) return 1;
  return rows.some(({ state }) => state === 'OK') ? 0 : 3;
}
