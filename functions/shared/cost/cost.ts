import type { MonitorConfig } from '../config/schema.ts';
import { monthlyUse, requestLines, type Use } from './monthly-use.ts';
import { type Amounts, beyondFree, dollarsOf, FREE, FREE_LOG_GB, REGIONS, type Region, sumOf } from './prices.ts';

/** A line of the estimate, in US dollars a month before the free tier. */
export interface CostLine {
  what: string;
  dollars: number;
}

/** The monthly cost by line, free tier not subtracted; what was not measured is assumed. */
export function monthlyCost(config: MonitorConfig, use: Use = {}, region: Region = 'us-east-1'): CostLine[] {
  return monthlyUse(config, use).map(({ what, amounts }) => ({ what, dollars: dollarsOf(amounts, region) }));
}

/** The whole of it, before and after the free tier of an account that nothing else uses. */
export function totals(configs: readonly MonitorConfig[], logGbADay: number | undefined, region: Region) {
  const use = sumOf(configs.flatMap((config) => monthlyUse(config, given(logGbADay)).map(({ amounts }) => amounts)));
  return { before: dollarsOf(use, region), after: dollarsOf(beyondFree(use), region) };
}

/** The estimates of several services, each by itself and their sum; of one the estimate alone. */
export function costTextOf(configs: MonitorConfig[], logGbADay?: number): string {
  const [first] = configs;
  if (first && configs.length === 1) return costText(first, logGbADay);
  const parts = configs.map((config) => `${config.service} ${config.environment}\n${costText(config, logGbADay)}`);
  const sums = REGIONS.map((region) => {
    const { before, after } = totals(configs, logGbADay, region);
    return `${dollarsText(before)} in ${region}, with the free tier ${dollarsText(after)}`;
  });
  return [...parts, `${configs.length} services together a month: ${sums.join('; ')}. An account has the free tier once.`].join(
    '\n\n',
  );
}

/** The estimate as text, for synth and the command line. */
export function costText(config: MonitorConfig, logGbADay?: number): string {
  const row = (dollars: number[], what: string) => `  ${dollars.map((d) => dollarsText(d).padStart(14)).join('')}  ${what}`;
  const lines = monthlyUse(config, given(logGbADay));
  const inEach = (amounts: Partial<Amounts>) => REGIONS.map((region) => dollarsOf(amounts, region));
  const sums = REGIONS.map((region) => totals([config], logGbADay, region));
  return [
    'Estimated cost a month:',
    `  ${REGIONS.map((region) => region.padStart(14)).join('')}`,
    ...lines.map(({ what, amounts }) => row(inEach(amounts), what)),
    row(
      sums.map(({ before }) => before),
      'together',
    ),
    row(
      sums.map(({ after }) => after),
      'with the free tier of an account, where nothing else uses it',
    ),
    `  (${FREE_TIER})`,
    ...requestLines(config),
  ].join('\n');
}

const FREE_TIER = `free are ${FREE.metrics} metrics, ${FREE.alarms} alarms, ${FREE.dashboards} dashboards, a million requests each of CloudWatch, Lambda and SQS, 400,000 Lambda GB-s, ${FREE_LOG_GB} GB of logs and 1,000 e-mails`;

const given = (logGbADay: number | undefined): Use => (logGbADay === undefined ? {} : { logGbADay });
const dollarsText = (dollars: number): string => `$${dollars.toFixed(2)}`;
