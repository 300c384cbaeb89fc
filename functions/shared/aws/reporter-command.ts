import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Incident } from '../reporter-state.ts';

interface Answer {
  said?: string;
  incidents?: Incident[];
  errorMessage?: string;
}

/**
 * Asks the deployed reporter, which alone writes its state; the caller needs lambda:InvokeFunction on it and nothing else.
 * @throws Error with the reporter's own words, or AWS's.
 */
async function ask(FunctionName: string, command: object, client = new LambdaClient({})): Promise<Answer> {
  const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(command) }));
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || '{}') as Answer;
  if (FunctionError) throw new Error(answer.errorMessage ?? FunctionError);
  return answer;
}

/** Gives a command and returns what the reporter says it did. */
export async function askReporter(functionName: string, command: object, client?: LambdaClient): Promise<string> {
  const { said = 'The reporter gave no answer.' } = await ask(functionName, command, client);
  return said;
}

/** The open incident and those that ended, the newest first. */
export async function askForIncidents(functionName: string, client?: LambdaClient): Promise<Incident[]> {
  const { incidents = [] } = await ask(functionName, { command: 'incidents' }, client);
  return incidents;
}
