import type { MonitorConfig } from '../../config/schema.ts';
import { renderWebhook, type WebhookPayload } from '../../message/webhook.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { addressProblem } from '../address-problem.ts';
import { askedHost, down, type Judged } from '../asked-address.ts';
import { DeliveryError, type DeliveryFault } from '../delivery-error.ts';
import { mayHaveArrived, postTo } from '../post-to.ts';
import { retryAfterMs } from '../retry-after.ts';
import { missingSecret, readSecret } from '../secret.ts';
import { sendForms } from '../send-forms.ts';
import { signedHeaders, signingKeys } from './signature.ts';

const NAME = 'Webhook';
const ADDRESS = { example: 'https://hooks.example.org/atlasml' };
const WHAT = { url: 'the address that takes the messages', secret: 'the secret they are signed with' };

type WebhookConfig = Pick<MonitorConfig, 'service' | 'environment'> & { webhook: NonNullable<MonitorConfig['webhook']> };

/** A webhook of one's own: the documented JSON, signed. Any answer 2xx is a delivery; `webhook-id` tells a copy. */
export function webhookReceiver(
  { service, environment, webhook: { urlParameter, secretParameter } }: WebhookConfig,
  { secrets, clock }: { secrets: Secrets; clock: Clock },
): Receiver {
  return {
    name: 'webhook',
    async deliver(message, _thread, { signal } = {}) {
      const url = await readSecret(NAME, secrets, urlParameter, WHAT.url);
      const secret = await readSecret(NAME, secrets, secretParameter, WHAT.secret);
      const keys = signingKeys(secret);
      const problem = addressProblem(url, urlParameter, ADDRESS) ?? (keys ? undefined : noKey(secretParameter));
      if (problem || !keys) throw new DeliveryError(`${NAME}: ${problem}`, 'permanent-config');
      const send = async (payload: unknown) => {
        const body = JSON.stringify(payload);
        const { id } = payload as WebhookPayload;
        const headers = { 'content-type': 'application/json; charset=utf-8', ...signedHeaders(id, clock.now(), body, keys) };
        const { status, retryAfter } = await postTo(NAME, url, { headers, body, signal });
        const fault = faultOf(status);
        return fault && refusal(status, fault, urlParameter, retryAfterMs(retryAfter, clock.now()) ?? undefined);
      };
      await sendForms([renderWebhook(message, { service, environment, atMs: clock.now() })], send, clock);
    },
  };
}

/** Looks at the address and the secret, and whether anything answers there. */
export async function askWebhook(
  { urlParameter, secretParameter }: WebhookConfig['webhook'],
  { secrets }: { secrets: Secrets },
): Promise<Judged> {
  const read = (parameter: string) => secrets.read(parameter).catch(() => undefined);
  const [url, secret] = await Promise.all([read(urlParameter), read(secretParameter)]);
  if (url === undefined) return down(NAME, missingSecret(secrets, urlParameter, WHAT.url));
  if (secret === undefined) return down(NAME, missingSecret(secrets, secretParameter, WHAT.secret));
  const problem = addressProblem(url, urlParameter, ADDRESS) ?? (signingKeys(secret) ? undefined : noKey(secretParameter));
  return problem ? down(NAME, problem) : askedHost(NAME, url);
}

const noKey = (parameter: string) =>
  `the parameter ${parameter} holds no secret to sign with: store whsec_ and 24 to 64 random bytes in base64, such as by echo "whsec_$(openssl rand -base64 32)"`;

/** What an answer means, by the classes of RFC 9110 section 15; undefined for a delivery. */
function faultOf(status: number): DeliveryFault | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 500 || [408, 425, 429].includes(status)) return 'retry';
  return [400, 413, 422].includes(status) ? 'permanent-payload' : 'permanent-config';
}

function refusal(status: number, fault: DeliveryFault, parameter: string, wait: number | undefined): DeliveryError {
  const advice = {
    retry: '',
    'permanent-payload': '; what listens there does not take the JSON of docs/webhook.schema.json',
    'permanent-config':
      status === 401 || status === 403
        ? '; what listens there must know the secret, and check webhook-signature'
        : `; see what the parameter ${parameter} holds`,
  }[fault];
  return new DeliveryError(`${NAME} answered HTTP ${status}${advice}`, fault, {
    retryAfterMs: wait,
    ambiguous: mayHaveArrived(status),
  });
}
