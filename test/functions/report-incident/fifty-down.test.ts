import { expect, test } from 'vitest';
import { healthMetrics } from '../../../functions/check-health/metrics.ts';
import { reportIncident } from '../../../functions/report-incident/report.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { renderEmail } from '../../../functions/shared/message/email.ts';
import { renderSlack } from '../../../functions/shared/message/slack.ts';
import type { HealthObservation } from '../../../functions/shared/observation.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { memoryStore, StillClock, TestReceiver, unlimited } from '../../support/fakes.ts';
import { fiftyDown, wellAgain } from './fifty-down.ts';

const config = resolveConfig({
  endpoints: fiftyDown.observation.endpoints.map(({ endpoint }) => ({ name: endpoint, url: `https://${endpoint}.example.org/` })),
  resolveAfterSeconds: 0,
});
const definitions = alarmsOf(config);

test('fifty endpoints that go down at once are one incident: one message of a begin, and one of its end', async () => {
  const clock = new StillClock();
  const receiver = new TestReceiver('slack');
  let observation: HealthObservation = fiftyDown.observation;
  let failing = 0;
  // One run of the probe saw all of them.
  let probedMs = clock.at - 5_000;
  const state = ({ name, signal: { id, severity }, subject, title }: (typeof definitions)[number]): AlarmState => {
    const isDown = id === 'endpoint-down' && fiftyDown.members.slice(0, failing).some((m) => m.subject === subject);
    return { name, signal: id, severity, title, subject, value: isDown ? 'ALARM' : 'OK', reason: '', sinceMs: clock.at };
  };
  const store = memoryStore();
  const seen = (): HealthObservation => ({ ...observation, atMs: probedMs, published: healthMetrics(observation, []) });
  const run = () =>
    reportIncident(config, {
      alarms: { states: async () => definitions.map(state) },
      store: { ...store, observations: async () => [seen()] },
      configured: definitions,
      within: unlimited,
      receivers: [receiver],
      clock,
      newId: () => 'one',
      links: () => [],
    });
  // CloudWatch evaluates them one by one.
  for (failing of [9, 30, 50, 50]) {
    await run();
    clock.at += 4_000;
  }
  failing = 0;
  observation = wellAgain;
  for (let minute = 0; minute < 2; minute++) {
    clock.at += 60_000;
    probedMs = clock.at - 5_000;
    await run();
  }
  expect(receiver.got.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  expect((await store.archived(9)).map(({ members }) => members.length)).toEqual([50]);
  const [opened] = receiver.got;
  expect(opened?.title).toMatch(
    /^\[DOWN\] AtlasML production: 50 of 200 endpoints down, course-001 gave no answer in time since/,
  );
  for (const message of receiver.got) {
    const { text } = renderEmail(message);
    expect(text.length).toBeLessThan(3_000);
    const { blocks } = renderSlack(message);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3_000);
  }
});
