import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AskedAgain } from '../observation.ts';

/** The probes' own time-out is 5 s; a cold start comes before it. */
const LONGEST_MS = 8_000;

/** Lets check-health ask its endpoints once more: it alone may read their keys, and may stand in a VPC. @throws when it does not answer in time. */
export async function askCheckHealth(FunctionName: string, client = new LambdaClient({ maxAttempts: 1 })): Promise<AskedAgain> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ again: true }) }),
    { abortSignal: AbortSignal.timeout(LONGEST_MS) },
  );
  if (FunctionError) throw new Error(FunctionError);
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8')) as AskedAgain;
}
