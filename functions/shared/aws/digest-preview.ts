import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DigestKind } from '../config/digest-kinds.ts';
import type { Email } from '../message/email.ts';
import { invokeFunction } from './invoke.ts';

/** A digest as it would be sent now, without sending it. */
export async function askForDigest(functionName: string, kind: DigestKind, client?: LambdaClient): Promise<Email> {
  return (await invokeFunction<Email>(functionName, { kind, preview: true }, { client })) as Email;
}
