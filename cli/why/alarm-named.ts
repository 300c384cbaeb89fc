import { nearest } from '../../functions/shared/text/nearest.ts';
import type { AlarmLook } from '../../local/alarms/alarm-evaluator.ts';
import { UsageError } from '../usage-error.ts';

/** An alarm by its name, or by its end without the words that all names begin with. @throws UsageError */
export function alarmNamed(given: string | undefined, alarms: readonly AlarmLook[]): string | undefined {
  if (given === undefined) return undefined;
  const names = alarms.map((a) => a.definition.name);
  const found = names.find((name) => name === given) ?? names.find((name) => name.endsWith(`-${given}`));
  if (found !== undefined) return found;
  const meant = nearest(
    given,
    names.map((name) => name.split('-').slice(2).join('-')),
  );
  throw new UsageError(`--alarm: there is no alarm ${given}${meant ? `; did you mean ${meant}?` : ''}`);
}
