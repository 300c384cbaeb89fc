import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { awsClient } from './client.ts';

/**
 * Sets the alarm off; CloudWatch runs its actions and soon finds that it is well.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export function drillStarter(AlarmName: string, client = awsClient(CloudWatchClient)): () => Promise<'started'> {
  return async () => {
    await client.send(
      new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'The weekly drill of AtlasML Monitor.' }),
    );
    return 'started';
  };
}
