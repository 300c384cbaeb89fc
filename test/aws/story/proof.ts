import { afterAll, describe, expect, test } from 'vitest';
import { alarmState, invoke, sendTest, stateStore, until, wish } from '../support/emulator.ts';
import { mails, slackHeaders } from '../support/told.ts';

/** The proof that alerts arrive. It leaves an alarm behind, so it comes last. */
export function proof(): void {
  describe('proof that alerts arrive', () => {
    afterAll(() => wish({ slackDead: false }));
    const channels = async () => {
      expect(await invoke('verify-delivery')).toBeUndefined();
      const observation = (await (await stateStore()).observations()).find((o) => o.check === 'delivery');
      return Object.fromEntries(observation?.channels.map((c) => [c.channel, c]) ?? []);
    };

    test('verify-delivery finds both channels well, and posts nothing', async () => {
      await wish({ slackStatuses: [] });
      const before = (await slackHeaders()).length;
      expect(await channels()).toMatchObject({ email: { verdict: 'up' }, slack: { verdict: 'up' } });
      expect((await slackHeaders()).length).toBe(before);
    });

    test('send-test reaches both', async () => {
      const before = { mails: (await mails()).length, slack: (await slackHeaders()).length };
      const { stdout } = await sendTest();
      expect(stdout).toMatch(/^slack {2}taken after .*\nemail {2}taken after .* by SNS/);
      const [mail] = await until('the e-mail', async () =>
        (await mails()).slice(before.mails).filter((m) => m.subject.startsWith('[TEST]')),
      );
      expect(mail?.text).toContain('Nothing is wrong.');
      expect((await slackHeaders()).at(-1)).toContain('[TEST]');
    });

    test('the drill goes the way of a real alert and says how long it took', async () => {
      expect(await invoke('verify-delivery', { drill: true })).toBeUndefined();
      const mail = await until('the drill', async () => (await mails()).find((m) => m.subject.startsWith('[DRILL]')));
      expect(mail.subject).toMatch(/^\[DRILL\] AtlasML emulator: alerts arrive, within \d+ s$/);
      await until('it in Slack', async () => (await slackHeaders()).some((header) => header.includes('[DRILL]')));
    });

    test('a webhook that somebody removed is told by e-mail', async () => {
      await wish({ slackDead: true });
      expect((await channels()).slack).toMatchObject({
        verdict: 'down',
        sentence: expect.stringContaining('HTTP 404 no_service'),
      });
      await until('the alarm', async () => (await alarmState('channel-lost-slack')) === 'ALARM');
      const mail = await until('the e-mail', async () =>
        (await mails()).find((m) => /alerts by slack do not arrive/.test(m.text) && !/^\[\w+LY\]/.test(m.subject)),
      );
      expect(mail.text).toContain('store a new one in the parameter /emulator/slack-webhook');
      expect(mail.text).not.toContain('/services/T0');
    });
  });
}
