import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { type AnswerKey, answerKeys } from '../../../functions/shared/answers/answer-key.ts';
import { offeredFor } from '../../../functions/shared/answers/offer.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { stubClient } from '../../support/stub-client.ts';

const lambda = stubClient(LambdaClient);
const ssm = stubClient(SSMClient);
const KEY = Buffer.alloc(32, 5).toString('base64');
const keys = answerKeys(KEY) as AnswerKey[];
const answers = { keyParameter: '/key', slackSigningSecretParameter: '/slack' };
vi.stubGlobal(
  'MONITOR_CONFIG',
  resolveConfig({ environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }], answers }),
);
vi.stubEnv('REPORTER', 'atlasml-test-report-incident');
const { handler } = await import('../../../functions/answer/handler.ts');

const logged: string[] = [];
beforeEach(() => {
  lambda.reset();
  ssm.reset();
  logged.length = 0;
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation((line) => void logged.push(line));
  ssm.on(GetParameterCommand).callsFake(async ({ Name }) => ({ Parameter: { Value: Name === '/key' ? KEY : 'slack' } }));
  lambda.onAnyCommand().resolves({ Payload: Buffer.from(JSON.stringify({ said: 'anna has the incident' })) as never });
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

async function token(): Promise<string> {
  const offering = { service: 'test', url: '/', keys: async () => keys, hasSlackButtons: false, newNonce: () => 'n1' };
  const [acknowledge] = await offeredFor({ id: 'i1' }, 'email', Date.now(), offering);
  return acknowledge?.url.split('t=')[1] ?? '';
}
const ask = (method: string, event: Partial<LambdaFunctionURLEvent>) =>
  handler(
    { rawPath: '/answer', ...event, requestContext: { http: { method } } } as LambdaFunctionURLEvent,
    {} as Context,
  ) as Promise<{ statusCode: number; headers: object; body: string }>;

test.each([true, false])('a form is taken, in base64: %s; it orders the reporter and nothing else', async (isBase64Encoded) => {
  const form = new URLSearchParams({ t: await token(), name: 'anna' }).toString();
  const body = isBase64Encoded ? Buffer.from(form).toString('base64') : form;
  const { statusCode, body: page } = await ask('POST', { body, isBase64Encoded });
  expect([statusCode, page.includes('anna has the incident')]).toEqual([200, true]);
  const sent = lambda.commandCalls(InvokeCommand).map(({ args: [command] }) => command.input);
  expect(sent).toEqual([{ FunctionName: 'atlasml-test-report-incident', Payload: expect.any(String) }]);
  expect(JSON.parse(String(sent[0]?.Payload))).toMatchObject({ command: 'answer', incident: 'i1', by: 'anna (email link)' });
});

test('what is only opened orders nothing, and of a request nothing but the status is logged', async () => {
  const t = await token();
  expect((await ask('GET', { rawQueryString: `t=${t}` })).body).toContain('<form');
  expect(await ask('HEAD', { rawQueryString: `t=${t}` })).toMatchObject({ statusCode: 200, body: '' });
  expect((await ask('GET', { rawPath: '/', rawQueryString: `t=${t}` })).statusCode).toBe(404);
  expect((await ask('POST', {})).statusCode).toBe(403);
  expect(lambda.calls()).toHaveLength(0);
  expect(logged.map((line) => JSON.parse(line))).toEqual([200, 200, 404, 403].map((status) => ({ function: 'answer', status })));
});

test('the reporter that cannot be asked: it is said that nothing is known, and the right is not lost', async () => {
  lambda.onAnyCommand().rejects(new Error('AccessDenied: planted'));
  const { statusCode, body } = await ask('POST', { body: new URLSearchParams({ t: await token() }).toString() });
  expect(statusCode).toBe(503);
  expect(`${body}${logged.join('')}`).not.toContain('planted');
});
