import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { costText, monthlyCost } from '../functions/shared/cost/cost.ts';
import type { Outcome } from './usage-error.ts';

/** `cost`: what the deployed monitor costs a month. @param logGbADay assumed when left out. */
export function costCommand(logGbADay: number | undefined, config: MonitorConfig): Outcome {
  const lines = monthlyCost(config, logGbADay === undefined ? {} : { logGbADay });
  const inCents = (dollars: number) => Number(dollars.toFixed(2));
  const items = lines.map(({ what, dollars }) => ({ what, usd: inCents(dollars) }));
  const totalUsd = inCents(lines.reduce((sum, { dollars }) => sum + dollars, 0));
  const text = costText(config, logGbADay);
  return { text, code: 0, json: { items, totalUsd, text } };
}
