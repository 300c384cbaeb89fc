import { parseArgs } from 'node:util';
import { DIGEST_KINDS, type DigestKind } from '../functions/shared/config/digest-kinds.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import type { Email } from '../functions/shared/message/email.ts';
import { notAsked } from './not-asked.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** Asks the deployed send-digest for a checklist; the AWS SDK in use, a function in tests. */
export type AskForDigest = (functionName: string, kind: DigestKind) => Promise<Email>;

/** `digest [daily|weekly|monthly]`: the checklist as of now, printed and sent to nobody. Exit code 1 when it must be opened. */
export async function digestCommand(args: string[], userConfig: MonitorConfigInput, ask: AskForDigest): Promise<Outcome> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [kind = 'daily', ...rest] = positionals;
  if (!DIGEST_KINDS.includes(kind as DigestKind) || rest.length > 0)
    throw new UsageError(`digest takes ${DIGEST_KINDS.join(', ')} or nothing, not ${positionals.join(' ')}`);
  const name = `atlasml-${resolveConfig(userConfig).environment}-send-digest`;
  try {
    const { subject, text } = await ask(name, kind as DigestKind);
    return { text: `${subject}\n\n${text.trimEnd()}`, code: subject.includes(': open this: ') ? 1 : 0 };
  } catch (error) {
    const when = ' It is deployed when email or slack is set and a digest is not turned off.';
    return notAsked(`The function ${name}`, error as Error, when);
  }
}
