import { describe, expect, test } from 'vitest';
import { judgeResponseTimes } from '../../../../functions/send-digest/items/response-time.ts';

describe('response time', () => {
  const row = (now: number | undefined, earlier: number | undefined) => ({ name: 'p95', now, earlier });
  test.each([
    ['as before', row(0.9, 0.8), 'well', 'p95 900 ms; the week before 800 ms'],
    ['half as long again', row(1.3, 0.8), 'bad', 'p95 1.3 s; the week before 800 ms'],
    ['milliseconds are noise', row(0.09, 0.03), 'well', 'p95 90 ms; the week before 30 ms'],
    ['nothing before', row(0.9, undefined), 'well', 'p95 900 ms; nothing is known of the week before'],
    ['nothing at all', row(undefined, 0.8), 'unknown', 'nothing was answered in all that time'],
  ])('%s', (_title, taken, status, fact) =>
    expect(judgeResponseTimes([taken], 'the week before')).toMatchObject({ status, fact }),
  );
});
