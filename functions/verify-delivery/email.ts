import type { ChannelObservation } from '../shared/observation.ts';
import type { Subscription, TopicState } from '../shared/ports.ts';
import { plural } from '../shared/text/words.ts';

/** What is known of the way from an alarm to the mailboxes. */
export interface EmailFacts {
  /** The addresses of the configuration. */
  addresses: string[];
  /** The topic the people subscribe to. */
  alerts: TopicState;
  /** The topic that alarms publish their changes to. */
  changes: TopicState;
  /** Messages that SNS could not deliver in the last hour; undefined when that is not known. */
  failedLastHour: number | undefined;
}

/** Judges the e-mail channel. Pure. */
export function emailChannel(facts: EmailFacts): ChannelObservation {
  const { addresses, alerts, changes, failedLastHour = 0 } = facts;
  const problems = [
    ...addresses.flatMap((address) => addressProblem(address, alerts.subscriptions)),
    ...topicProblems('alerts', alerts),
    ...topicProblems('alarm changes', changes),
    ...(failedLastHour > 0
      ? [`SNS could not deliver ${plural(failedLastHour, 'message')} in the last hour: see the mailbox and its spam filter`]
      : []),
  ];
  const open = alerts.subscriptions.filter((s) => s.protocol === 'email' && s.unsubscribeProtected === false);
  const notes = open.length > 0 ? [`${plural(open.length, 'address', 'addresses')} can be unsubscribed by ${UNPROTECTED}`] : [];
  return problems.length > 0
    ? { channel: 'email', verdict: 'down', sentence: `${problems.join('. ')}.`, notes }
    : { channel: 'email', verdict: 'up', sentence: `${plural(addresses.length, 'address', 'addresses')} confirmed.`, notes };
}

const UNPROTECTED =
  'anyone who has one of the mails: confirm with `aws sns confirm-subscription --authenticate-on-unsubscribe true` to prevent it';

/** Source of the three states: https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html and ListSubscriptionsByTopic. */
function addressProblem(address: string, subscriptions: Subscription[]): string[] {
  const states = subscriptions.filter((s) => s.protocol === 'email' && s.endpoint === address).map((s) => s.state);
  if (states.includes('confirmed')) return [];
  if (states.includes('pending')) {
    return [`${masked(address)} has not confirmed: the mail "AWS Notification - Subscription Confirmation" holds the link`];
  }
  return [`${masked(address)} is no longer subscribed, most likely by the link in a mail: subscribe it again in the SNS console`];
}

/** An address as its owner still knows it: messages also go to channels that others read. */
function masked(address: string): string {
  const [name = '', host = ''] = address.split('@');
  return `${name.slice(0, 2)}… at ${host}`;
}

function topicProblems(what: string, { policy, kmsKeyId }: TopicState): string[] {
  return [
    ...(letsCloudWatchPublish(policy)
      ? []
      : [`the policy of the topic for ${what} does not let CloudWatch publish: deploy again`]),
    // CloudWatch may not use the key that AWS manages; https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    ...(kmsKeyId?.endsWith('alias/aws/sns')
      ? [`the topic for ${what} is encrypted with alias/aws/sns, which CloudWatch may not use: take a key of your own or none`]
      : []),
  ];
}

interface Statement {
  Effect?: string;
  Principal?: { Service?: string | string[] } | string;
  Action?: string | string[];
}

/** An explicit statement for CloudWatch; without a policy of its own SNS's default lets the account's alarms publish. */
export function letsCloudWatchPublish(policy: string | undefined): boolean {
  if (policy === undefined) return true;
  const { Statement: statements } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return [statements ?? []].flat().some(({ Effect, Principal, Action }) => {
    const services = typeof Principal === 'object' ? [Principal.Service ?? []].flat() : [];
    const everybody = Principal === '*' || JSON.stringify(Principal) === '{"AWS":"*"}';
    const actions = [Action ?? []].flat().map((a) => a.toLowerCase());
    return (
      Effect === 'Allow' &&
      (everybody || services.includes('cloudwatch.amazonaws.com')) &&
      actions.some((a) => a === 'sns:publish' || a === 'sns:*' || a === '*')
    );
  });
}
