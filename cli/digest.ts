import { DIGEST_KINDS, type DigestKind } from '../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import type { Email } from '../functions/shared/message/email.ts';
import { notAsked } from './not-asked.ts';
import { type Outcome, UsageError } from './usage-error.ts';

/** Asks the deployed send-digest for a checklist; the AWS SDK in use, a function in tests. */
export type AskForDigest = (functionName: string, kind: DigestKind) => Promise<Email>;

/** `digest --data DIR`: the same of the monitor on this machine, filled in here from what it wrote. */
export async function digestHereCommand(
  kind: string,
  config: MonitorConfig,
  data: string,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const { digestHere } = await import('./digest-here.ts');
  return digestHere(data, config, environment, (preview) => digestCommand(kind, config, (_name, asked) => preview(asked)));
}

/** `digest [daily|weekly|monthly]`: the checklist as of now, printed and sent to nobody. Exit code 1 when it must be opened. */
export async function digestCommand(kind: string, { slug }: Pick<MonitorConfig, 'slug'>, ask: AskForDigest): Promise<Outcome> {
  if (!DIGEST_KINDS.includes(kind as DigestKind)) throw new UsageError(`digest takes ${DIGEST_KINDS.join(', ')}, not ${kind}`);
  const name = `atlasml-${slug}-send-digest`;
  try {
    const { subject, text } = await ask(name, kind as DigestKind);
    const mustBeOpened = subject.includes(': please check: ');
    const json = { kind, mustBeOpened, subject, text };
    return { text: `${subject}\n\n${text.trimEnd()}`, code: mustBeOpened ? 1 : 0, json };
  } catch (error) {
    const when = ' It is deployed when email or slack is set and a digest is not turned off.';
    return notAsked(`The function ${name}`, error as Error, when);
  }
}
