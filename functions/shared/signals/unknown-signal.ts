import type { Signal } from './signal.ts';

/** The signal of an alarm that this version does not know: another version made it. */
export const UNKNOWN_SIGNAL: Omit<Signal, 'id'> = {
  measure: 'any',
  scope: 'service',
  severity: 'page',
  metric: 'observationUnknown',
  statistic: 'Maximum',
  comparison: '>=',
  threshold: () => 1,
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'ignore',
  title: 'an alarm that this version does not know',
  meaning: 'Another version of the monitor made this alarm; its title says what it is about.',
  firstStep:
    'See what `npx atlasml-monitor status` says of the alarm; then deploy the monitor again, or on one machine start it again.',
  explains: [],
};
