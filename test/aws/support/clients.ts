import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { REGION } from './cdk.ts';

export type Clients = ReturnType<typeof clientsOf>;

/** The real SDK's clients, at one emulator. */
export function clientsOf(endpoint: string) {
  const emulator = { endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    cloudWatch: new CloudWatchClient(emulator),
    /** The logs of the monitor's own functions; AtlasML's log group is a stand-in. */
    ownLogs: new CloudWatchLogsClient(emulator),
    dynamo: new DynamoDBClient(emulator),
    lambda: new LambdaClient(emulator),
    sns: new SNSClient(emulator),
    sqs: new SQSClient(emulator),
    ssm: new SSMClient(emulator),
  };
}
