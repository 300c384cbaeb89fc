import { describe, expect } from 'vitest';
import { askReporter } from '../../../functions/shared/aws/reporter-command.ts';
import { test } from '../support/test.ts';

/** What people say to the reporter. */
export function people(): void {
  describe('what a person says', () => {
    test('the reporter obeys, and refuses what it does not know', async ({ monitor }) => {
      expect(
        await askReporter(
          'atlasml-emulator-report-incident',
          { command: 'silence', minutes: 5, why: 'deploy', by: 'anna' },
          monitor.lambda,
        ),
      ).toMatch(/^Silent until .* \(5 min\): deploy\./);
      expect((await (await monitor.stateStore()).load()).state.silence).toMatchObject({ why: 'deploy', by: 'anna' });
      expect(await askReporter('atlasml-emulator-report-incident', { command: 'end-silence', by: 'anna' }, monitor.lambda)).toBe(
        'The silence is over.',
      );
      await expect(
        askReporter('atlasml-emulator-report-incident', { command: 'stop', by: 'anna' }, monitor.lambda),
      ).rejects.toThrow('there is no command "stop"');
    });
  });
}
