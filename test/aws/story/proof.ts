import { describe, expect } from 'vitest';
import type { Monitor } from '../support/monitor.ts';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

/** The proof that alerts arrive. It leaves an alarm behind, so it comes last. */
export function proof(): void {
  describe('proof that alerts arrive', () => {
    const channels = async (monitor: Monitor) => {
      expect(await monitor.invoke('verify-delivery')).toBeUndefined();
      const observation = (await (await monitor.stateStore()).observations()).find((o) => o.check === 'delivery');
      return Object.fromEntries(observation?.channels.map((c) => [c.channel, c]) ?? []);
    };

    test('verify-delivery finds all channels well, and posts nothing', async ({ monitor }) => {
      const before = monitor.slack.headers.length;
      const verdicts = Object.entries(await channels(monitor)).map(([channel, { verdict }]) => `${channel} ${verdict}`);
      expect(verdicts.sort()).toEqual(['email up', 'ntfy up', 'slack up', 'teams up', 'webhook up']);
      expect(monitor.slack.headers.length).toBe(before);
    });

    test('send-test reaches all', async ({ monitor }) => {
      const before = (await monitor.mails()).length;
      const { stdout } = await monitor.sendTest();
      expect(stdout).toMatch(/^(?:(?:slack|teams|ntfy|webhook) +taken after .*\n){4}email +taken after .* by SNS/);
      const mail = await until('the e-mail', async () =>
        (await monitor.mails()).slice(before).find((m) => m.subject.startsWith('[TEST]')),
      );
      expect(mail.text).toContain('Nothing is wrong.');
      expect(monitor.slack.headers.at(-1)).toContain('[TEST]');
    });

    test('the drill goes the way of a real alert and says how long it took', async ({ monitor }) => {
      expect(await monitor.invoke('verify-delivery', { drill: true })).toBeUndefined();
      const mail = await until('the drill', async () => (await monitor.mails()).find((m) => m.subject.startsWith('[DRILL]')));
      expect(mail.subject).toMatch(/^\[DRILL\] AtlasML emulator: alerts arrive, within \d+ s$/);
      await until('it in Slack', () => monitor.slack.headers.some((header) => header.includes('[DRILL]')));
    });

    test('a webhook that somebody removed is told by e-mail', async ({ monitor }) => {
      monitor.slack.dead = true;
      expect((await channels(monitor)).slack).toMatchObject({
        verdict: 'down',
        sentence: expect.stringContaining('HTTP 404 no_service'),
      });
      await until('the alarm', async () => (await monitor.alarmState('channel-lost')) === 'ALARM');
      const mail = await until('the e-mail', async () =>
        (await monitor.mails()).find((m) => /alerts by slack do not arrive/.test(m.text) && !/^\[\w+LY\]/.test(m.subject)),
      );
      expect(mail.text).toContain('store a new one in the parameter /emulator/slack-webhook');
      expect(mail.text).not.toContain('/services/T0');
    });
  });
}
