import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe } from 'vitest';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

/** Elsewhere the tests invoke the functions; here nobody does but EventBridge Scheduler. */
export function schedules(): void {
  describe('schedules', () => {
    test('the schedules run the checks by themselves, and wake the reporter through its queue', async ({ monitor }) => {
      const store = await monitor.stateStore();
      const since = Date.now();
      // What Lambda hands on when a run of the schedule has ended; the queue keeps it back for twenty seconds.
      const QueueUrl = await monitor.queueUrl('BetweenRuns');
      const MessageBody = JSON.stringify({ responsePayload: { endpoints: [] } });
      await monitor.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      const all = async () => (await store.observations()).filter((o) => o.check !== 'delivery' && o.atMs > since).length === 3;
      await until('a run of each check', all, { seconds: 200 });
      await until('a run between', async () => (await monitor.linesOf('check-health', '"between"', since)).length > 0);
      await until('a wake-up', async () => (await monitor.linesOf('report-incident', 'aws.scheduler', since)).length > 0);
    });
  });
}
