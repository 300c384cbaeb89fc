import { ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

/** Receivers that fail, and what becomes of the alert. */
export function failingDelivery(): void {
  describe('delivery that fails', () => {
    // An incident that stays open meanwhile: the emulator's alarm about a check that cannot see looks back five minutes.
    test.beforeAll(async ({ monitor }) => {
      monitor.logs.behaviour = 'Failed';
      await monitor.invoke('check-logs');
      monitor.calm();
      const store = await monitor.stateStore();
      await until('an incident', async () => (await store.load()).state.incidents.length > 0);
    });

    test('Slack answers 503 and then 200: e-mail is told once, Slack when it is back', async ({ monitor }) => {
      const { mails, slack } = monitor;
      await until('quiet', async () => (await monitor.wakeReporter()) === undefined);
      const mailsBefore = (await mails()).length;
      const slackBefore = slack.headers.length;
      slack.next = [503, 503, 503, 503];
      monitor.atlasml.answer = 'wrong-key';
      await monitor.invoke('check-health');
      await until('the e-mail', async () => (await mails()).length > mailsBefore);
      expect(slack.headers.length).toBe(slackBefore);
      const failed = await monitor.wakeReporter();
      expect(failed).toContain('Slack answered HTTP 503');
      expect(failed).not.toContain('/services/T0');
      slack.next = [];
      expect(await monitor.wakeReporter()).toBeUndefined();
      await until('Slack', () => slack.headers.length > slackBefore);
      expect((await mails()).length).toBe(mailsBefore + 1);
    });

    test('Slack that never answers: the e-mail arrives all the same', async ({ monitor }) => {
      await monitor.forgetTold();
      const mailsBefore = (await monitor.mails()).length;
      monitor.slack.delayMs = 60_000;
      const running = monitor.wakeReporter();
      await until('the e-mail', async () => (await monitor.mails()).length > mailsBefore);
      expect(await running).toContain('not delivered');
      monitor.slack.delayMs = 0;
    });

    test('a wake-up whose delivery fails each time ends in the dead-letter queue', async ({ monitor }) => {
      const { sqs } = monitor;
      const QueueUrl = await monitor.queueUrl('WakeUps');
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
      monitor.slack.next = Array(100).fill(503);
      await monitor.forgetTold();
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
      const dead = await monitor.queueUrl('DeadLetters');
      await until('a dead letter', async () => {
        // Other wake-ups may have died before it.
        const asked = new ReceiveMessageCommand({ QueueUrl: dead, VisibilityTimeout: 0, MaxNumberOfMessages: 10 });
        const { Messages = [] } = await sqs.send(asked);
        return Messages.some((m) => m.Body === 'hello');
      });
      const { receivers } = await (await monitor.stateStore()).load();
      expect(Object.values(receivers).map((r) => [r.receiver, Object.keys(r.told).length > 0])).toEqual(
        expect.arrayContaining([
          ['email', true],
          ['slack', false],
        ]),
      );
    });
  });
}
