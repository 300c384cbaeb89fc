import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { invoke, lambda, queueUrl, sqs, stateStore, until, wish } from '../support/emulator.ts';
import { mails, slackHeaders, wakeUp } from '../support/told.ts';

/** Receivers that fail, and what becomes of the alert. */
export function failingDelivery(): void {
  describe('delivery that fails', () => {
    test('Slack answers 500 and then 200: e-mail is told once, Slack when it is back', async () => {
      await until('quiet', async () => (await invoke('report-incident', wakeUp)) === undefined);
      const mailsBefore = (await mails()).length;
      const slackBefore = (await slackHeaders()).length;
      await wish({ slackStatuses: [500, 500, 500, 500] });
      await wish({ atlasml: 'wrong-key' });
      await invoke('check-health');
      await until('the e-mail', async () => (await mails()).length > mailsBefore);
      expect((await slackHeaders()).length).toBe(slackBefore);
      const failed = await invoke('report-incident', wakeUp);
      expect(failed).toContain('Slack answered HTTP 500');
      expect(failed).not.toContain('/services/T0');
      await wish({ slackStatuses: [] });
      expect(await invoke('report-incident', wakeUp)).toBeUndefined();
      await until('Slack', async () => (await slackHeaders()).length > slackBefore);
      expect((await mails()).length).toBe(mailsBefore + 1);
    });

    test('killed between send and save: Slack is told again rather than e-mail never', async () => {
      const store = await stateStore();
      const { version, incidents } = await store.load();
      // As if nobody had been told yet.
      await store.save({ version, incidents: incidents.map((i) => ({ ...i, told: {} })) });
      const FunctionName = 'atlasml-emulator-report-incident';
      const mailsBefore = (await mails()).length;
      const slackBefore = (await slackHeaders()).length;
      await wish({ slackDelayMs: 8000 });
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 3 }));
      expect(await invoke('report-incident', wakeUp)).toMatch(/tim(ed out|eout)/i);
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 60 }));
      await wish({ slackDelayMs: 0 });
      expect((await slackHeaders()).length).toBeGreaterThan(slackBefore);
      expect((await mails()).length).toBe(mailsBefore);
      await until('both', async () => (await invoke('report-incident', wakeUp)) === undefined);
      expect((await slackHeaders()).length).toBeGreaterThan(slackBefore + 1);
      expect((await mails()).length).toBeGreaterThan(mailsBefore);
    });

    test('a wake-up whose delivery fails each time ends in the dead-letter queue', async () => {
      const QueueUrl = await queueUrl('WakeUps');
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
      await wish({ slackStatuses: Array(100).fill(500) });
      const store = await stateStore();
      const state = await store.load();
      await store.save({ ...state, incidents: state.incidents.map((i) => ({ ...i, told: {} })) });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
      const dead = await queueUrl('DeadLetters');
      await until('a dead letter', async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, VisibilityTimeout: 0 }));
        return Messages.some((m) => m.Body === 'hello');
      });
      const { incidents } = await store.load();
      expect(incidents.map((i) => Object.keys(i.told))).toEqual([['email']]);
    });
  });
}
