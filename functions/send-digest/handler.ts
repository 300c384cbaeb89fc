import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Context } from 'aws-lambda';
import { awsClient } from '../shared/aws/client.ts';
import { deployedSeries } from '../shared/aws/deployed-series.ts';
import { emailReceiversOf } from '../shared/aws/email-receivers.ts';
import { insightsLogSource } from '../shared/aws/log-source.ts';
import { cloudWatchMetricStore } from '../shared/aws/metric-store.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { parameterAges, parameterSecrets } from '../shared/aws/secrets.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { systemClock } from '../shared/clock.ts';
import { DIGEST_KINDS, type DigestKind } from '../shared/config/digest-kinds.ts';
import { receiversOf } from '../shared/delivery/receivers-of.ts';
import { renderEmail } from '../shared/message/email.ts';
import { issueSourceOf } from '../shared/sentry/issue-source-of.ts';
import { composeDigest, sendDigest } from './digest.ts';
import { digestLinks } from './links.ts';

const store = dynamoStateStore(requiredEnv('TABLE_NAME'));
const secrets = parameterSecrets(systemClock);
const services = receiversOf(config, { secrets, clock: systemClock });
const issues = issueSourceOf(config, { secrets, clock: systemClock });
const region = requiredEnv('AWS_REGION');
/** A month of some sixty series, asked for at the same time. */
const LONG_SERIES = { connectMs: 5_000, answerMs: 10_000, totalMs: 25_000 };
const ports = {
  clock: systemClock,
  metrics: deployedSeries(config.slug, systemClock, { cloudWatch: awsClient(CloudWatchClient, LONG_SERIES) }),
  logMetrics: cloudWatchMetricStore(
    config.slug,
    awsClient(CloudWatchClient, { region: config.logs?.region ?? region, ...LONG_SERIES }),
  ),
  ...(config.logs && { logs: insightsLogSource(config.logs, systemClock) }),
  ...(issues && { issues }),
  kinds: store,
  store,
  secrets: parameterAges(),
  // E-mail comes last, so that it can say that the others failed.
  receivers: [
    ...services,
    ...emailReceiversOf(config, requiredEnv('ALERT_TOPIC_ARN'), { clock: systemClock, newId: randomUUID, region }),
  ],
  links: (window: { startMs: number; endMs: number }) => digestLinks(config, region, window),
};

/** @param event `{ kind: 'daily' }`, from the schedule of each digest; with `preview` it is answered and not sent. */
export const handler = (event: { kind?: string; preview?: boolean } | undefined, context: Context) =>
  runFunction<object>('send-digest', context, async () => {
    const kind = event?.kind as DigestKind;
    if (!DIGEST_KINDS.includes(kind)) throw new Error(`the event must be { "kind": "${DIGEST_KINDS.join('" | "')}" }`);
    if (event?.preview === true) return renderEmail(await composeDigest(kind, config, ports));
    return sendDigest(kind, config, ports);
  });
