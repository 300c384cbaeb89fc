import type { MonitorConfig } from '../../config/schema.ts';
import { renderNtfy, renderNtfyPlain } from '../../message/ntfy.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { addressProblem, hostOf } from '../address-problem.ts';
import { down, type Judged, unknown, up } from '../asked-address.ts';
import { DeliveryError } from '../delivery-error.ts';
import { postTo } from '../post-to.ts';
import { missingSecret, readSecret } from '../secret.ts';
import { sendForms } from '../send-forms.ts';
import { classifyNtfy } from './answer.ts';

const NAME = 'ntfy';
const WHAT = { topic: 'the address of the topic', token: 'an access token' };
const ADDRESS = { example: 'https://ntfy.sh/ and the name of the topic' };

type NtfyConfig = NonNullable<MonitorConfig['ntfy']>;
interface Ports {
  secrets: Secrets;
  clock: Clock;
}

/** ntfy: a notification for each change, in the topic whose address the parameter holds. */
export function ntfyReceiver({ topicParameter, tokenParameter }: NtfyConfig, { secrets, clock }: Ports): Receiver {
  return {
    name: 'ntfy',
    async deliver(message, _thread, { signal } = {}) {
      const url = await readSecret(NAME, secrets, topicParameter, WHAT.topic);
      const problem = topicProblem(url, topicParameter);
      if (problem) throw new DeliveryError(`${NAME}: ${problem}`, 'permanent-config');
      const token = tokenParameter && (await readSecret(NAME, secrets, tokenParameter, WHAT.token));
      if (token && !isToken(token)) throw new DeliveryError(`${NAME}: ${noToken(tokenParameter)}`, 'permanent-config');
      const { origin, topic } = partsOf(url);
      const send = async (payload: unknown) => {
        const headers = { 'content-type': 'application/json; charset=utf-8', ...authorization(token) };
        const answer = await postTo(NAME, `${origin}/`, { headers, body: JSON.stringify(payload), signal });
        return classifyNtfy(answer, { topicParameter, tokenParameter }, clock.now());
      };
      await sendForms([renderNtfy(message, topic), renderNtfyPlain(message, topic)], send, clock);
    },
  };
}

/**
 * Asks whether the topic may be read with the token, which changes nothing; who may write may mostly read, and a token that may only write is
 * not known to be wrong. Source: `/TOPIC/auth` in ntfy's server.go, which its own web app asks.
 */
export async function askNtfy({ topicParameter, tokenParameter }: NtfyConfig, { secrets, clock }: Ports): Promise<Judged> {
  const read = (parameter: string) => secrets.read(parameter).catch(() => undefined);
  const url = await read(topicParameter);
  if (url === undefined) return down(NAME, missingSecret(secrets, topicParameter, WHAT.topic));
  const problem = topicProblem(url, topicParameter);
  if (problem) return down(NAME, problem);
  const token = tokenParameter && (await read(tokenParameter));
  if (tokenParameter && token === undefined) return down(NAME, missingSecret(secrets, tokenParameter, WHAT.token));
  if (tokenParameter && token && !isToken(token)) return down(NAME, noToken(tokenParameter));
  const { origin, topic } = partsOf(url);
  try {
    const answer = await postTo(NAME, `${origin}/${topic}/auth`, { method: 'GET', headers: authorization(token) });
    if (answer.status === 200 && /"success"\s*:\s*true/.test(answer.body)) return up(`ntfy: ${hostOf(url)} knows the topic.`);
    if (answer.status === 403)
      return unknown(NAME, `${hostOf(url)} does not let us read the topic; \`send-test\` shows whether it takes messages`);
    const failure = classifyNtfy(answer, { topicParameter, tokenParameter }, clock.now());
    return failure?.fault === 'permanent-config'
      ? down(NAME, failure.message)
      : unknown(NAME, failure?.message ?? 'it gave an unknown answer');
  } catch (error) {
    return unknown(NAME, (error as Error).message);
  }
}

const authorization = (token: string | undefined): Record<string, string> =>
  token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };

/** What a header can carry. */
const isToken = (text: string) => /^[\x21-\x7e]{1,200}$/.test(text);
const noToken = (parameter: string) => `the parameter ${parameter} holds no access token; store one that begins with tk_`;

/** The rule for names of topics: https://docs.ntfy.sh/publish/ and `topicRegex` in ntfy's server.go. */
const TOPIC = /^\/([-_A-Za-z0-9]{1,64})\/?$/;

function topicProblem(url: string, parameter: string): string | undefined {
  const problem = addressProblem(url, parameter, ADDRESS);
  if (problem) return problem;
  return TOPIC.test(new URL(url).pathname)
    ? undefined
    : `the parameter ${parameter} holds no topic of ntfy; store its address there, ${ADDRESS.example}`;
}

function partsOf(url: string): { origin: string; topic: string } {
  const { origin, pathname } = new URL(url);
  return { origin, topic: TOPIC.exec(pathname)?.[1] ?? '' };
}
