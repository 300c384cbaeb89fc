import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/**
 * Asks the deployed reporter, which alone writes its state; the caller needs lambda:InvokeFunction on it and nothing else.
 * @returns what it says it did.
 * @throws Error with the reporter's own words, or AWS's.
 */
export async function askReporter(FunctionName: string, command: object, client = new LambdaClient({})): Promise<string> {
  const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(command) }));
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || '{}') as { said?: string; errorMessage?: string };
  if (FunctionError || answer.said === undefined) throw new Error(answer.errorMessage ?? 'the reporter gave no answer');
  return answer.said;
}
