import { RUNS_KEPT_MS } from '../incident/run-memory.ts';
import { type Amounts, dollarsOf } from './prices.ts';

/** A packed run of the reporter in a trouble, as it is stored; a quiet one is smaller. docs/decisions/0022 has the measurement. */
export const KEPT_RUN_KB = 4;
const KEPT_DAYS = RUNS_KEPT_MS / 86_400_000;
const HOURS_A_MONTH = 720;
const ASSUMED_TROUBLE_HOURS = 10;

/** What keeping runs of the reporter takes in a month. @param hours with something to weigh: each minute is kept then, else one an hour. */
export function keptRuns(hours: number): Partial<Amounts> {
  const kilobytes = (HOURS_A_MONTH - hours + hours * 60) * KEPT_RUN_KB;
  return { tableWrites: kilobytes, tableGb: (kilobytes / 1e6) * (KEPT_DAYS / 30) };
}

/** The line of the estimate: some hours of trouble, and in words the most that it can be. */
export function keptRunsLine(): { what: string; amounts: Partial<Amounts> } {
  const most = dollarsOf(keptRuns(HOURS_A_MONTH), 'us-east-1').toFixed(2);
  const what = `what runs rested on, ${KEPT_DAYS} days (an alarm that is always on: $${most})`;
  return { what, amounts: keptRuns(ASSUMED_TROUBLE_HOURS) };
}
