import { describe, expect, test } from 'vitest';
import { scheduleFault } from '../../../../functions/shared/config/schedule.ts';

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html */
describe('a planned window comes by a schedule that a mute rule of CloudWatch takes', () => {
  test.each([
    ['0 2 * * *'],
    ['0 2 * * SUN'],
    ['0 1 1 * *'],
    ['0 18 * * FRI'],
    ['0,30 1-5 * JAN,OCT-DEC *'],
    ['0 3 * OCT SUN'],
    ['0 3 * * mon-fri'],
    ['0 3 29 2 *'],
    ['2024-05-10T14:00'],
    ['2028-02-29T23:59'],
  ])('%s', (schedule) => {
    expect(scheduleFault(schedule)).toBeUndefined();
  });

  const FORM = 'must be five cron fields, "0 3 * * SUN", or one time, 2026-12-24T18:00';
  const BOTH = /^names both a day of the month and a day of the week/;
  const CHARACTERS = 'CloudWatch takes only numbers, names, * - and a comma there';
  test.each<[string, string, string | RegExp]>([
    ['an hour that there is not', '0 25 * * *', 'its hour is 25: it must be 0 to 23, or * for each'],
    ['a minute that there is not', '61 3 * * *', 'its minute is 61: it must be 0 to 59, or * for each'],
    ['a word', 'FOO', FORM],
    ['six fields', '0 0 3 * * SUN', FORM],
    ['two blanks', '0  3 * * SUN', FORM],
    ['nothing', '', FORM],
    ['a day that no such month has', '0 3 31 2 *', 'never comes: no such month has such a day'],
    ['a day that none of several months has', '0 3 31 APR,JUN *', 'never comes: no such month has such a day'],
    ['a day 0', '0 3 0 * *', 'its day of the month is 0: it must be 1 to 31, or * for each'],
    ['a month 13', '0 3 * 13 *', 'its month is 13: it must be 1 to 12, or JAN to DEC, or * for each'],
    ['a month that there is not', '0 3 * OKT *', 'its month is OKT: it must be 1 to 12, or JAN to DEC, or * for each'],
    ['a day of both kinds', '0 3 13 * FRI', BOTH],
    ['a day of the week as a number', '0 3 * * 7', 'its day of the week is 7: it must be SUN to SAT, or * for each'],
    ['a range that ends before it begins', '0 5-3 * * *', 'its hour is 5-3: it must be 0 to 23, or * for each'],
    [
      'a range over the end of the week',
      '0 3 * * SAT-MON',
      'its day of the week is SAT-MON: it must be SUN to SAT, or * for each',
    ],
    ['a range of three', '0 1-2-3 * * *', 'its hour is 1-2-3: it must be 0 to 23, or * for each'],
    ['a comma too many', '0, 3 * * *', 'its minute is : it must be 0 to 59, or * for each'],
    ['steps', '*/15 3 * * *', `its minute is */15: ${CHARACTERS}`],
    ['the last day', '0 3 L * *', 'its day of the month is L: it must be 1 to 31, or * for each'],
    ["EventBridge's question mark", '0 3 ? * SUN', `its day of the month is ?: ${CHARACTERS}`],
    ['the second Sunday', '0 3 * * SUN#2', `its day of the week is SUN#2: ${CHARACTERS}`],
    ['a nickname', '@daily', FORM],
    ['a time that there is not', '2026-02-30T18:00', 'is no time that there is; write it as 2026-12-24T18:00'],
    ['an hour 24', '2026-12-24T24:00', 'is no time that there is; write it as 2026-12-24T18:00'],
    ['a month 13 of one time', '2026-13-01T00:00', 'is no time that there is; write it as 2026-12-24T18:00'],
  ])('%s is refused', (_title, schedule, fault) => {
    expect(scheduleFault(schedule)).toMatch(fault);
  });
});
