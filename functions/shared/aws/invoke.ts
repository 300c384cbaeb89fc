import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/**
 * Runs a deployed function and returns its answer; the caller needs lambda:InvokeFunction on it and nothing else.
 * @throws Error with the function's own words, or AWS's.
 */
export async function invokeFunction<T extends object>(
  FunctionName: string,
  event: object,
  { client = new LambdaClient({}), longestMs }: { client?: LambdaClient | undefined; longestMs?: number } = {},
): Promise<Partial<T>> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    longestMs === undefined ? {} : { abortSignal: AbortSignal.timeout(longestMs) },
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || '{}') as Partial<T> & { errorMessage?: string };
  if (FunctionError) throw new Error(answer.errorMessage ?? FunctionError);
  return answer;
}
