import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClient } from './client.ts';

/**
 * A client for functions that run so long, ms. What is invoked may run twice, for it asks, or says again what it said; else one attempt.
 * The service keeps the connection open and silent until the function has ended.
 */
export function invoker(longestMs: number, attempts = 2): LambdaClient {
  return awsClient(LambdaClient, { answerMs: longestMs, totalMs: longestMs, attempts });
}

/** Hands an event to a deployed function, and does not wait for what comes of it. It may come twice. */
export async function handToFunction(FunctionName: string, event: object, client: LambdaClient): Promise<void> {
  await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
}

/**
 * Runs a deployed function and returns its answer; the caller needs lambda:InvokeFunction on it and nothing else.
 * @throws Error with the function's own words, or AWS's; one named TimeoutError when the client's time is over.
 */
export async function invokeFunction<T extends object>(
  FunctionName: string,
  event: object,
  client: LambdaClient,
): Promise<Partial<T>> {
  const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || '{}') as Partial<T> & { errorMessage?: string };
  if (FunctionError) throw new Error(answer.errorMessage ?? FunctionError);
  return answer;
}
