import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { type DecideOptions, decide, type ReplayListener } from './decide.ts';
import type { Recording } from './recording.ts';
import { MEMORY, type ScanOptions, scan } from './scan.ts';

export interface ReplayOptions extends ScanOptions, DecideOptions {
  /** @default that of a deployment with the defaults, see {@link pastConfig} */
  config?: MonitorConfig;
}

/** A deployment with every default; memory is watched where the recording has it. */
export function pastConfig({ series = [] }: Partial<Recording>): MonitorConfig {
  return resolveConfig(
    {
      environment: 'replay',
      endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
      logs: { group: 'replay' },
      ...(series.some((s) => s.memoryPercent !== undefined) && { memory: { source: 'metric' as const, ...MEMORY } }),
    },
    'The replay',
  );
}

/** Runs the whole monitor over a recording, on a clock that jumps: the checks over all of it, then the decisions. */
export async function replay(recording: Recording, listener: ReplayListener, options: ReplayOptions = {}): Promise<Incident[]> {
  const config = options.config ?? pastConfig(recording);
  const scanned = await scan(recording, config, options);
  return decide(scanned, config, listener, options);
}
