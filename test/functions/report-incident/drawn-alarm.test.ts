import { expect, test } from 'vitest';
import { drawnFirst } from '../../../functions/report-incident/drawn-alarm.ts';
import { member } from './support.ts';

test('what is drawn is on, before it is a line: what is over is not what the message is about', () => {
  const down = member('endpoint-down', 3, { subject: 'health' });
  const over = member('server-errors', 6, { state: 'ok' });
  const slow = member('slow', 2);
  const gone = member('memory-high', 2, { state: 'removed' });
  expect(drawnFirst([over, down, gone])).toEqual([down, over]);
  expect(drawnFirst([over, down, slow])[0]).toBe(slow);
});
