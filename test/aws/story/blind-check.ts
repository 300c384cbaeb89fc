import { describe, expect } from 'vitest';
import { recorded } from '../../support/corpus.ts';
import type { Monitor } from '../support/monitor.ts';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

/** A check that cannot see. The alarm about it stays for the five minutes that the emulator looks back. */
export function blindCheck(): void {
  describe('a check that cannot see', () => {
    const seen = async (monitor: Monitor) => (await (await monitor.stateStore()).observations()).find((o) => o.check === 'logs');

    test('while only queries fail the events themselves are counted', async ({ monitor }) => {
      monitor.putLogs(recorded('logs/healthy'));
      monitor.logs.behaviour = 'Failed';
      expect(await monitor.invoke('check-logs')).toBeUndefined();
      const logs = await seen(monitor);
      expect(logs).toMatchObject({
        counts: expect.objectContaining({ lines: expect.any(Number) }),
        notes: [expect.stringContaining('counted without Logs Insights')],
      });
    });

    test('a log that cannot be read is unknown: no count is published, the alarm about the check goes off', async ({
      monitor,
    }) => {
      monitor.putLogs(recorded('logs/healthy'));
      monitor.logs.behaviour = 'Failed';
      monitor.logs.isFilterAway = true;
      expect(await monitor.invoke('check-logs')).toBeUndefined();
      const logs = await seen(monitor);
      expect(logs).toMatchObject({ unknown: expect.stringMatching(/^the query ended as Failed; counting without it: /) });
      expect(logs).not.toHaveProperty('counts');
      await until('the alarm', async () => (await monitor.alarmState('check-unknown')) === 'ALARM');
    });
  });
}
