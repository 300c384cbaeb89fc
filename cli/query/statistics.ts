import type { FileQueryResult } from '../../insights/index.ts';

const count = (n: number) => n.toLocaleString('en-US');

/** "1.2 GB"; decimal units, as the service's prices have them. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toPrecision(3)} ${units[step]}`;
}

/** What the service says under a result, and what was wrong with the files or may be wrong with the query. */
export function statisticsText({ rows, statistics, warnings, broken }: FileQueryResult, seconds: number): string[] {
  const { recordsScanned, recordsMatched, bytesScanned } = statistics;
  const speed = seconds > 0 ? `${Math.round(bytesScanned / 1e6 / seconds).toLocaleString('en-US')} MB/s` : '';
  return [
    ...warnings.map((warning) => `note: ${warning}`),
    ...broken.map(
      ({ name, lines, firstAt }) =>
        `note: ${name}: ${count(lines)} broken line${lines === 1 ? '' : 's'} left out, the first at byte ${count(firstAt)}`,
    ),
    `${count(rows.length)} row${rows.length === 1 ? '' : 's'}; ${count(recordsMatched)} of ${count(recordsScanned)} records matched; ${size(bytesScanned)} scanned in ${seconds.toFixed(2)} s (${speed})`,
  ];
}
