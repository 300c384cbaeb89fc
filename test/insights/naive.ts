interface Item {
  k: string;
  n: number | undefined;
}

/** The aggregations of one query in the plainest way: all values in lists, every formula from its definition. */
export function naive(items: Item[], percent: number): Record<string, number | string | undefined>[] {
  const keys = [...new Set(items.map((item) => item.k))].sort();
  return keys.map((k) => {
    const group = items.filter((item) => item.k === k);
    const numbers = group.flatMap(({ n }) => (n === undefined ? [] : [n]));
    const sum = numbers.reduce((a, b) => a + b, 0);
    const mean = sum / numbers.length;
    const sorted = [...numbers].sort((a, b) => a - b);
    const below = (value: number) => (100 * numbers.filter((x) => x <= value).length) / numbers.length;
    const some = numbers.length > 0;
    return {
      k,
      c: group.length,
      cn: numbers.length,
      s: some ? sum : undefined,
      a: some ? mean : undefined,
      lo: sorted[0],
      hi: sorted.at(-1),
      p: sorted.find((value) => below(value) >= percent - 1e-9),
      d: some ? Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length) : undefined,
      u: new Set(numbers.map((x) => x + 0)).size,
      e: numbers[0],
      l: numbers.at(-1),
    };
  });
}
