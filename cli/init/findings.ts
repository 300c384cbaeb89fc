import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';

/** A key of the configuration that was found, with what a reader should know of it. */
export interface Found {
  key: keyof MonitorConfigInput;
  value: unknown;
  /** Stands above it in the file. */
  notes: string[];
}

/** What was not found, with what to write. */
export interface Missing {
  /** What it is, for the screen: "receivers". */
  what: string;
  /** Why, and what to do: a sentence each. */
  notes: string[];
  /** Lines of the file, commented out. */
  example: string[];
  /** The monitor is of no use without it. */
  isNeeded: boolean;
}

/** The configuration in the order in which it is written. */
export type Finding = { found: Found } | { missing: Missing };

export const found = (key: Found['key'], value: unknown, ...notes: string[]): Finding => ({ found: { key, value, notes } });

export const missing = (what: string, notes: string[], example: string[], isNeeded = false): Finding => ({
  missing: { what, notes, example, isNeeded },
});

/** The configuration that the findings make. */
export function configOf(findings: readonly Finding[]): MonitorConfigInput {
  const entries = findings.flatMap((finding) => ('found' in finding ? [[finding.found.key, finding.found.value]] : []));
  return Object.fromEntries(entries) as MonitorConfigInput;
}
