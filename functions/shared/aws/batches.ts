/** What one call takes. */
export interface BatchLimits<T> {
  /** How many. */
  most: number;
  /** What they may weigh together, such as their bytes; one that is heavier goes alone. @default no limit */
  mostWeight?: number;
  weightOf?(item: T): number;
}

/** Items in their order, in as few batches as that allows. */
export function inBatches<T>(items: readonly T[], { most, mostWeight = Infinity, weightOf = () => 0 }: BatchLimits<T>): T[][] {
  const batches: T[][] = [];
  let weight = 0;
  for (const item of items) {
    const last = batches.at(-1);
    const own = weightOf(item);
    if (last && last.length < most && weight + own <= mostWeight) {
      last.push(item);
      weight += own;
    } else {
      batches.push([item]);
      weight = own;
    }
  }
  return batches;
}
