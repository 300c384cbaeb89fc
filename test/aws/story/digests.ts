import { describe, expect } from 'vitest';
import { askForDigest } from '../../../functions/shared/aws/digest-preview.ts';
import { recorded } from '../../support/corpus.ts';
import type { Monitor } from '../support/monitor.ts';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;

/** The checklists, filled in from what the story before left behind. */
export function digests(): void {
  describe('digests', () => {
    // A checklist ends with the last whole minute, so the one in which the newest trouble began must be over.
    test.beforeAll(async ({ monitor }) => {
      const { incidents } = (await (await monitor.stateStore()).load()).state;
      const began = Math.max(...incidents.flatMap(({ members }) => members.map((m) => m.sinceMs)));
      await until('the end of that minute', () => Date.now() >= Math.floor(began / MINUTE_MS + 1) * MINUTE_MS);
      await putRuns(monitor);
    });
    const putRuns = (monitor: Monitor) =>
      monitor.putOwnLogs('check-health', 'check-logs', 'check-memory', 'verify-delivery', 'report-incident');

    const sent = async (kind: string, monitor: Monitor) => {
      expect(await monitor.invoke('send-digest', { kind })).toBeUndefined();
      const tag = `[${kind.toUpperCase()}] AtlasML emulator: `;
      const mail = await until(`the ${kind} digest`, async () => (await monitor.mails()).find((m) => m.subject.startsWith(tag)));
      // The reporter may have told something else meanwhile.
      expect(monitor.slack.headers).toContain(mail.subject);
      return mail;
    };

    test('daily: what happened in the story stands in it, and every item could be found out', async ({ monitor }) => {
      monitor.logs.clear();
      monitor.putLogs(recorded('logs/openai-failing'), 90_000);
      await putRuns(monitor);
      const { subject, text } = await sent('daily', monitor);
      monitor.logs.clear();
      await putRuns(monitor);
      expect(subject).toMatch(/please check: .*errors/);
      expect(text).toMatch(/✖ Health +up \d+(\.\d+)? % of \d+ minutes, of 1,440: the rest was not looked at/);
      expect(text).toMatch(/✖ Errors +8 server errors in \d+ requests/);
      expect(text).toMatch(/^ {4}\d+ × (NEW|since [\d-]+) {2}ERROR atlasml\./m);
      expect(text).toMatch(/Incidents +\d+, /);
      expect(text).not.toContain('not known: ');
    });

    test('weekly: each alarm whose metric never came is named', async ({ monitor }) => {
      const { text } = await sent('weekly', monitor);
      expect(text).toMatch(/Silent signals +\d+ alarms? of \d+ had no data/);
      expect(text).not.toContain('needs ServerErrors');
    });

    test('monthly: the ages of the secrets are read from Parameter Store', async ({ monitor }) => {
      const { text } = await sent('monthly', monitor);
      expect(text).toMatch(/✔ Keys +8 secrets of the monitor, the oldest 0 days old; due after 180/);
    });

    test('asked for from the command line, it is answered and sent to nobody', async ({ monitor }) => {
      const daily = async () => (await monitor.mails()).filter((m) => m.subject.startsWith('[DAILY]')).length;
      const before = await daily();
      const { subject, text } = await askForDigest('atlasml-emulator-send-digest', 'daily', monitor.lambda);
      expect(subject).toMatch(/^\[DAILY\] AtlasML emulator: /);
      expect(text).toMatch(/Health +up /);
      expect(await daily()).toBe(before);
    });

    test('an event that names no digest fails, and says what it must be', async ({ monitor }) => {
      expect(await monitor.invoke('send-digest', { kind: 'yearly' })).toContain('the event must be');
    });
  });
}
