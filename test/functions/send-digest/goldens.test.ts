import { describe, test } from 'vitest';
import { fillIn } from '../../../functions/send-digest/checklist.ts';
import { digestLinks } from '../../../functions/send-digest/links.ts';
import { digestMessage } from '../../../functions/send-digest/message.ts';
import type { DigestKind } from '../../../functions/shared/config/digest-kinds.ts';
import { emailChannel } from '../../../functions/verify-delivery/email.ts';
import { expectGoldens } from '../../support/goldens.ts';
import { DAY, HOUR, incidentOf, MINUTE, NOW, World } from './support.ts';

/** Down for ten minutes from here, in the worlds that have trouble. */
const DOWN = NOW - 14 * HOUR;
const whileDown = (at: number) => (at >= DOWN && at < DOWN + 10 * MINUTE ? 0 : 1);

async function steady(world: World, days: number, up: (at: number) => number): Promise<World> {
  await world.gauge('up', { Endpoint: 'health' }, days * DAY, MINUTE, up);
  await world.gauge('componentUp', { Component: 'weaviate' }, days * DAY, MINUTE, up);
  await world.gauge('certificateDaysLeft', { Endpoint: 'health' }, DAY, 10 * MINUTE, () => 61.4);
  return world.gauge('serverErrors', {}, days * DAY, MINUTE, () => 0);
}

/** Each occasion and the goldens it must equal; regenerate on purpose only, with `vitest -u`. */
const occasions: [string, DigestKind, () => Promise<World>][] = [
  [
    'digest-daily-well',
    'daily',
    async () => {
      const world = await steady(new World(), 2, () => 1);
      world.recordings = ['logs/client-errors'];
      return world.gauge('memoryUsedPercent', {}, 8 * DAY, 10 * MINUTE, () => 61);
    },
  ],
  [
    'digest-daily-open',
    'daily',
    async () => {
      const world = await steady(new World({ sentry: { dsnParameter: '/atlasml-monitor/sentry-dsn' } }), 2, whileDown);
      await world.gauge('memoryUsedPercent', {}, 8 * DAY, 10 * MINUTE, (at) => 76 + (1.2 * (at - NOW)) / DAY);
      await world.store.state.archive(
        incidentOf('endpoint-down', 14 * 60, 13 * 60 + 50, { short: 'Weaviate unreachable', worst: 'DOWN' }),
      );
      const { worst: _, short: __, ...silent } = incidentOf('server-errors', 300, 280, { sent: [] });
      await world.store.state.archive(silent);
      world.recordings = ['logs/weaviate-dies', 'logs/openai-failing', 'logs/tricky-bodies'];
      // One kind has been known for days.
      const known =
        'ERROR atlasml.clients.weaviate ❌ Failed to create/update collection Exercise: Connection to Weaviate failed. Details: Collection may not exist.';
      await world.store.firstSeen([known], NOW - 6 * DAY);
      return world;
    },
  ],
  [
    'digest-weekly',
    'weekly',
    async () => {
      const world = await steady(new World({ disk: { source: 'cloudwatch-agent', dimensions: { path: '/' } } }), 14, whileDown);
      await world.gauge('diskUsedPercent', {}, 14 * DAY, HOUR, (at) => 71 + (0.5 * (at - NOW)) / DAY);
      await world.gauge('tookP95', {}, 14 * DAY, HOUR, (at) => (at > NOW - 7 * DAY ? 1.9 : 0.8));
      await world.gauge('responseTime', { Endpoint: 'health' }, 14 * DAY, HOUR, () => 0.041);
      // A burst of errors each day at noon, a dozen of them, and one of forty.
      for (let day = 0; day < 7; day++) {
        const noon = NOW - day * DAY - 19 * HOUR;
        await world.gauge('serverErrors', {}, NOW - noon, MINUTE, (at) =>
          at < noon + 5 * MINUTE ? (day === 3 ? 40 : 12) : undefined,
        );
        await world.store.state.archive(incidentOf('server-errors', (NOW - noon) / MINUTE, (NOW - noon) / MINUTE - 9));
      }
      await world.store.state.saveObservation({
        check: 'delivery',
        atMs: NOW - 20 * MINUTE,
        channels: [
          { channel: 'slack', verdict: 'up', sentence: 'The webhook answers.', notes: [] },
          emailChannel({
            addresses: ['ops@example.org'],
            alerts: {
              subscriptions: [
                { protocol: 'email', endpoint: 'ops@example.org', state: 'confirmed', unsubscribeProtected: false },
              ],
            },
            changes: { subscriptions: [] },
            failedLastHour: 0,
          }),
        ],
      });
      for (let at = NOW - 14 * DAY; at < NOW; at += HOUR)
        world.store.putSample('AWS/Logs', 'IncomingBytes', { LogGroupName: 'atlasml' }, at > NOW - 7 * DAY ? 21e6 : 8e6, at);
      return world;
    },
  ],
  [
    'digest-monthly',
    'monthly',
    async () => {
      const world = await steady(
        new World({
          sentry: { dsnParameter: '/atlasml-monitor/sentry-dsn' },
          endpoints: [
            {
              name: 'health',
              url: 'https://atlas.example.org/api/v1/health/',
              headers: { Authorization: { parameter: '/atlasml-monitor/api-key' } },
            },
          ],
        }),
        30,
        whileDown,
      );
      world.secretAges = { '/atlasml-monitor/slack-webhook': 412, '/atlasml-monitor/sentry-dsn': 12 };
      await world.gauge('memoryUsedPercent', {}, 30 * DAY, HOUR, () => 61);
      await world.store.state.archive(incidentOf('endpoint-down', 14 * 60, 13 * 60 + 50, { worst: 'DOWN' }));
      for (let at = NOW - 20 * DAY; at < NOW; at += HOUR) {
        world.store.putSample('AWS/Logs', 'IncomingBytes', { LogGroupName: 'atlasml' }, 90e6, at);
        for (const name of ['check-health', 'check-logs', 'check-memory', 'report-incident']) {
          const dimensions = { FunctionName: `atlasml-production-${name}` };
          world.store.putSample('AWS/Lambda', 'Duration', dimensions, 60 * 1_200, at);
          world.store.putSample('AWS/Lambda', 'Invocations', dimensions, 60, at);
        }
      }
      return world;
    },
  ],
  ['digest-blind', 'daily', async () => new World({ hideIpAddresses: true })],
];

describe('goldens: does the subject say whether to open it, and the line what to do?', () => {
  test.each(occasions)('%s', async (name, kind, occasion) => {
    const world = await occasion();
    if (name === 'digest-blind') {
      world.store.read = async () => Promise.reject(new Error('Throttling by 10.0.3.7: Rate exceeded'));
      world.recordings = ['logs/none'];
    }
    const scope = world.scope(kind);
    const message = digestMessage(await fillIn(scope, digestLinks(scope.config, 'eu-central-1', scope.window)), scope);
    await expectGoldens(name, message);
  });
});
