import { expect, test } from 'vitest';
import { judgeSilence } from '../../../../functions/send-digest/items/silent-signals.ts';
import { alarmsOf } from '../../../../functions/shared/signals/alarm-definitions.ts';
import { World } from '../support.ts';

test('an alarm without data is unknown, not quiet', () => {
  const alarms = alarmsOf(new World().config);
  expect(judgeSilence([], alarms.length).status).toBe('well');
  const memory = alarms.filter((a) => a.signal.id === 'memory-high');
  expect(judgeSilence(memory, alarms.length)).toEqual({
    status: 'unknown',
    fact: `1 alarm of ${alarms.length} had no data in all that time, so nothing can set it off`,
    more: ['"memory is high" needs MemoryUsedPercent'],
  });
});
