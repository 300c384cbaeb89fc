import type { Incident } from '../incident/reporter-state.ts';
import { invokeFunction, invoker } from './invoke.ts';

/** The time-out of the reporter is 60 s (lib/function.ts). */
const LONGEST_MS = 65_000;

/** Gives a command to the deployed reporter, which alone writes its state, and returns what it says it did. */
export async function askReporter(functionName: string, command: object, client = invoker(LONGEST_MS)): Promise<string> {
  const { said = 'The reporter gave no answer.' } = await invokeFunction<{ said: string }>(functionName, command, client);
  return said;
}

/** The open incident and those that ended, the newest first. */
export async function askForIncidents(functionName: string, client = invoker(LONGEST_MS)): Promise<Incident[]> {
  const { incidents = [] } = await invokeFunction<{ incidents: Incident[] }>(functionName, { command: 'incidents' }, client);
  return incidents;
}

/** Asks the deployed reporter something that changes nothing it remembers, and returns its whole answer. */
export function askDeployed<T extends object>(
  functionName: string,
  command: 'status' | 'send-test',
  client = invoker(LONGEST_MS),
): Promise<Partial<T>> {
  return invokeFunction<T>(functionName, { command }, client);
}
