import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
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
      await until('an incident', async () => (await store.load()).incidents.length > 0);
    });

    test('Slack answers 500 and then 200: e-mail is told once, Slack when it is back', async ({ monitor }) => {
      const { mails, slack } = monitor;
      await until('quiet', async () => (await monitor.wakeReporter()) === undefined);
      const mailsBefore = (await mails()).length;
      const slackBefore = slack.headers.length;
      slack.next = [500, 500, 500, 500];
      monitor.atlasml.answer = 'wrong-key';
      await monitor.invoke('check-health');
      await until('the e-mail', async () => (await mails()).length > mailsBefore);
      expect(slack.headers.length).toBe(slackBefore);
      const failed = await monitor.wakeReporter();
      expect(failed).toContain('Slack answered HTTP 500');
      expect(failed).not.toContain('/services/T0');
      slack.next = [];
      expect(await monitor.wakeReporter()).toBeUndefined();
      await until('Slack', () => slack.headers.length > slackBefore);
      expect((await mails()).length).toBe(mailsBefore + 1);
    });

    test('killed between send and save: Slack is told again rather than e-mail never', async ({ monitor }) => {
      const { lambda, mails, slack } = monitor;
      const FunctionName = 'atlasml-emulator-report-incident';
      // Shorter than the reporter waits for Slack; a cold start must not use it up.
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 4 }));
      await until('a warm start', async () => (await monitor.invoke('report-incident', { command: 'incidents' })) === undefined);
      const store = await monitor.stateStore();
      const { version, incidents } = await store.load();
      // As if nobody had been told yet.
      await store.save({ version, incidents: incidents.map((i) => ({ ...i, told: {} })) });
      const mailsBefore = (await mails()).length;
      const slackBefore = slack.headers.length;
      slack.delayMs = 8000;
      expect(await monitor.wakeReporter()).toMatch(/tim(ed out|eout)/i);
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 60 }));
      slack.delayMs = 0;
      expect(slack.headers.length).toBeGreaterThan(slackBefore);
      expect((await mails()).length).toBe(mailsBefore);
      await until('both', async () => (await monitor.wakeReporter()) === undefined);
      expect(slack.headers.length).toBeGreaterThan(slackBefore + 1);
      expect((await mails()).length).toBeGreaterThan(mailsBefore);
    });

    test('a wake-up whose delivery fails each time ends in the dead-letter queue', async ({ monitor }) => {
      const { sqs } = monitor;
      const QueueUrl = await monitor.queueUrl('WakeUps');
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
      monitor.slack.next = Array(100).fill(500);
      const store = await monitor.stateStore();
      const state = await store.load();
      await store.save({ ...state, incidents: state.incidents.map((i) => ({ ...i, told: {} })) });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
      const dead = await monitor.queueUrl('DeadLetters');
      await until('a dead letter', async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, VisibilityTimeout: 0 }));
        return Messages.some((m) => m.Body === 'hello');
      });
      const { incidents } = await store.load();
      expect(incidents.map((i) => Object.keys(i.told))).toEqual([['email']]);
    });
  });
}
