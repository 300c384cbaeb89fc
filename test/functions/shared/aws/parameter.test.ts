import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, test } from 'vitest';
import { parameterReader } from '../../../../functions/shared/aws/parameter.ts';
import { parameterSecrets } from '../../../../functions/shared/aws/secrets.ts';
import { StillClock } from '../../../support/fakes.ts';
import { stubClient } from '../../../support/stub-client.ts';

const ssm = stubClient(SSMClient);
beforeEach(() => ssm.reset());
const named = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));

describe('GetParameters: 10 names a call', () => {
  const read = (count: number) => {
    const parameter = parameterReader();
    return Promise.allSettled(named(count, (i) => parameter(`/${i}`, true)));
  };
  const values = (ends: Awaited<ReturnType<typeof read>>) =>
    ends.map((end) => (end.status === 'fulfilled' ? end.value.Value : end.reason.name));
  const stored = ({ Names = [] as string[] }) => ({ Parameters: Names.map((Name) => ({ Name, Value: `of ${Name}` })) });

  test.each([
    [9, 9, []],
    [10, 10, []],
    [11, 0, [10, 1]],
    [200, 0, Array(20).fill(10)],
  ])('%i parameters', async (count, alone, calls) => {
    ssm.on(GetParameterCommand).callsFake(({ Name }) => ({ Parameter: { Value: `of ${Name}` } }));
    ssm.on(GetParametersCommand).callsFake(stored);
    expect(values(await read(count))).toEqual(named(count, (i) => `of /${i}`));
    expect(ssm.commandCalls(GetParameterCommand).length).toBe(alone);
    expect(ssm.commandCalls(GetParametersCommand).map((call) => call.args[0].input.Names?.length)).toEqual(calls);
  });

  test('one that is missing, or may not be read, fails alone', async () => {
    ssm.on(GetParametersCommand).callsFake(({ Names }) => {
      if (Names.includes('/3')) throw Object.assign(new Error(), { name: 'AccessDeniedException' });
      return stored({ Names: Names.filter((name: string) => name !== '/11') });
    });
    ssm.on(GetParameterCommand).callsFake(({ Name }) => {
      if (Name === '/3') throw Object.assign(new Error(), { name: 'AccessDeniedException' });
      return { Parameter: { Value: `of ${Name}` } };
    });
    const wrong: Record<number, string> = { 3: 'AccessDeniedException', 11: 'ParameterNotFound' };
    expect(values(await read(12))).toEqual(named(12, (i) => wrong[i] ?? `of /${i}`));
  });

  test('one key of many endpoints is read once, and again after a fault', async () => {
    ssm
      .on(GetParameterCommand)
      .rejectsOnce(new Error('Throttling'))
      .resolves({ Parameter: { Value: 'key' } });
    const secrets = parameterSecrets(new StillClock(), parameterReader());
    const all = () => Promise.allSettled(named(200, () => secrets.read('/key')));
    expect(new Set((await all()).map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect((await all()).map((end) => end.status === 'fulfilled' && end.value)).toEqual(Array(200).fill('key'));
    expect(ssm.commandCalls(GetParameterCommand)).toHaveLength(2);
  });
});
