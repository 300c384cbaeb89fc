import { describe, expect, test } from 'vitest';
import { type AskForDigest, digestCommand } from '../../cli/digest.ts';
import { UsageError } from '../../cli/usage-error.ts';

const CONFIG = { slug: 'test' };
const answering =
  (subject: string): AskForDigest =>
  async (name, kind) => ({ subject, text: `${name} ${kind}\n` });

describe('digest', () => {
  test.each([
    ['daily', '[DAILY] AtlasML test: all well, no need to open', 0],
    ['weekly', '[WEEKLY] AtlasML test: please check: errors', 1],
  ])('%j prints the checklist; the code says whether it must be opened', async (kind, subject, code) => {
    expect(await digestCommand(kind, CONFIG, answering(subject))).toEqual({
      text: `${subject}\n\natlasml-test-send-digest ${kind}`,
      code,
      json: { kind, mustBeOpened: code === 1, subject, text: `atlasml-test-send-digest ${kind}\n` },
    });
  });

  test('a kind that there is not is a wrong command line', async () => {
    await expect(digestCommand('yearly', CONFIG, answering(''))).rejects.toThrow(UsageError);
  });

  test('a function that cannot be asked is unknown, with what to do', async () => {
    const ask = () => Promise.reject(Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' }));
    expect(await digestCommand('daily', CONFIG, ask)).toEqual({
      text: 'The function atlasml-test-send-digest could not be asked (CredentialsProviderError: no credentials)\nSet AWS_PROFILE and AWS_REGION as for the deploy. It is deployed when email or slack is set and a digest is not turned off.',
      code: 3,
      isFailure: true,
    });
  });
});
