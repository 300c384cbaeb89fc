import { describe, expect, test } from 'vitest';
import { judgeSecrets } from '../../../../functions/send-digest/items/upkeep.ts';
import { DAY, NOW } from '../support.ts';

describe('keys', () => {
  const ago = (days: number) => NOW - days * DAY - 1;
  test.each<[string, [string, number | Error][], string, string, string[]]>([
    [
      'young',
      [
        ['/a', ago(3)],
        ['/b', ago(90)],
      ],
      'well',
      '2 secrets of the monitor, the oldest 90 days old; due after 180',
      [],
    ],
    [
      'on the day it is not yet due',
      [['/a', ago(180)]],
      'well',
      '1 secret of the monitor, the oldest 180 days old; due after 180',
      [],
    ],
    [
      'due, the oldest first',
      [
        ['/a', ago(181)],
        ['/b', ago(400)],
        ['/c', ago(1)],
      ],
      'bad',
      '2 of 3 due: older than 180 days',
      ['400 days old: /b', '181 days old: /a'],
    ],
    ['not to be read', [['/a', new TypeError('x')]], 'unknown', 'the age of none is known', ['of unknown age (TypeError): /a']],
    ['none', [], 'off', 'the monitor has no secrets', []],
  ])('%s', (_title, changed, status, fact, more) =>
    expect({ more: [], ...judgeSecrets(changed, 180, NOW) }).toEqual({ status, fact, more }),
  );
});
