import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import type { Secrets } from '../../functions/shared/ports.ts';

/** Whom to tell, as the variables of this machine say it; the keys of the configuration that follow from them. */
export interface FromEnvironment {
  keys: Pick<MonitorConfigInput, 'email' | 'smtp' | 'slack' | 'heartbeat' | 'sentry' | 'timezone'>;
  /** By which variables, or files, in words. */
  by: string[];
}

/** Names of secrets; machine-secrets.ts says in which variables and files these stand. */
export const PARAMETERS = {
  webhook: '/atlasml-monitor/slack-webhook',
  bot: '/atlasml-monitor/slack-bot-token',
  password: '/atlasml-monitor/smtp-password',
  heartbeat: '/atlasml-monitor/heartbeat-url',
  sentry: '/atlasml-monitor/sentry-dsn',
} as const;
/** Where others keep it: the variable SMTP_PASSWORD. */
const PLAIN_PASSWORD = '/smtp-password';
const SLACK_HOSTS = /^hooks\.slack(?:-gov)?\.com$/;

/** No secret is kept: whether there is one, and of a webhook the host. @param zone of this machine, such as Europe/Berlin. */
export async function fromEnvironment(environment: NodeJS.ProcessEnv, secrets: Secrets, zone: string): Promise<FromEnvironment> {
  const read = (parameter: string) => secrets.read(parameter).catch(() => undefined);
  const [webhook, bot, ownPassword, plainPassword, heartbeat, sentry] = await Promise.all(
    [PARAMETERS.webhook, PARAMETERS.bot, PARAMETERS.password, PLAIN_PASSWORD, PARAMETERS.heartbeat, PARAMETERS.sentry].map(read),
  );
  const slack = slackOf(environment, webhook, bot);
  const passwordParameter = ownPassword ? PARAMETERS.password : plainPassword ? PLAIN_PASSWORD : undefined;
  const smtp = smtpOf(environment, passwordParameter);
  const email = listOf(environment.ATLASML_MONITOR_EMAIL ?? (smtp && (environment.SMTP_TO ?? smtp.from)));
  return {
    keys: {
      ...(zone !== 'UTC' && { timezone: zone }),
      ...(email.length > 0 && { email }),
      ...(smtp && { smtp }),
      ...(slack && { slack }),
      ...(heartbeat && { heartbeat: { urlParameter: PARAMETERS.heartbeat } }),
      ...(sentry && { sentry: { dsnParameter: PARAMETERS.sentry } }),
    },
    by: [
      ...(email.length > 0 ? [`e-mail to ${email.join(', ')}${smtp ? ` by ${smtp.host}` : ''}`] : []),
      ...(slack ? ['Slack'] : []),
    ],
  };
}

function slackOf(
  environment: NodeJS.ProcessEnv,
  webhook: string | undefined,
  bot: string | undefined,
): MonitorConfigInput['slack'] {
  if (webhook) {
    const host = URL.canParse(webhook) ? new URL(webhook).hostname : '';
    const webhookHosts = host !== '' && !SLACK_HOSTS.test(host) ? [host] : undefined;
    return { webhookParameter: PARAMETERS.webhook, ...(webhookHosts && { webhookHosts }) };
  }
  const channel = environment.ATLASML_MONITOR_SLACK_CHANNEL;
  return bot && channel ? { botTokenParameter: PARAMETERS.bot, channel } : undefined;
}

function smtpOf(environment: NodeJS.ProcessEnv, passwordParameter: string | undefined): MonitorConfigInput['smtp'] {
  const value = (name: string) => environment[`ATLASML_MONITOR_SMTP_${name}`] || environment[`SMTP_${name}`] || undefined;
  const [host, port, user, from = environment.ATLASML_MONITOR_EMAIL?.split(',')[0]?.trim()] = [
    'HOST',
    'PORT',
    'USER',
    'FROM',
  ].map(value);
  if (!host || !from) return undefined;
  const security = securityOf(value('SECURITY'), Number(port));
  return {
    host,
    from,
    ...(port && { port: Number(port) }),
    ...(security && { security }),
    ...(user && passwordParameter && { user, passwordParameter }),
  };
}

/** Port 465 speaks TLS from the first byte on: RFC 8314, 3.3. */
function securityOf(said: string | undefined, port: number): 'starttls' | 'tls' | 'none' | undefined {
  if (said === 'starttls' || said === 'tls' || said === 'none') return said;
  return port === 465 ? 'tls' : undefined;
}

const listOf = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
