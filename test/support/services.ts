import { ntfyReceiver } from '../../functions/shared/delivery/ntfy/ntfy.ts';
import { pagerdutyReceiver } from '../../functions/shared/delivery/pagerduty/pagerduty.ts';
import { teamsReceiver } from '../../functions/shared/delivery/teams/teams.ts';
import { webhookReceiver } from '../../functions/shared/delivery/webhook/webhook.ts';
import type { Receiver } from '../../functions/shared/ports.ts';
import { type StillClock, secretsOf } from './fakes.ts';
import type { Answer } from './service-stand-in.ts';

/** A secret to sign with. */
export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`;
export const ROUTING_KEY = 'p1anted0secret0routing0key000000';

/** A service but Slack, as tests of all receivers need it. */
export interface Service {
  /** Its name in errors. */
  name: string;
  /** How it says that it took a message, by its documentation. */
  taken: Answer;
  /** Secrets by their parameters; none of them may stand in an error. */
  secrets(origin: string): Record<string, string>;
  receiver(secrets: Record<string, string>, clock: StillClock, origin: string): Receiver;
}

const who = { service: 'AtlasML', environment: 'test', slug: 'test' };

export const SERVICES: Record<string, Service> = {
  teams: {
    name: 'Teams',
    taken: [202],
    secrets: (origin) => ({ '/teams': `${origin}/workflows/planted0secret/triggers/manual/paths/invoke?sig=planted-signature` }),
    receiver: (secrets, clock) =>
      teamsReceiver({ webhookParameter: '/teams', webhookHosts: ['127.0.0.1'] }, { secrets: secretsOf(secrets), clock }),
  },
  pagerduty: {
    name: 'PagerDuty',
    taken: [202, '{"status":"success","message":"Event processed","dedup_key":"k"}'],
    secrets: () => ({ '/pagerduty': ROUTING_KEY }),
    receiver: (secrets, clock, origin) =>
      pagerdutyReceiver(
        { ...who, pagerduty: { routingKeyParameter: '/pagerduty', region: 'us' } },
        { secrets: secretsOf(secrets), clock, enqueueUrl: `${origin}/v2/enqueue` },
      ),
  },
  ntfy: {
    name: 'ntfy',
    taken: [200, '{"id":"hwQ2YpKdmg","time":1,"event":"message","topic":"planted_topic","message":"m"}'],
    secrets: (origin) => ({ '/topic': `${origin}/planted_topic`, '/token': 'tk_planted0secret' }),
    receiver: (secrets, clock) =>
      ntfyReceiver({ topicParameter: '/topic', tokenParameter: '/token' }, { secrets: secretsOf(secrets), clock }),
  },
  webhook: {
    name: 'Webhook',
    taken: [204],
    secrets: (origin) => ({ '/url': `${origin}/planted0path?key=planted0secret`, '/secret': SIGNING_SECRET }),
    receiver: (secrets, clock) =>
      webhookReceiver(
        { ...who, webhook: { urlParameter: '/url', secretParameter: '/secret' } },
        { secrets: secretsOf(secrets), clock },
      ),
  },
};
