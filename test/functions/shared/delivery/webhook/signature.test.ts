import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signedHeaders, signingKeys } from '../../../../../functions/shared/delivery/webhook/signature.ts';
import { webhookReceiver } from '../../../../../functions/shared/delivery/webhook/webhook.ts';
import { StillClock, secretsOf } from '../../../../support/fakes.ts';
import { serviceStandIn } from '../../../../support/service-stand-in.ts';
import { SIGNING_SECRET } from '../../../../support/services.ts';
import { exampleMessage } from '../../../../support/slack-message.ts';

/** What a receiver does by Standard Webhooks 1.0, "Verifying webhook authenticity", with the library's own tolerance of five minutes. */
function isGenuine(headers: Record<string, unknown>, body: string, secret: string, nowMs: number): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures } = headers;
  if (Math.abs(nowMs / 1000 - Number(seconds)) > 300) return false;
  const own = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return String(signatures).split(' ').includes(`v1,${own}`);
}

test('the example of the specification has its signature', () => {
  const keys = signingKeys('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw') ?? [];
  const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}', keys);
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test.each<[string, string, number | undefined]>([
  ['one key', SIGNING_SECRET, 1],
  ['two while it is changed', `${SIGNING_SECRET} ${SIGNING_SECRET}\n`, 2],
  ['three', `${SIGNING_SECRET} ${SIGNING_SECRET} ${SIGNING_SECRET}`, undefined],
  ['no prefix', SIGNING_SECRET.replace('whsec_', ''), undefined],
  ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`, undefined],
  ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`, undefined],
  ['no base64', 'whsec_$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$', undefined],
  ['nothing', '', undefined],
])('%s', (_title, secret, keys) => {
  expect(signingKeys(secret)?.length).toBe(keys);
});

describe('what a receiver gets', () => {
  const old = `whsec_${Buffer.alloc(32, 'o').toString('base64')}`;

  async function sent(secret: string) {
    const { origin, got } = await serviceStandIn([200]);
    const clock = new StillClock();
    const webhook = { urlParameter: '/url', secretParameter: '/secret' };
    const ports = { secrets: secretsOf({ '/url': `${origin}/x`, '/secret': secret }), clock };
    const receiver = webhookReceiver({ service: 'AtlasML', environment: 'test', webhook }, ports);
    await receiver.deliver(exampleMessage({ story: { incident: 'i1', step: '2.changed' } }));
    const [{ headers = {}, body = '' } = {}] = got;
    return { headers, body, nowMs: clock.now() };
  }

  test('is genuine, and changed, late or signed by another it is not', async () => {
    const { headers, body, nowMs } = await sent(SIGNING_SECRET);
    expect(isGenuine(headers, body, SIGNING_SECRET, nowMs)).toBe(true);
    expect(isGenuine(headers, body.replace('DOWN', 'WARN'), SIGNING_SECRET, nowMs)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-id': 'i1.3.changed' }, body, SIGNING_SECRET, nowMs)).toBe(false);
    expect(isGenuine(headers, body, SIGNING_SECRET, nowMs + 301_000)).toBe(false);
    expect(isGenuine(headers, body, old, nowMs)).toBe(false);
  });

  test('while the secret is changed both are good', async () => {
    const { headers, body, nowMs } = await sent(`${SIGNING_SECRET}\n${old}`);
    expect([SIGNING_SECRET, old].map((secret) => isGenuine(headers, body, secret, nowMs))).toEqual([true, true]);
  });

  test('a copy has the same id, in the header and in the body', async () => {
    const { headers, body } = await sent(SIGNING_SECRET);
    expect(headers['webhook-id']).toBe('i1.2.changed');
    expect(JSON.parse(body).id).toBe('i1.2.changed');
  });
});
