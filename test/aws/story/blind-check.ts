import { describe, expect } from 'vitest';
import { recorded } from '../../support/corpus.ts';
import { test } from '../support/test.ts';
import { until } from '../support/until.ts';

/** A check that cannot see. The alarm about it stays for the five minutes that the emulator looks back. */
export function blindCheck(): void {
  describe('a check that cannot see', () => {
    test('a query that fails is unknown: no count is published, the alarm about the check goes off', async ({ monitor }) => {
      monitor.putLogs(recorded('logs/healthy'));
      monitor.logs.behaviour = 'Failed';
      expect(await monitor.invoke('check-logs')).toBeUndefined();
      const logs = (await (await monitor.stateStore()).observations()).find((o) => o.check === 'logs');
      expect(logs).toMatchObject({ unknown: 'the query ended as Failed' });
      expect(logs?.counts).toBeUndefined();
      await until('the alarm', async () => (await monitor.alarmState('check-unknown-logs')) === 'ALARM');
    });
  });
}
