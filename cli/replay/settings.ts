import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { UsageError } from '../usage-error.ts';

/** One `--set`: the path of a key, and its value. */
export interface Setting {
  path: string[];
  value: unknown;
}

/** Reads `thresholds.serverErrors=20`. @throws UsageError */
export function settingOf(given: string): Setting {
  const at = given.indexOf('=');
  const path = given.slice(0, Math.max(0, at)).split('.');
  if (at < 0 || path.some((key) => !/^\w+$/.test(key) || key === '__proto__'))
    throw new UsageError(`--set takes KEY=VALUE such as thresholds.serverErrors=20, not ${given}`);
  return { path, value: readValue(given.slice(at + 1)) };
}

/** A number, true or false, a list or an object as JSON has it; else the text itself. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Lays settings over a configuration, which is not changed. What they mean is for whoever checks it. */
export function withSettings(input: MonitorConfigInput, settings: readonly Setting[]): MonitorConfigInput {
  const copy = structuredClone(input) as Record<string, unknown>;
  for (const { path, value } of settings) {
    let place = copy;
    for (const key of path.slice(0, -1)) {
      const next = place[key];
      if (typeof next !== 'object' || next === null) place[key] = {};
      place = place[key] as Record<string, unknown>;
    }
    place[path.at(-1) as string] = value;
  }
  return copy as MonitorConfigInput;
}

/** By which option a key came, for the words of what is wrong with it. */
export function optionsOf(settings: readonly Setting[]): Record<string, string> {
  return Object.fromEntries(settings.map(({ path }) => [path.join('.'), `--set ${path.join('.')}`]));
}
