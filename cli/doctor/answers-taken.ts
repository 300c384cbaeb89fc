import { answerKeys, KEY_WORDS } from '../../functions/shared/answers/answer-key.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { postTo } from '../../functions/shared/delivery/post-to.ts';
import type { Secrets } from '../../functions/shared/ports.ts';
import { type Finding, fail, ok } from './finding.ts';

type Answers = NonNullable<MonitorConfig['answers']>;

/** What is wrong with the secrets by which answers are known to be genuine, which nobody shows; undefined where nothing is. */
export async function answerSecrets(
  { keyParameter, slackSigningSecretParameter: slack }: Answers,
  secrets: Secrets,
): Promise<Finding | undefined> {
  const how = (parameter: string) => secrets.howToGive?.(parameter) ?? `store it as a SecureString in the parameter ${parameter}`;
  const key = await secrets.read(keyParameter).catch(() => undefined);
  if (key === undefined) return fail('the key that links are signed with cannot be read', how(keyParameter));
  if (!answerKeys(key))
    return fail('the key that links are signed with is not valid', `the parameter ${keyParameter} must hold ${KEY_WORDS}`);
  if (slack === undefined || (await secrets.read(slack).catch(() => undefined))) return undefined;
  return fail("the signing secret of Slack's app cannot be read", how(slack));
}

/**
 * Whether whoever takes answers is there, by a question without a right: it is refused in our words. @param url ends with a slash.
 * @param fix what to do where it is not.
 */
export async function answersTaken(url: string, { slackSigningSecretParameter }: Answers, fix: string): Promise<Finding> {
  const { status, body } = await postTo('answers', `${url}answer`, { method: 'GET', headers: {} });
  if (status !== 403 || !body.includes('This link is not good'))
    return fail(`${new URL(url).host} answers HTTP ${status}, but not like this monitor`, fix);
  return ok(
    `taken at ${new URL(url).host}${slackSigningSecretParameter === undefined ? ', by links' : ', by links and buttons of Slack'}`,
  );
}
