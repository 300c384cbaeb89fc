import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { askAgain } from '../../../functions/check-health/ask-again.ts';
import { askCheckHealth } from '../../../functions/shared/aws/ask-again.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { stubClient } from '../../support/stub-client.ts';

const lambda = stubClient(LambdaClient);
beforeEach(() => lambda.reset());

describe('one more attempt at each endpoint', () => {
  test('each is asked once, without the attempts that confirm', async () => {
    let asked = 0;
    const { body } = recordedAnswer('health-ok');
    const well = await serve((_request, response) => {
      asked++;
      response.end(body);
    });
    const dead = `http://127.0.0.1:${await closedPort()}/`;
    const config = resolveConfig({
      endpoints: [
        { name: 'health', url: well },
        { name: 'dead', url: dead },
      ],
      hideIpAddresses: true,
      network: { allowPrivateTargets: true },
    });
    const clock = new StillClock();
    const again = await askAgain(config, { clock, secrets: secretsOf({}) });
    expect(again.endpoints.map((e) => [e.endpoint, e.verdict, e.attempts])).toEqual([
      ['health', 'up', 1],
      ['dead', 'down', 1],
    ]);
    expect(asked).toBe(1);
    expect(clock.slept).toEqual([]);
    expect(JSON.stringify(again)).not.toContain('127.0.0.1');
  });
});

test('of many those that the message is about, as many as are asked while it waits', async () => {
  const url = await serve((_request, response) => response.end('{"status":"ok"}'));
  const of = (count: number) =>
    resolveConfig({
      endpoints: Array.from({ length: count }, (_, i) => ({ name: `e${i}`, url: `${url}/${i}` })),
      network: { allowPrivateTargets: true },
    });
  const asked = async (count: number, about?: string[]) => {
    const { endpoints } = await askAgain(of(count), { clock: new StillClock(), secrets: secretsOf({}) }, about);
    return endpoints.map(({ endpoint }) => endpoint);
  };
  expect(await asked(20, ['e3'])).toHaveLength(20);
  expect(await asked(21, ['e3', 'e20', 'gone'])).toEqual(['e3', 'e20']);
  expect(
    await asked(
      30,
      Array.from({ length: 25 }, (_, i) => `e${i + 3}`),
    ),
  ).toEqual(Array.from({ length: 20 }, (_, i) => `e${i + 3}`));
  expect(await asked(21)).toHaveLength(20);
});

describe('the reporter lets check-health ask', () => {
  test('and gets its answer', async () => {
    const again = { check: 'again', atMs: 1, endpoints: [] };
    lambda.on(InvokeCommand).resolves({ Payload: Buffer.from(JSON.stringify(again)) as never });
    expect(await askCheckHealth('atlasml-test-check-health', ['health'])).toEqual(again);
    expect(lambda.commandCalls(InvokeCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'atlasml-test-check-health',
      Payload: '{"again":true,"about":["health"]}',
    });
  });

  test('a function that fails gives no witness', async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: Buffer.from('{}') as never });
    await expect(askCheckHealth('atlasml-test-check-health')).rejects.toThrow('Unhandled');
  });
});
