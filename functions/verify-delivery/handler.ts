import type { Context } from 'aws-lambda';
import { drillStarter } from '../shared/aws/drill-alarm.ts';
import { ownMetricStore } from '../shared/aws/own-metrics.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { parameterSecrets } from '../shared/aws/secrets.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { snsTopicSource } from '../shared/aws/topic-source.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock } from '../shared/clock.ts';
import { drillAlarmName } from '../shared/signals/alarm-definitions.ts';
import { figuresOf } from '../shared/signals/figures.ts';
import { deliveryMetrics, type VerifyPorts, verifyDelivery } from './verify.ts';

const store = dynamoStateStore(requiredEnv('TABLE_NAME'));
const stores = { store, metrics: ownMetricStore(config.slug, 'delivery', { ...config, observations: store.observations }) };
const { ses } = config;
const ports: VerifyPorts = {
  topics: snsTopicSource(),
  metrics: stores.metrics,
  secrets: parameterSecrets(systemClock),
  clock: systemClock,
  alertTopicArn: requiredEnv('ALERT_TOPIC_ARN'),
  changesTopicArn: requiredEnv('CHANGES_TOPIC_ARN'),
  ...(ses && { askSes: async () => (await import('../shared/aws/ses.ts')).askSes(ses) }),
};

const drill = drillStarter(drillAlarmName(config.slug));

/** @param event `{ drill: true }` once a week, from the schedule of the drill. */
export const handler = (event: { drill?: boolean } | undefined, context: Context) =>
  runFunction('verify-delivery', context, async () => {
    if (event?.drill === true) return { drill: await drill() };
    const observation = await verifyDelivery(config, ports);
    const metrics = deliveryMetrics(observation);
    return { ...(await publish(observation, metrics, stores, config)), figures: figuresOf(metrics) };
  });
