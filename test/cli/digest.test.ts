import { describe, expect, test } from 'vitest';
import { type AskForDigest, digestCommand } from '../../cli/digest.ts';
import { UsageError } from '../../cli/usage-error.ts';

const CONFIG = { environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] };
const answering =
  (subject: string): AskForDigest =>
  async (name, kind) => ({ subject, text: `${name} ${kind}\n` });

describe('digest', () => {
  test.each([
    [[], '[DAILY] AtlasML test: all well, no need to open', 'daily', 0],
    [['weekly'], '[WEEKLY] AtlasML test: open this: errors', 'weekly', 1],
  ])('%j prints the checklist; the code says whether it must be opened', async (args, subject, kind, code) => {
    expect(await digestCommand(args, CONFIG, answering(subject))).toEqual({
      text: `${subject}\n\natlasml-test-send-digest ${kind}`,
      code,
    });
  });

  test.each([[['yearly']], [['daily', 'weekly']]])('%j is a wrong command line', async (args) => {
    await expect(digestCommand(args, CONFIG, answering(''))).rejects.toThrow(UsageError);
  });

  test('a function that cannot be asked is unknown, with what to do', async () => {
    const ask = () => Promise.reject(Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' }));
    expect(await digestCommand([], CONFIG, ask)).toEqual({
      text: 'The function atlasml-test-send-digest could not be asked (CredentialsProviderError: no credentials)\nSet AWS_PROFILE and AWS_REGION as for the deploy. It is deployed when email or slack is set and a digest is not turned off.',
      code: 3,
    });
  });
});
