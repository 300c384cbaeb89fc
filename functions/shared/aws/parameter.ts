import { GetParameterCommand, GetParametersCommand, type Parameter, SSMClient } from '@aws-sdk/client-ssm';
import { MOST_READ_ALONE } from '../config/secrets-of.ts';
import { inBatches } from './batches.ts';
import { awsClient } from './client.ts';
import { fewAtOnce } from './few-at-once.ts';

/** Reads a parameter; without decryption a secret one stays encrypted. An empty object where there is none. */
export type ReadParameter = (name: string, withDecryption: boolean) => Promise<Parameter>;

/** GetParameters takes so many names (its API reference). */
const NAMES_PER_CALL = 10;
/** An account reads 40 times a second: https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const CALLS_AT_ONCE = 5;

interface Asked {
  name: string;
  withDecryption: boolean;
  resolve(parameter: Parameter): void;
  reject(error: Error): void;
}

/** Reads parameters, each by itself; of many that are asked for at the same moment ten by a call. One that cannot be read fails alone. */
export function parameterReader(client = awsClient(SSMClient)): ReadParameter {
  const inTurn = fewAtOnce(CALLS_AT_ONCE);
  let waiting: Asked[] = [];
  const flush = () => {
    const asked = waiting;
    waiting = [];
    if (asked.length <= MOST_READ_ALONE) {
      for (const one of asked) void alone(one);
      return;
    }
    for (const isSecret of [true, false]) {
      const alike = asked.filter(({ withDecryption }) => withDecryption === isSecret);
      for (const batch of inBatches(alike, { most: NAMES_PER_CALL })) void inTurn(() => together(batch, isSecret));
    }
  };

  async function alone({ name: Name, withDecryption: WithDecryption, resolve, reject }: Asked): Promise<void> {
    try {
      resolve((await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter ?? {});
    } catch (error) {
      reject(error as Error);
    }
  }

  async function together(batch: Asked[], WithDecryption: boolean): Promise<void> {
    const Names = [...new Set(batch.map(({ name }) => name))];
    try {
      const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption }));
      for (const { name, resolve, reject } of batch) {
        const found = Parameters.find(({ Name }) => Name === name);
        if (found) resolve(found);
        else reject(Object.assign(new Error(`there is no parameter ${name}`), { name: 'ParameterNotFound' }));
      }
    } catch {
      // One that may not be read, or not be decrypted, fails the whole call.
      for (const one of batch) await alone(one);
    }
  }

  return (name, withDecryption) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ name, withDecryption, resolve, reject });
    });
}
