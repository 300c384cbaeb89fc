import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { costText, costTextOf, monthlyCost, totals } from '../functions/shared/cost/cost.ts';
import { REGIONS } from '../functions/shared/cost/prices.ts';
import type { Outcome } from './usage-error.ts';

/** `cost`: what the deployed monitor of each service costs a month. @param logGbADay of each; assumed when left out. */
export function costCommand(logGbADay: number | undefined, configs: MonitorConfig[]): Outcome {
  const services = configs.map((config) => ({ slug: config.slug, ...costOf(config, logGbADay) }));
  const text = costTextOf(configs, logGbADay);
  const [first] = services;
  const totalUsd = inCents(totals(configs, logGbADay, 'us-east-1').before);
  if (!first || services.length > 1)
    return { text, code: 0, json: { services, totalUsd, byRegion: byRegion(configs, logGbADay), text } };
  const { slug: _, ...only } = first;
  return { text, code: 0, json: only };
}

function costOf(config: MonitorConfig, logGbADay: number | undefined) {
  const lines = monthlyCost(config, logGbADay === undefined ? {} : { logGbADay });
  const items = lines.map(({ what, dollars }) => ({ what, usd: inCents(dollars) }));
  const totalUsd = inCents(lines.reduce((sum, { dollars }) => sum + dollars, 0));
  return { items, totalUsd, byRegion: byRegion([config], logGbADay), text: costText(config, logGbADay) };
}

/** Before the free tier of an account, and after it where nothing else uses it. */
function byRegion(configs: MonitorConfig[], logGbADay: number | undefined) {
  const sums = REGIONS.map((region) => [region, totals(configs, logGbADay, region)] as const);
  return Object.fromEntries(
    sums.map(([region, { before, after }]) => [region, { totalUsd: inCents(before), withFreeTierUsd: inCents(after) }]),
  );
}

const inCents = (dollars: number): number => Number(dollars.toFixed(2));
