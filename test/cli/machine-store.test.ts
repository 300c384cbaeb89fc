import { expect, test } from 'vitest';
import { digestHereCommand } from '../../cli/digest.ts';
import { incidentListCommand, incidentShowCommand } from '../../cli/incident/command.ts';
import { withIncidentsHere } from '../../cli/incident/here.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { TurningClock } from '../support/turning-clock.ts';
import { folder, switched, watched } from './status/support.ts';

const NO_DIGESTS = { daily: false, weekly: false, monthly: false };

test('incidents and checklists of this machine are read while its monitor writes them, by the same functions', async () => {
  let isWell = true;
  const endpoints = await switched(() => isWell);
  const input = { environment: 'test', endpoints, digests: NO_DIGESTS };
  const config = resolveConfig(input);
  const directory = folder();
  // A checklist is of the day that ends now.
  const clock = new TurningClock(20, Date.now() - 10 * 60_000);
  const isTold = (lines: string[]) => {
    if (lines.some((line) => line.includes('-> OK'))) isWell = false;
    return lines.some((line) => line.includes('[DOWN]'));
  };
  const [list, shown, digest] = await watched(input, { directory, clock }, isTold, () =>
    Promise.all([
      withIncidentsHere(directory, config, clock.now(), (ports) => incidentListCommand(config, ports)),
      withIncidentsHere(directory, config, clock.now(), (ports) => incidentShowCommand({ markdown: true }, config, ports)),
      digestHereCommand('daily', config, directory, {}),
    ]),
  );
  expect(list).toMatchObject({ code: 0, text: expect.stringMatching(/^[0-9a-f]{8} {2}.* {2}still open .*DOWN/) });
  expect(shown.text).toMatch(/^# Incident .*\n\n- Service: AtlasML test\n/);
  expect(shown.text).toContain('\n## Cause\n');
  expect(digest.text).toMatch(/^\[DAILY\] AtlasML test: please check: .*health/);
  expect(digest.text).toContain('✖ Health');
  expect(digest.code).toBe(1);
});

test('where no monitor ever wrote there is no result, and it is said how to start one', async () => {
  const config = resolveConfig({ environment: 'test', endpoints: [{ name: 'health', url: 'http://127.0.0.1:1/' }] });
  const directory = folder();
  for (const outcome of [
    await withIncidentsHere(directory, config, 0, (ports) => incidentListCommand(config, ports)),
    await digestHereCommand('daily', config, directory, {}),
  ]) {
    expect(outcome).toMatchObject({ code: 3, isFailure: true });
    expect(outcome.text).toContain(`npx atlasml-monitor watch --data ${directory}`);
  }
});
