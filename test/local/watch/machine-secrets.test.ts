import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineSecrets, missingSecrets } from '../../../local/watch/machine-secrets.ts';

const PARAMETER = '/atlasml-monitor/smtp-password';
const folder = () => mkdtempSync(join(tmpdir(), 'secrets-'));
const withFile = (content: string) => {
  const directory = folder();
  writeFileSync(join(directory, 'atlasml_monitor_smtp_password'), content);
  return directory;
};

test('a variable, a file of a folder that is named, or one of systemd’s; the variable wins', async () => {
  const environment = { ATLASML_MONITOR_SMTP_PASSWORD: 'from the variable' };
  const directory = withFile('from the file\n');
  const read = (places: Parameters<typeof machineSecrets>[0]) => machineSecrets(places).read(PARAMETER);
  expect(await read({ environment })).toBe('from the variable');
  expect(await read({ environment: {}, directory })).toBe('from the file');
  expect(await read({ environment: { CREDENTIALS_DIRECTORY: directory } })).toBe('from the file');
  expect(await read({ environment, directory })).toBe('from the variable');
});

test('a new secret is taken up at once', async () => {
  const directory = withFile('old');
  const secrets = machineSecrets({ environment: {}, directory });
  expect(await secrets.read(PARAMETER)).toBe('old');
  writeFileSync(join(directory, 'atlasml_monitor_smtp_password'), 'new');
  expect(await secrets.read(PARAMETER)).toBe('new');
});

test('one that is missing or empty is named with both ways to give it', async () => {
  for (const directory of [folder(), withFile('\n')]) {
    const secrets = machineSecrets({ environment: {}, directory });
    expect(await missingSecrets(secrets, [PARAMETER])).toEqual([
      `${PARAMETER}: set the variable ATLASML_MONITOR_SMTP_PASSWORD, or write it into the file ${directory}/atlasml_monitor_smtp_password`,
    ]);
  }
});

test('the age of a file is known, that of a variable is not', async () => {
  const directory = withFile('x');
  utimesSync(join(directory, 'atlasml_monitor_smtp_password'), 1_000_000, 1_000_000);
  expect(await machineSecrets({ environment: {}, directory }).changedMs(PARAMETER)).toBe(1_000_000_000);
  const secrets = machineSecrets({ environment: { ATLASML_MONITOR_SMTP_PASSWORD: 'x' }, directory });
  await expect(secrets.changedMs(PARAMETER)).rejects.toThrow('only a file knows');
});
