/** What AWS counts, in its own units, a month. */
export interface Amounts {
  metrics: number;
  alarms: number;
  highResolutionAlarms: number;
  dashboards: number;
  /** PutMetricData, DescribeAlarms. */
  apiRequests: number;
  /** Metrics asked of GetMetricData. */
  metricsRead: number;
  lambdaRequests: number;
  lambdaGbSeconds: number;
  logGbIngested: number;
  logGbScanned: number;
  /** A month. */
  logGbKept: number;
  /** Of 1 KB. */
  tableWrites: number;
  /** Consistent, of 4 KB. */
  tableReads: number;
  /** With its backups of the last 35 days. */
  tableGbKept: number;
  queueRequests: number;
  keys: number;
  emails: number;
}

export type Region = 'us-east-1' | 'eu-central-1';
export const REGIONS: readonly Region[] = ['us-east-1', 'eu-central-1'];

const EVERYWHERE = {
  // CloudWatch's page of prices: metrics and API requests alike in both regions.
  metrics: 0.3,
  alarms: 0.1,
  highResolutionAlarms: 0.3,
  dashboards: 3,
  apiRequests: 0.01 / 1000,
  metricsRead: 0.01 / 1000,
  // Lambda's, for arm64.
  lambdaRequests: 0.2 / 1e6,
  lambdaGbSeconds: 0.0000133334,
  queueRequests: 0.4 / 1e6,
  // A key; each of its first two yearly rotations adds as much. Its requests stay within the free 20,000.
  keys: 1,
  emails: 2 / 100_000,
};

/** US dollars for one of each, by the pages of prices of AWS, November 2026; those of eu-central-1 for logs and tables are recalled. */
export const PRICES: Readonly<Record<Region, Readonly<Amounts>>> = {
  'us-east-1': {
    ...EVERYWHERE,
    logGbIngested: 0.5,
    logGbScanned: 0.005,
    logGbKept: 0.03,
    tableWrites: 0.625 / 1e6,
    tableReads: 0.125 / 1e6,
    tableGbKept: 0.25 + 0.2,
  },
  'eu-central-1': {
    ...EVERYWHERE,
    logGbIngested: 0.63,
    logGbScanned: 0.0063,
    logGbKept: 0.0324,
    tableWrites: 0.7625 / 1e6,
    tableReads: 0.1525 / 1e6,
    tableGbKept: 0.306 + 0.24,
  },
};

/**
 * What an account has free each month, for always, whatever else uses it: CloudWatch's, Lambda's, SQS's and SNS's pages of prices.
 * Its requests do not cover GetMetricData; its 5 GB of logs are what is taken in, kept and scanned together.
 */
export const FREE: Readonly<Partial<Amounts>> = {
  metrics: 10,
  alarms: 10,
  dashboards: 3,
  apiRequests: 1e6,
  lambdaRequests: 1e6,
  lambdaGbSeconds: 400_000,
  queueRequests: 1e6,
  emails: 1000,
};
export const FREE_LOG_GB = 5;

/** What amounts cost. */
export function dollarsOf(amounts: Partial<Amounts>, region: Region): number {
  return Object.entries(amounts).reduce((sum, [unit, amount]) => sum + amount * PRICES[region][unit as keyof Amounts], 0);
}

/** What is left to pay where nothing else in the account uses what is free. */
export function beyondFree(amounts: Partial<Amounts>): Partial<Amounts> {
  const left = Object.entries(amounts).map(([unit, amount]) => [unit, Math.max(0, amount - (FREE[unit as keyof Amounts] ?? 0))]);
  const rest: Partial<Amounts> = Object.fromEntries(left);
  // The dearest first.
  let free = FREE_LOG_GB;
  for (const unit of ['logGbIngested', 'logGbKept', 'logGbScanned'] as const) {
    const amount = rest[unit] ?? 0;
    rest[unit] = Math.max(0, amount - free);
    free = Math.max(0, free - amount);
  }
  return rest;
}

/** All of several amounts together. */
export function sumOf(all: readonly Partial<Amounts>[]): Partial<Amounts> {
  const sum: Partial<Amounts> = {};
  for (const amounts of all)
    for (const [unit, amount] of Object.entries(amounts) as [keyof Amounts, number][]) sum[unit] = (sum[unit] ?? 0) + amount;
  return sum;
}
