import { CloudWatchClient, ListAlarmMuteRulesCommand, type ListAlarmMuteRulesOutput } from '@aws-sdk/client-cloudwatch';
import type { WindowSource } from '../ports.ts';
import { windowOfRule } from '../signals/maintenance.ts';
import { awsClient } from './client.ts';

/**
 * Which planned window is open, by CloudWatch's own mute rules.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
 */
export function muteRuleSource(slug: string, alarmName: string, client = awsClient(CloudWatchClient)): WindowSource {
  return {
    async open() {
      let NextToken: string | undefined;
      do {
        const page: ListAlarmMuteRulesOutput = await client.send(
          new ListAlarmMuteRulesCommand({ AlarmName: alarmName, Statuses: ['ACTIVE'], NextToken }),
        );
        const rules = page.AlarmMuteRuleSummaries ?? [];
        const open = rules.map((rule) => windowOfRule(slug, rule.AlarmMuteRuleArn ?? '')).find(Boolean);
        if (open) return open;
        NextToken = page.NextToken;
      } while (NextToken);
      return undefined;
    },
  };
}
