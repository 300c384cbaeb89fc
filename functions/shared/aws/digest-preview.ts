import type { DigestKind } from '../config/digest-kinds.ts';
import type { Email } from '../message/email.ts';
import { invokeFunction, invoker } from './invoke.ts';

/** The time-out of send-digest is 120 s (lib/function.ts). */
const LONGEST_MS = 125_000;

/** A digest as it would be sent now, without sending it. */
export async function askForDigest(functionName: string, kind: DigestKind, client = invoker(LONGEST_MS)): Promise<Email> {
  return (await invokeFunction<Email>(functionName, { kind, preview: true }, client)) as Email;
}
