import type { Incident } from '../incident/reporter-state.ts';
import { handToFunction, invokeFunction, invoker } from './invoke.ts';

/** The time-out of the reporter is 60 s (lib/function.ts). */
const LONGEST_MS = 65_000;

/** Gives a command to the deployed reporter, which alone writes its state, and returns what it says it did. */
export async function askReporter(functionName: string, command: object, client = invoker(LONGEST_MS)): Promise<string> {
  const { said = 'The reporter gave no answer.' } = await invokeFunction<{ said: string }>(functionName, command, client);
  return said;
}

/** Hands an order to the deployed reporter for whoever cannot wait, such as Slack; it may come twice, and is done once. */
export function handToReporter(functionName: string, order: object, client = invoker(LONGEST_MS)): Promise<void> {
  return handToFunction(functionName, order, client);
}

/** The open incident and those that ended, the newest first. */
export async function askForIncidents(functionName: string, client = invoker(LONGEST_MS)): Promise<Incident[]> {
  const { incidents = [] } = await invokeFunction<{ incidents: Incident[] }>(functionName, { command: 'incidents' }, client);
  return incidents;
}

/** What the deployed reporter and the checks remember, as `remembered` reads it there. */
export function askForStatus<T extends object>(functionName: string, client = invoker(LONGEST_MS)): Promise<Partial<T>> {
  return invokeFunction<T>(functionName, { command: 'status' }, client);
}

/** Lets the deployed reporter send a test through its receivers. Not tried again: what was lost may have been sent. */
export function askForTest<T extends object>(functionName: string, client = invoker(LONGEST_MS, 1)): Promise<Partial<T>> {
  return invokeFunction<T>(functionName, { command: 'send-test' }, client);
}
