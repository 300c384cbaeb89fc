import type { Context } from 'aws-lambda';
import { insightsLogSource } from '../shared/aws/log-source.ts';
import { ownMetricStore } from '../shared/aws/own-metrics.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { wholeWindow } from '../shared/aws/whole-window.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock, within } from '../shared/clock.ts';
import type { LogsConfig } from '../shared/config/schema.ts';
import type { ScanUse } from '../shared/observation.ts';
import { figuresOf } from '../shared/signals/figures.ts';
import { checkLogs, windowAt } from './check.ts';
import { logMetrics } from './metrics.ts';
import { orByOwnEngine } from './own-engine.ts';
import { afterRun, counting, isDue, slowWords, withScan } from './scan-budget.ts';

// The stack makes this function only where `logs` is configured.
const logs = config.logs as LogsConfig;
const store = dynamoStateStore(requiredEnv('TABLE_NAME'));
const insights = insightsLogSource(logs, systemClock);
const stores = { store, metrics: ownMetricStore(config.slug, 'logs', { ...config, observations: store.observations }) };

let scan: ScanUse | undefined;

/** What the process before left of the budget; a table that cannot be read leaves it unknown. */
async function scanBefore(): Promise<ScanUse | undefined> {
  if (logs.monthlyScanBudgetGB === undefined) return undefined;
  const stored = scan ? [] : await within(LONGEST_READ_MS, () => store.observations()).catch(() => []);
  scan ??= stored.find((o) => o.check === 'logs')?.scan;
  return scan;
}
const LONGEST_READ_MS = 2_000;

export const handler = (_event: unknown, context: Context) =>
  runFunction<object>('check-logs', context, async () => {
    const budgetGb = logs.monthlyScanBudgetGB;
    const before = await scanBefore();
    const atMs = systemClock.now();
    if (budgetGb !== undefined && !isDue(before, atMs)) return { notCounted: before && slowWords(before) };
    const counted = counting(insights);
    const source = orByOwnEngine(counted.source, (window) => wholeWindow(logs, window, systemClock));
    const window = windowAt(atMs, logs.ingestionDelaySeconds);
    const seen = await checkLogs(logs, window, { clock: systemClock, source, kinds: store });
    if (budgetGb !== undefined) scan = afterRun(before, counted.bytes(), budgetGb, atMs);
    const metrics = logMetrics(seen, config.thresholds);
    const { counts, unknown, notes } = await publish(withScan(seen, scan), metrics, stores, config);
    return { counts, unknown, notes, figures: figuresOf(metrics) };
  });
