import { describe, expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const health = { name: 'health', url: 'https://atlas.example.org/api/v1/health/' };
const faults = (input: object) => faultsOf({ endpoints: [health], ...input });

describe('what is too long for anybody to take is refused before a deploy', () => {
  const label = (length: number) => 'a'.repeat(length);
  const host = (length: number) => [label(63), label(63), label(63), label(length - 192)].join('.');
  const url = (length: number) => `https://a.example.org/${'x'.repeat(length - 22)}`;
  const smtp = (name: string) => ({ smtp: { host: name, from: 'a@example.org', to: ['a@example.org'] } });
  const headers = (length: number) => ({ endpoints: [{ ...health, headers: { 'X-Note': 'n'.repeat(length) } }] });
  const longLabel = 'has a host with 64 characters between two dots, and 63 is the most that there is';
  const longHost = 'has a host of 254 characters, and 253 is the most that there is';

  test.each<[string, object, string[]]>([
    ['a URL of 8,000 characters is taken', { endpoints: [{ ...health, url: url(8_000) }] }, []],
    [
      'one more is not',
      { endpoints: [{ ...health, url: url(8_001) }] },
      ['endpoints[0].url: has 8001 characters, and many servers refuse more than 8000; shorten it'],
    ],
    [
      'as it is sent, where it is written shorter',
      { runbookUrl: `https://a.example.org/${'ä'.repeat(1_400)}` },
      ['runbookUrl: has 8422 characters, and many servers refuse more than 8000; shorten it'],
    ],
    ['a part of a host of 63 characters is taken', { runbookUrl: `https://${label(63)}.org/` }, []],
    ['one more is not', { runbookUrl: `https://${label(64)}.org/` }, [`runbookUrl: ${longLabel}`]],
    ['a host of 253 characters is taken, with a dot behind it', { runbookUrl: `https://${host(253)}./` }, []],
    ['one more is not', { runbookUrl: `https://${host(254)}/` }, [`runbookUrl: ${longHost}`]],
    [
      'in letters that DNS has not, by how they are asked for',
      { runbookUrl: `https://${'ä'.repeat(60)}.org/` },
      ['runbookUrl: has a host with 66 characters between two dots, and 63 is the most that there is'],
    ],
    ['a mail server', smtp(`${label(64)}.org`), [`smtp.host: ${longLabel}`]],
    ['a mail server whose whole name is too long', smtp(host(254)), [`smtp.host: ${longHost}`]],
    [
      'a host of a webhook',
      { slack: { webhookParameter: '/hook', webhookHosts: [`${label(64)}.org`] } },
      [`slack.webhookHosts[0]: ${longLabel}`],
    ],
    ['a header of 8,000 characters is taken', headers(8_000), []],
    [
      'one more is not',
      headers(8_001),
      ['endpoints[0].headers.X-Note: its value has 8001 characters, and many servers refuse more than 8000; shorten it'],
    ],
  ])('%s', (_title, input, expected) => expect(faults(input)).toEqual(expected));
});
