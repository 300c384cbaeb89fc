import { describe, expect, test } from 'vitest';
import { judgeVolume } from '../../../../functions/send-digest/items/log-volume.ts';

describe('log volume', () => {
  test.each<[string, number | undefined, number | undefined, string, string]>([
    ['as before', 1.4e9, 1.3e9, 'well', '1.4 GB, 200 MB a day; the week before 1.3 GB'],
    ['more than twice as much', 3e9, 1.3e9, 'bad', '3 GB, 428.6 MB a day; the week before 1.3 GB'],
    ['a few megabytes more are no news', 9e6, 2e6, 'well', '9 MB, 1.3 MB a day; the week before 2 MB'],
    ['the first week', 1e9, undefined, 'well', '1 GB, 142.9 MB a day; nothing is known of the week before'],
    ['nothing came', undefined, 1e9, 'unknown', 'nothing came into the log group, or it cannot be seen'],
  ])('%s', (_title, now, before, status, fact) =>
    expect(judgeVolume(now, before, 7, 'the week before')).toEqual({ status, fact }),
  );
});
