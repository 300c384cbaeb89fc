/**
 * A CloudWatch statistic over the samples of one period.
 * @param statistic Minimum, Maximum, Average, Sum, SampleCount or a percentile such as p90.
 */
export function statisticOf(statistic: string, values: number[]): number {
  switch (statistic) {
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    case 'Sum':
      return values.reduce((sum, v) => sum + v, 0);
    case 'SampleCount':
      return values.length;
    case 'Average':
      return values.reduce((sum, v) => sum + v, 0) / values.length;
  }
  const percent = Number(/^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1]);
  if (Number.isNaN(percent)) throw new Error(`unknown statistic ${statistic}`);
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] as number;
}
