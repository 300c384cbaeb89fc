import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Clock, SecretAges, Secrets } from '../ports.ts';
import { awsClient } from './client.ts';

/** Read again after this long, so that a rotated secret is taken up without a deploy. */
const CACHE_MS = 5 * 60_000;

/** Secrets from SSM Parameter Store, kept in memory only. */
export function parameterSecrets(clock: Clock, client = awsClient(SSMClient)): Secrets {
  const cache = new Map<string, { value: string; untilMs: number }>();
  return {
    async read(parameter) {
      const cached = cache.get(parameter);
      if (cached && cached.untilMs > clock.now()) return cached.value;
      const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
      const value = Parameter?.Value;
      if (!value) throw new Error(`the parameter ${parameter} is empty`);
      cache.set(parameter, { value, untilMs: clock.now() + CACHE_MS });
      return value;
    },
  };
}

/** When parameters were last changed; the value stays encrypted and is not looked at. */
export function parameterAges(client = awsClient(SSMClient)): SecretAges {
  return {
    async changedMs(parameter) {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: false }));
      if (!Parameter?.LastModifiedDate) throw new Error(`the parameter ${parameter} has no date`);
      return Parameter.LastModifiedDate.getTime();
    },
  };
}
