import { describe, expect } from 'vitest';
import { test } from '../support/test.ts';

/** What the deployed reporter keeps, and what a person learns of it. */
export function why(): void {
  describe('why', () => {
    test('of a run in which Slack failed, asked by the command line with the rights of the person', async ({ monitor }) => {
      const runs = await (await monitor.runs()).between(Date.now() - 3_600_000, Date.now());
      const failed = runs.findLast((r) => r.failures.some((f) => f.receiver === 'slack'));
      const at = new Date(failed?.atMs ?? 0).toISOString();
      const { stdout } = await monitor.command('why', at, '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        at,
        reason: failed?.reason,
        incident: { resolvedAt: null },
        receivers: expect.arrayContaining([
          { receiver: 'slack', told: [], whyNot: expect.stringContaining('it takes no message: Slack answered HTTP 503') },
        ]),
        alarms: expect.arrayContaining([expect.objectContaining({ state: 'ALARM' })]),
      });
    });
  });
}
