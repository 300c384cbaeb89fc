import { beforeEach, describe, expect, test } from 'vitest';
import { type ReportPorts, reportIncident } from '../../../../functions/report-incident/report.ts';
import type { AskedAgain, EndpointObservation } from '../../../../functions/shared/observation.ts';
import type { AlarmState } from '../../../../functions/shared/signals/alarm-state.ts';
import { alarm, definitionsOf, memoryStore, StillClock, TestReceiver, unlimited } from '../../../support/fakes.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };

describe('the same endpoint asked again while the message is written', () => {
  const answer = (verdict: 'up' | 'down', sentence: string): EndpointObservation => ({
    endpoint: 'health',
    verdict,
    sentence,
    ...(verdict === 'down' && { fault: 'connection-refused' }),
    attempts: 1,
    timings: { totalMs: 3 },
    components: [],
    earlierFaults: [],
  });
  const again = (...what: Parameters<typeof answer>): AskedAgain => ({
    check: 'again',
    atMs: ports.clock.now(),
    endpoints: [answer(...what)],
  });
  const run = () => reportIncident(CONFIG, ports);
  const turned = alarm('endpoint-down', 'ALARM', { subject: 'health' });
  /** Longer ago than a moment's outage lasts. */
  const down = { ...turned, sinceMs: turned.sinceMs - 90_000 };
  let alarms: AlarmState[];
  let asked: number;
  let ports: ReportPorts;
  let email: TestReceiver;

  beforeEach(() => {
    asked = 0;
    const clock = new StillClock();
    const store = memoryStore();
    email = new TestReceiver('email');
    ports = {
      alarms: { states: async () => alarms },
      store,
      configured: definitionsOf([alarm('server-errors', 'OK'), down]),
      within: unlimited,
      receivers: [new TestReceiver('slack'), email],
      clock,
      newId: () => 'i1',
      links: () => [],
    };
    const endpoints = [answer('down', 'The host refused the connection.')];
    store.observations = async () => [{ check: 'health', atMs: clock.at - 20_000, endpoints }];
    ports.askAgain = async () => {
      asked++;
      return again('up', 'HTTP 200 in 41 ms');
    };
  });

  test('stands in the message with its time, and is a witness of the cause', async () => {
    alarms = [down];
    await run();
    const [message] = email.got;
    expect(message?.seen).toContainEqual({ when: '10:00:00', what: 'health', fact: 'asked again: HTTP 200 in 41 ms' });
    expect(message?.short).toBe('a short outage');
    expect(message?.certain).toBe(false);
  });

  test('once for all receivers, and not again while there is nothing to tell', async () => {
    alarms = [down];
    await run();
    await run();
    expect(asked).toBe(1);
  });

  test('a restart that is over before anybody was told of it is not told', async () => {
    alarms = [turned];
    await run();
    alarms = [{ ...turned, value: 'OK' }];
    await run();
    expect(email.got).toEqual([]);
    expect(asked).toBe(1);
  });

  test.each<[string, () => void]>([
    [
      'it answers, and the next run of the probe fails as well',
      () => {
        alarms = [down];
      },
    ],
    [
      'it does not answer any more',
      () => {
        ports.askAgain = async () => again('down', 'HTTP 500; expected 200.');
      },
    ],
    [
      'nobody can ask',
      () => {
        ports.askAgain = () => Promise.reject(new Error('away'));
      },
    ],
  ])('it is told with the next wake-up when %s', async (_title, then) => {
    alarms = [turned];
    await run();
    then();
    await run();
    expect(email.got.map((m) => m.kind)).toEqual(['opened']);
  });

  test('an outage of which it is not known whether it is over is told, after one question', async () => {
    alarms = [turned];
    ports.askAgain = () => {
      asked++;
      return Promise.reject(new Error('no answer in time'));
    };
    await run();
    expect(email.got.map((m) => m.kind)).toEqual(['opened']);
    expect(asked).toBe(1);
  });

  test('it neither joins an incident that is open, nor is its message kept back', async () => {
    alarms = [alarm('server-errors', 'ALARM')];
    await run();
    alarms = [alarm('server-errors', 'ALARM'), turned];
    await run();
    expect(email.got.map((m) => m.kind)).toEqual(['opened']);
    expect((await ports.store.load()).state.incidents[0]?.members.map((m) => m.signal)).toEqual(['server-errors']);
  });

  test.each<[string, AlarmState[]]>([
    ['nothing of its health is in alarm', [alarm('server-errors', 'ALARM')]],
    ['all is well', [alarm('endpoint-down', 'OK', { subject: 'health' })]],
  ])('nobody asks when %s', async (_title, states) => {
    alarms = states;
    await run();
    expect(asked).toBe(0);
  });

  test('when it cannot be asked the message goes out all the same', async () => {
    ports.askAgain = () => Promise.reject(new Error('check-health is away'));
    alarms = [down];
    await run();
    expect(email.got.map((m) => m.kind)).toEqual(['opened']);
    expect(email.got[0]?.seen).toHaveLength(1);
  });
});
