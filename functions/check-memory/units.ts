const FACTORS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * Bytes of a size as Docker and Compose write it. Their suffixes are 1024-based even when written MB or G.
 * @returns undefined for text that is no size.
 */
export function bytesOf(size: string | number): number | undefined {
  if (typeof size === 'number') return size;
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*$/i.exec(size) ?? [];
  const factor = FACTORS[unit.toLowerCase()];
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

/** A limit above this is the kernel's word for "none" (about 2^63), as are "max" and 0. */
const NO_LIMIT_ABOVE = 2 ** 62;

/**
 * Used percent of a limit; undefined when there is no limit to speak of, because a percentage of the machine's
 * memory would say nothing about the container.
 */
export function percentOfLimit(usedBytes: number, limit: string | number | undefined): number | undefined {
  const limitBytes = limit === undefined ? undefined : bytesOf(limit);
  if (limitBytes === undefined || limitBytes <= 0 || limitBytes > NO_LIMIT_ABOVE) return undefined;
  return (100 * usedBytes) / limitBytes;
}
