import type { Out } from './screen.ts';

/** Of a pipe, and of a terminal that does not say how wide it is. */
export const COLUMNS = 80;

/** How wide a help may be. */
export const widthOf = ({ isTTY, columns }: Pick<Out, 'isTTY' | 'columns'>): number => (isTTY && columns) || COLUMNS;

/**
 * Prints a help or the version. They hold no word from outside, so nothing must be redacted; what redacts would take longer to
 * load than all the rest. Everything else goes by screen.ts.
 */
export function printOwnWords(stdout: Out, text: string): void {
  stdout.write(`${text}\n`);
}
