import type { AskedAgain } from '../observation.ts';
import { invokeFunction, invoker } from './invoke.ts';

/** The probes' own time-out is 5 s; a cold start comes before it. */
const LONGEST_MS = 8_000;

/** Lets check-health ask its endpoints once more: it alone may read their keys, and may stand in a VPC. @throws when it does not answer in time. */
export async function askCheckHealth(
  functionName: string,
  about?: readonly string[],
  client = invoker(LONGEST_MS),
): Promise<AskedAgain> {
  return (await invokeFunction<AskedAgain>(functionName, { again: true, about }, client)) as AskedAgain;
}
