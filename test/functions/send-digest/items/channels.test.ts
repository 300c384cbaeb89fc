import { describe, expect, test } from 'vitest';
import { judgeChannels } from '../../../../functions/send-digest/items/channels.ts';
import type { ChannelObservation } from '../../../../functions/shared/observation.ts';
import { HOUR, NOW } from '../support.ts';

describe('channels', () => {
  const email: ChannelObservation = { channel: 'email', verdict: 'up', sentence: '1 address confirmed.', notes: [] };
  const slack: ChannelObservation = { channel: 'slack', verdict: 'up', sentence: 'The webhook answers.', notes: [] };
  const open = '1 address can be unsubscribed by anyone';
  test.each<[string, Parameters<typeof judgeChannels>[0], string, string, string[]]>([
    ['both well', { atMs: NOW - HOUR, channels: [slack, email] }, 'well', 'alerts by slack arrive; alerts by email arrive', []],
    ['well, with a weakness', { atMs: NOW, channels: [{ ...email, notes: [open] }] }, 'well', 'alerts by email arrive', [open]],
    [
      'one lost',
      { atMs: NOW, channels: [{ ...slack, verdict: 'down', sentence: 'Slack: gone.' }, email] },
      'bad',
      'alerts by slack do not arrive; alerts by email arrive',
      ['Slack: gone.'],
    ],
    [
      'one not known',
      { atMs: NOW, channels: [{ ...slack, verdict: 'unknown', sentence: 'Slack: away.' }] },
      'unknown',
      'whether alerts by slack arrive is not known',
      ['Slack: away.'],
    ],
    [
      'looked at too long ago',
      { atMs: NOW - 5 * HOUR, channels: [email] },
      'unknown',
      'not checked for 5 h whether alerts arrive',
      [],
    ],
    ['never looked at', undefined, 'unknown', 'not checked yet whether alerts arrive', []],
  ])('%s', (_title, seen, status, fact, more) =>
    expect({ more: [], ...judgeChannels(seen, NOW) }).toEqual({ status, fact, more }),
  );
});
