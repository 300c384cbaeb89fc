import { secretsOf, secretsOfChannel } from '../../../functions/shared/config/secrets-of.ts';
import { plural } from '../../../functions/shared/text/words.ts';
import { verifyDelivery, verifyService } from '../../../functions/verify-delivery/verify.ts';
import { fail, type Item, NotMade, ok, skip } from '../finding.ts';
import { beatSecret } from '../heartbeat-secret.ts';
import { channelFinding, heartbeatFinding } from '../here/receivers.ts';
import { SERVICES } from '../services.ts';
import type { AwsPorts } from './ports.ts';

const DEPLOY = 'deploy again: npx cdk deploy';

async function topicsOf({ config, topicNamed }: AwsPorts): Promise<{ alerts: string; changes: string } | { missing: string[] }> {
  const names = [`atlasml-${config.slug}-alerts`, `atlasml-${config.slug}-alarm-changes`];
  const [alerts, changes] = await Promise.all(names.map(topicNamed));
  if (alerts !== undefined && changes !== undefined) return { alerts, changes };
  return { missing: names.filter((_, i) => [alerts, changes][i] === undefined) };
}

/** Whether each address is subscribed and has confirmed, and whether alarms may publish. */
export const subscriptions: Item<AwsPorts> = {
  name: 'SNS subscriptions',
  async look(ports) {
    const { config, secrets, clock, topics, metrics } = ports;
    if (config.email.length === 0) throw new NotMade('no e-mail is configured');
    const found = await topicsOf(ports);
    if ('missing' in found) return fail(`there is no topic ${found.missing.join(', ')}`, DEPLOY);
    const { channels } = await verifyDelivery(
      { email: config.email },
      {
        secrets,
        clock,
        topics,
        metrics,
        alertTopicArn: found.alerts,
        changesTopicArn: found.changes,
        ...(ports.askSes && { askSes: ports.askSes }),
      },
    );
    const [email] = channels;
    if (!email) throw new NotMade('no e-mail is configured');
    if (config.ses && email.verdict !== 'up') return channelFinding(email, 'verify the identity of ses.from in the SES console');
    return channelFinding(
      email,
      'click the link in the mail "AWS Notification - Subscription Confirmation", or deploy again for a new one',
    );
  },
};

/** The way from the alarms to the reporter. */
export const changes: Item<AwsPorts> = {
  name: 'alarm changes',
  async look(ports) {
    const found = await topicsOf(ports);
    if ('missing' in found) return fail(`there is no topic ${found.missing.join(', ')}`, DEPLOY);
    const { subscriptions: all } = await ports.topics.state(found.changes);
    const queue = all.find(({ protocol, state }) => protocol === 'sqs' && state === 'confirmed');
    return queue
      ? ok('they reach the queue of the reporter')
      : fail('they do not reach the queue: its subscription was deleted', DEPLOY);
  },
};

export const parameters: Item<AwsPorts> = {
  name: 'parameters',
  async look({ config, secrets }) {
    const names = secretsOf(config);
    if (names.length === 0) throw new NotMade('the configuration names none');
    const read = await Promise.all(
      names.map((name) =>
        secrets.read(name).then(
          () => undefined,
          (error: Error) => ({ name, error }),
        ),
      ),
    );
    const unread = read.filter((one) => one !== undefined);
    const gone = unread.filter(({ error }) => error.name === 'ParameterNotFound' || error.name === 'Error');
    if (gone.length > 0)
      return fail(
        `not there, or empty: ${gone.map(({ name }) => name).join(', ')}`,
        'aws ssm put-parameter --type SecureString --name NAME --value …',
      );
    if (unread.length > 0)
      return skip(`you may not read ${unread.map(({ name, error }) => `${name} (${error.name})`).join(', ')}`);
    return ok(`${plural(names.length, 'secret')} there`);
  },
};

/** One that whoever asks may not read says nothing of the function, which has rights of its own. */
export async function mustBeReadable({ secrets }: AwsPorts, parameter: string): Promise<void> {
  await secrets.read(parameter).catch((error: Error) => {
    if (error.name !== 'ParameterNotFound' && error.name !== 'Error')
      throw new NotMade(`you may not read ${parameter} (${error.name})`);
  });
}

/** Each service that messages may go through, alive or not. */
export const services: Item<AwsPorts>[] = SERVICES.map(({ name, channel, fix }) => ({
  name,
  async look(ports) {
    const { config, secrets, clock } = ports;
    if (!config[channel]) throw new NotMade('not configured');
    for (const parameter of secretsOfChannel(channel, config)) await mustBeReadable(ports, parameter);
    return channelFinding(await verifyService(channel, config, { secrets, clock }), fix);
  },
}));

export const heartbeat: Item<AwsPorts> = {
  name: 'heartbeat',
  async look(ports) {
    const { config, secrets, observations } = ports;
    if (!config.heartbeat)
      throw new NotMade('not configured: a monitor that is dead tells nobody. Set heartbeat (docs/configuration.md)');
    await mustBeReadable(ports, config.heartbeat.urlParameter);
    const wrong = await beatSecret(config.heartbeat.urlParameter, secrets);
    return wrong ?? heartbeatFinding(await observations());
  },
};
