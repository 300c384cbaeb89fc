import { describe, expect, test } from 'vitest';
import { askReporter } from '../../../functions/shared/aws/reporter-command.ts';
import { lambda, stateStore, wish } from '../support/emulator.ts';

/** What people say to the reporter. */
export function people(): void {
  describe('what a person says', () => {
    test('the reporter obeys, and refuses what it does not know', async () => {
      await wish({ slackStatuses: [] });
      expect(
        await askReporter(
          'atlasml-emulator-report-incident',
          { command: 'silence', minutes: 5, why: 'deploy', by: 'anna' },
          lambda,
        ),
      ).toMatch(/^Silent until .* \(5 min\): deploy\./);
      expect((await (await stateStore()).load()).silence).toMatchObject({ why: 'deploy', by: 'anna' });
      expect(await askReporter('atlasml-emulator-report-incident', { command: 'end-silence', by: 'anna' }, lambda)).toBe(
        'The silence is over.',
      );
      await expect(askReporter('atlasml-emulator-report-incident', { command: 'stop', by: 'anna' }, lambda)).rejects.toThrow(
        'there is no command "stop"',
      );
    });
  });
}
