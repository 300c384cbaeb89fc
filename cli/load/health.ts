import { figuresOf, type Percentiles } from './figures.ts';
import type { PlannedRequest } from './run-plan.ts';

/** What the health check said while the load ran. */
export interface HealthMeanwhile {
  url: string;
  probes: number;
  well: number;
  took?: Percentiles;
  /** Probes in a row that were not well, seconds since the start, with what the first of them said. */
  notWell: { fromSeconds: number; toSeconds: number; sentence: string }[];
}

export function healthMeanwhile(url: string, probes: readonly PlannedRequest[]): HealthMeanwhile {
  const { well, took } = figuresOf(probes);
  const ended = probes.filter(({ answered }) => answered !== undefined);
  return { url, probes: ended.length, well, ...(took && { took }), notWell: stretches(ended) };
}

function stretches(probes: PlannedRequest[]): HealthMeanwhile['notWell'] {
  const found: HealthMeanwhile['notWell'] = [];
  let isWell = true;
  for (const { answered, dueMs, endMs = dueMs } of probes) {
    if (!answered) continue;
    const last = found.at(-1);
    if (answered.isWell) isWell = true;
    else if (isWell || !last) {
      found.push({ fromSeconds: dueMs / 1000, toSeconds: endMs / 1000, sentence: answered.sentence });
      isWell = false;
    } else last.toSeconds = endMs / 1000;
  }
  return found;
}
