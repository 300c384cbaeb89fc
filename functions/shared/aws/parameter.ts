import { GetParameterCommand, type Parameter, SSMClient } from '@aws-sdk/client-ssm';
import { awsClient } from './client.ts';

/** Reads a parameter; without decryption a secret one stays encrypted. An empty object where there is none. */
export type ReadParameter = (name: string, withDecryption: boolean) => Promise<Parameter>;

export function parameterReader(client = awsClient(SSMClient)): ReadParameter {
  return async (Name, WithDecryption) => (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter ?? {};
}
