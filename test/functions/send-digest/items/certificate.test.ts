import { describe, expect, test } from 'vitest';
import { judgeCertificates } from '../../../../functions/send-digest/items/certificate.ts';

describe('certificate', () => {
  test.each<[string, [string, number | undefined][], string, string]>([
    [
      'the one that ends first is named',
      [
        ['a', 60.9],
        ['b', 31.2],
      ],
      'well',
      '31 days left (b)',
    ],
    ['soon', [['a', 13.5]], 'bad', '13 days left (a): renew it'],
    ['one day', [['a', 1]], 'bad', '1 day left (a): renew it'],
    [
      'one was never seen',
      [
        ['a', 60],
        ['b', undefined],
      ],
      'unknown',
      'none was seen of b',
    ],
    ['plain http', [], 'off', 'no endpoint has one'],
  ])('%s', (_title, days, status, fact) => expect(judgeCertificates(days, 14)).toEqual({ status, fact }));
});
