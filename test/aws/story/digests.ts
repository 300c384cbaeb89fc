import { describe, expect, test } from 'vitest';
import { askForDigest } from '../../../functions/shared/aws/digest-preview.ts';
import { recorded } from '../../support/corpus.ts';
import { invoke, lambda, putLogs, until, wish } from '../support/emulator.ts';
import { mails, slackHeaders } from '../support/told.ts';

/** The checklists, filled in from what the story before left behind. */
export function digests(): void {
  describe('digests', () => {
    const sent = async (kind: string) => {
      expect(await invoke('send-digest', { kind })).toBeUndefined();
      const tag = `[${kind.toUpperCase()}] AtlasML emulator: `;
      const mail = await until(`the ${kind} digest`, async () => (await mails()).find((m) => m.subject.startsWith(tag)));
      // The reporter may have told something else meanwhile.
      expect(await slackHeaders()).toContain(mail.subject);
      return mail;
    };

    test('daily: what happened in the story stands in it, and every item could be found out', async () => {
      // A checklist ends with the last whole minute.
      await wish({ clearLogs: true });
      await putLogs(recorded('logs/openai-failing'), 90_000);
      const { subject, text } = await sent('daily');
      await wish({ clearLogs: true });
      expect(subject).toMatch(/open this: .*errors/);
      expect(text).toMatch(/✖ Health +up \d+(\.\d+)? % of the time/);
      expect(text).toMatch(/✖ Errors +8 server errors in \d+ requests/);
      expect(text).toMatch(/^ {4}\d+ × (NEW|since [\d-]+) {2}ERROR atlasml\./m);
      expect(text).toMatch(/Incidents +\d+, /);
      expect(text).not.toContain('not known: ');
    });

    test('weekly: each alarm whose metric never came is named', async () => {
      const { text } = await sent('weekly');
      expect(text).toMatch(/Silent signals +\d+ alarms? of \d+ had no data/);
      expect(text).not.toContain('needs ServerErrors');
    });

    test('monthly: the age of the secret is read from Parameter Store', async () => {
      const { text } = await sent('monthly');
      expect(text).toMatch(/✔ Keys +1 secret of the monitor, the oldest 0 days old; due after 180/);
    });

    test('asked for from the command line, it is answered and sent to nobody', async () => {
      const daily = async () => (await mails()).filter((m) => m.subject.startsWith('[DAILY]')).length;
      const before = await daily();
      const { subject, text } = await askForDigest('atlasml-emulator-send-digest', 'daily', lambda);
      expect(subject).toMatch(/^\[DAILY\] AtlasML emulator: /);
      expect(text).toMatch(/Health +up /);
      expect(await daily()).toBe(before);
    });

    test('an event that names no digest fails, and says what it must be', async () => {
      expect(await invoke('send-digest', { kind: 'yearly' })).toContain('the event must be');
    });
  });
}
