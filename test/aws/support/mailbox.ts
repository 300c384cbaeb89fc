import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';

export interface Email {
  subject: string;
  text: string;
}

/** Gives every e-mail so far. */
export type Mailbox = () => Promise<Email[]>;

/** A queue at the topic that the people subscribe to; it gets what an e-mail address would. */
export async function openMailbox(topic: string, { sns, sqs }: Pick<Clients, 'sns' | 'sqs'>): Promise<Mailbox> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mailbox' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  const got: Email[] = [];
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body, ReceiptHandle } of Messages) {
      const { Subject, Message } = JSON.parse(Body ?? '{}') as { Subject: string; Message: string };
      // Alarms about the monitor itself go to the same topic without the reporter; their text is CloudWatch's JSON.
      if (!Subject.startsWith('ALARM: "')) got.push({ subject: Subject, text: Message });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return got;
  };
}
