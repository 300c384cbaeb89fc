import { type ConfigError, resolveConfig } from '../../../../functions/shared/config/load.ts';

/** What is said of a configuration, each fault with its path; nothing of a good one. @param resolve how it is read */
export function faultsOf(input: unknown, resolve: (input: unknown) => unknown = resolveConfig): string[] {
  try {
    resolve(input);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}
