import { expect, test } from 'vitest';
import { ackCommand, silenceCommand } from '../../cli/silence.ts';
import type { Order } from '../../functions/report-incident/command.ts';

const userConfig = { slug: 'production', service: 'AtlasML', environment: 'production' };

/** The commands that would have been sent, by function. */
function listen() {
  const sent: [string, Order][] = [];
  const ask = async (name: string, command: Order) => {
    sent.push([name, command]);
    return 'Done.';
  };
  return { sent, ask };
}

test.each([
  ['10m', 10],
  ['2h', 120],
  ['24h', 1440],
])('--for %s is %i minutes', async (text, minutes) => {
  const { sent, ask } = listen();
  const outcome = await silenceCommand({ for: text, why: 'deploy', by: 'pipeline' }, userConfig, ask);
  expect(outcome).toEqual({
    text: 'AtlasML production: Done.',
    code: 0,
    json: { done: true, said: 'Done.', who: 'AtlasML production' },
  });
  expect(sent).toEqual([['atlasml-production-report-incident', { command: 'silence', minutes, why: 'deploy', by: 'pipeline' }]]);
});

test.each([['25h'], ['10'], ['0m'], ['10s'], ['-5m']])('--for %s is refused', async (text) => {
  await expect(silenceCommand({ for: text, why: 'deploy' }, userConfig, listen().ask)).rejects.toThrow(
    `--for takes minutes or hours up to a day, such as 10m or 2h, not ${text}`,
  );
});

test('a silence needs a reason', async () => {
  await expect(silenceCommand({ for: '10m' }, userConfig, listen().ask)).rejects.toThrow('silence needs --why');
});

test('an end, and an acknowledgement by the user of this machine', async () => {
  const { sent, ask } = listen();
  await silenceCommand({ end: true, by: 'anna' }, userConfig, ask);
  await ackCommand({}, userConfig, ask);
  expect(sent.map(([, command]) => command)).toEqual([
    { command: 'end-silence', by: 'anna' },
    { command: 'ack', by: expect.stringMatching(/.+/) },
  ]);
});

test('a reporter that cannot be asked says why, and what to set', async () => {
  const ask = () => Promise.reject(Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }));
  const { text, code } = await ackCommand({ by: 'anna' }, userConfig, ask);
  expect(code).toBe(3);
  expect(text).toContain('could not be asked (CredentialsProviderError: Could not load credentials)');
  expect(text).toContain('Set AWS_PROFILE and AWS_REGION');
});
