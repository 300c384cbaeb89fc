import { createHmac } from 'node:crypto';
import { describe, expect } from 'vitest';
import { askReporter } from '../../../functions/shared/aws/reporter-command.ts';
import { SLACK_SECRET } from '../support/monitor.ts';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

/** What people say to the reporter. */
export function people(): void {
  describe('what a person says', () => {
    test('a mail is answered by its link: opened it changes nothing, its form acknowledges, once; Slack by its signature', async ({
      monitor,
    }) => {
      const store = await monitor.stateStore();
      const open = async () => (await store.load()).state.incidents.find((i) => i.resolvedMs === undefined);
      const mail = (await monitor.mails()).findLast(({ text }) => text.includes('Acknowledge: '));
      const link = /Acknowledge: (https:\S+\.lambda-url\.\S+\/answer\?t=\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
      const asked = await fetch(monitor.functionUrl(link));
      expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('<form method="post"')]);
      expect((await open())?.acknowledgedBy).toBeUndefined();

      const t = new URL(link).searchParams.get('t') ?? '';
      const address = monitor.functionUrl(link.slice(0, link.indexOf('?')));
      const send = (form: Record<string, string>) => fetch(address, { method: 'POST', body: new URLSearchParams(form) });
      expect(await (await send({ t, name: 'anna' })).text()).toContain('anna (email link) is on this incident');
      expect((await open())?.acknowledgedBy).toBe('anna (email link)');
      expect(await (await send({ t, name: 'ben' })).text()).toContain('used before');
      expect((await send({ t: `${t.slice(0, -4)}AAAA` })).status).toBe(403);

      const value = `emulator ${(await open())?.id}`;
      const payload = { type: 'block_actions', user: { name: 'carl' }, actions: [{ action_id: 'acknowledge', value }] };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const time = Math.floor(Date.now() / 1000);
      const signature = `v0=${createHmac('sha256', SLACK_SECRET).update(`v0:${time}:${body}`).digest('hex')}`;
      const headers = { 'x-slack-request-timestamp': String(time), 'x-slack-signature': signature };
      expect((await fetch(`${address}/slack`, { method: 'POST', headers, body: `${body}x` })).status).toBe(401);
      expect((await fetch(`${address}/slack`, { method: 'POST', headers, body })).status).toBe(200);
      await until('the answer from Slack', async () => (await open())?.acknowledgedBy === 'carl (Slack)');
    });

    test('the reporter obeys, and refuses what it does not know', async ({ monitor }) => {
      expect(
        await askReporter(
          'atlasml-emulator-report-incident',
          { command: 'silence', minutes: 5, why: 'deploy', by: 'anna' },
          monitor.lambda,
        ),
      ).toMatch(/^Silent until .* \(5 min\): deploy\./);
      expect((await (await monitor.stateStore()).load()).state.silence).toMatchObject({ why: 'deploy', by: 'anna' });
      expect(await askReporter('atlasml-emulator-report-incident', { command: 'end-silence', by: 'anna' }, monitor.lambda)).toBe(
        'The silence is over.',
      );
      await expect(
        askReporter('atlasml-emulator-report-incident', { command: 'stop', by: 'anna' }, monitor.lambda),
      ).rejects.toThrow('there is no command "stop"');
    });
  });
}
