import type { lookup } from 'node:dns';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { beat } from '../../../../functions/shared/delivery/heartbeat.ts';
import { postToSlack } from '../../../../functions/shared/delivery/slack/request.ts';
import { gatedLookup, refuseAddress } from '../../../../functions/shared/http/gate.ts';
import { requestOnce } from '../../../../functions/shared/http/http-client.ts';
import { postJson } from '../../../../functions/shared/http/post-json.ts';
import { secretsOf } from '../../../support/fakes.ts';
import { serve } from '../../../support/servers.ts';

/** Every notation of the same address that a URL takes. */
const METADATA = [
  'http://169.254.169.254/latest/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'https://[64:ff9b::a9fe:a9fe]/',
];

describe('nothing is sent to cloud metadata, whatever a parameter or the configuration holds', () => {
  test.each(METADATA)('%s', async (url) => {
    expect(() => refuseAddress(new URL(url).hostname)).toThrow('where nothing is sent');
    await expect(postJson(url, {})).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
    await expect(postToSlack(url, { headers: {}, body: 'x' })).rejects.toThrow('Slack cannot be reached (TARGET_REFUSED)');
    expect(await beat('/beat', secretsOf({ '/beat': url }))).toEqual({ text: 'failed (TARGET_REFUSED)', known: undefined });
  });

  /** What a resolver would answer, one list after the other. */
  const resolving = (...answers: string[][]) => {
    let asked = 0;
    const resolve = (_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
      callback(
        null,
        (answers[asked++] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    return { lookup: gatedLookup(resolve as unknown as typeof lookup), asked: () => asked };
  };
  const found = (resolver: ReturnType<typeof resolving>, all: boolean) =>
    new Promise((resolve, reject) =>
      resolver.lookup('a.test', { all }, (error, address, family) =>
        error ? reject(error) : resolve(all ? address : [address, family]),
      ),
    );

  test('a name that points there is refused, also as one of several addresses', async () => {
    for (const addresses of [['169.254.169.254'], ['127.0.0.1', '169.254.170.2'], ['::ffff:169.254.169.254']]) {
      for (const all of [true, false])
        await expect(found(resolving(addresses), all)).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
    }
  });

  test('any other name is given as it was asked for', async () => {
    expect(await found(resolving(['127.0.0.1']), false)).toEqual(['127.0.0.1', 4]);
    expect(await found(resolving(['127.0.0.1', '10.0.0.1']), true)).toHaveLength(2);
  });

  test('a name that changes between two look-ups gains nothing: the connection takes what was judged', async () => {
    const origin = await serve((_request, response) => response.end('well'));
    const resolver = resolving(['127.0.0.1'], ['169.254.169.254']);
    const port = Number(new URL(origin).port);
    const socket = connect({ host: 'a.test', port, lookup: resolver.lookup });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(resolver.asked()).toBe(1);
    socket.destroy();
    const again = connect({ host: 'a.test', port, lookup: resolver.lookup });
    await expect(new Promise((resolve, reject) => again.once('connect', resolve).once('error', reject))).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
    });
  });

  test('by a name the request itself goes through the gate', async () => {
    const origin = await serve((_request, response) => response.end('well'));
    const options = { method: 'GET' as const, path: '/' };
    const read = async ({ statusCode }: { statusCode: number }) => statusCode;
    expect(await requestOnce(origin.replace('127.0.0.1', 'localhost'), {}, options, read)).toBe(200);
    const refusing = { connect: { lookup: resolving(['169.254.169.254']).lookup } };
    await expect(requestOnce('http://a.test', refusing, options, read)).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
  });

  test('a redirect there is not followed', async () => {
    const origin = await serve((_request, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end());
    expect((await postJson(origin, {})).status).toBe(307);
  });
});
