import { describe, expect, test } from 'vitest';
import { firstToConnect, inTurns, type Tried, triedText } from '../../../functions/check-health/race.ts';
import { hideAddresses } from '../../../functions/shared/text/hide-addresses.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { swallowingPort } from '../../support/swallowing-port.ts';
import { probe } from './support.ts';

const v4 = (address: string) => ({ address, family: 4 });
const v6 = (address: string) => ({ address, family: 6 });
const named = (origin: string) => origin.replace('127.0.0.1', 'atlas.test');
const WELL = '{"status":"ok"}';

describe('the order of addresses (RFC 8305, 4)', () => {
  test.each([
    [
      'families take turns, beginning with the first',
      [v6('::a'), v6('::b'), v4('1.1.1.1'), v4('1.1.1.2')],
      '::a 1.1.1.1 ::b 1.1.1.2',
    ],
    ['IPv4 begins where the resolver prefers it', [v4('1.1.1.1'), v4('1.1.1.2'), v6('::a')], '1.1.1.1 ::a 1.1.1.2'],
    ['what is left of one family follows', [v4('1.1.1.1'), v6('::a'), v6('::b'), v6('::c')], '1.1.1.1 ::a ::b ::c'],
    ['an address that is given twice is tried once', [v4('1.1.1.1'), v4('1.1.1.1')], '1.1.1.1'],
  ])('%s', (_title, found, order) => {
    expect(
      inTurns(found)
        .map((c) => c.address)
        .join(' '),
    ).toBe(order);
  });
});

describe('all addresses of a name', () => {
  test('U08: the first swallows packets, the second answers: up, and the first is named', async () => {
    const origin = await serve((_request, response) => response.end(WELL));
    await swallowingPort('127.0.0.2', Number(new URL(origin).port));
    const seen = await probe(
      { url: named(origin), timeoutSeconds: 10 },
      { resolve: async () => [v4('127.0.0.2'), v4('127.0.0.1')] },
    );
    expect(seen.verdict).toBe('up');
    expect(seen.sentence).toContain('(note: not all addresses of atlas.test answer: 127.0.0.2 (IPv4): no answer)');
    // The time of the connection that won, without what the first was given.
    expect(seen.timings.connectMs).toBeLessThan(seen.timings.totalMs);
  });

  test('the first refuses, the second answers: up, and the first is named', async () => {
    const origin = await serve((_request, response) => response.end(WELL));
    const seen = await probe({ url: named(origin) }, { resolve: async () => [v4('127.0.0.3'), v4('127.0.0.1')] });
    expect(seen.verdict).toBe('up');
    expect(seen.sentence).toContain('127.0.0.3 (IPv4): refused');
  });

  test('the first answers: nothing is said of the others', async () => {
    const origin = await serve((_request, response) => response.end(WELL));
    const seen = await probe({ url: named(origin) }, { resolve: async () => [v4('127.0.0.1'), v4('127.0.0.3')] });
    expect(seen.sentence).toMatch(/^HTTP 200 in \d+ ms$/);
  });

  test('none answers: each is named with its family and what became of it, or hidden', async () => {
    const url = `http://atlas.test:${await closedPort()}/`;
    const seen = await probe({ url }, { resolve: async () => [v6('::1'), v4('127.0.0.1')] });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'connection-refused' });
    expect(seen.sentence).toMatch(
      /^atlas\.test refused the connection: nothing listens on that port\. Tried: ::1 \(IPv6\): .+; 127\.0\.0\.1 \(IPv4\): refused\.$/,
    );
    expect(hideAddresses(seen).sentence).toMatch(/Tried: \[address\] \(IPv6\): .+; \[address\] \(IPv4\): refused\.$/);
  });

  test('all swallow packets: no answer in time, in the phase "connection", with each address', async () => {
    const port = await closedPort();
    await Promise.all([swallowingPort('127.0.0.2', port), swallowingPort('127.0.0.3', port)]);
    const seen = await probe(
      { url: `http://atlas.test:${port}/`, timeoutSeconds: 0.6 },
      { resolve: async () => [v4('127.0.0.2'), v4('127.0.0.3')] },
    );
    expect(seen).toMatchObject({ verdict: 'down', fault: 'timeout' });
    expect(seen.timings.connectMs).toBeUndefined();
    expect(seen.sentence).toContain(
      'timeout in the phase "connection". Tried: 127.0.0.2 (IPv4): no answer; 127.0.0.3 (IPv4): no answer.',
    );
  });

  test('a name without an address is a fault of DNS', async () => {
    const seen = await probe({ url: 'http://atlas.test/' }, { resolve: async () => [] });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'dns-failed' });
    expect(seen.sentence).toContain('atlas.test has no address');
  });
});

describe('the race', () => {
  /** A connection that is settled by hand. */
  class Hand {
    readonly started: string[] = [];
    readonly destroyed: string[] = [];
    readonly #ends = new Map<string, { resolve(): void; reject(code: string): void }>();
    readonly signals = new Map<string, AbortSignal>();
    connect = ({ address }: { address: string }, signal: AbortSignal) =>
      new Promise<{ destroy(): void }>((resolve, reject) => {
        this.started.push(address);
        this.signals.set(address, signal);
        this.#ends.set(address, {
          resolve: () => resolve({ destroy: () => void this.destroyed.push(address) }),
          reject: (code) => reject(Object.assign(new Error(code), { code })),
        });
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    end = (address: string) => this.#ends.get(address) as { resolve(): void; reject(code: string): void };
  }
  const never = new AbortController().signal;

  test('an address that fails lets the next one begin at once, and the most telling error is kept', async () => {
    const hand = new Hand();
    const tried: Tried[] = [];
    const running = firstToConnect([v6('::a'), v4('1.1.1.1'), v6('::b')], hand.connect, { signal: never, tried });
    hand.end('::a').reject('ENETUNREACH');
    await Promise.resolve();
    await Promise.resolve();
    expect(hand.started).toEqual(['::a', '1.1.1.1']);
    hand.end('1.1.1.1').reject('ECONNREFUSED');
    await Promise.resolve();
    await Promise.resolve();
    hand.end('::b').reject('EHOSTUNREACH');
    await expect(running).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(triedText(tried)).toBe(
      '::a (IPv6): no route to it (ENETUNREACH); 1.1.1.1 (IPv4): refused; ::b (IPv6): no route to it (EHOSTUNREACH)',
    );
  });

  test('the winner ends the others, and one that connects too late is closed', async () => {
    const hand = new Hand();
    const running = firstToConnect([v4('1.1.1.1'), v4('1.1.1.2')], hand.connect, { signal: never, tried: [] });
    await expect.poll(() => hand.started.length).toBe(2);
    hand.end('1.1.1.2').resolve();
    hand.end('1.1.1.1').resolve();
    expect((await running).winner.address).toBe('1.1.1.2');
    await expect.poll(() => hand.destroyed).toEqual(['1.1.1.1']);
    expect(hand.signals.get('1.1.1.1')?.aborted).toBe(true);
  });

  test('when the time is over before it begins, it does not begin', async () => {
    const hand = new Hand();
    const signal = AbortSignal.abort(new Error('over'));
    await expect(firstToConnect([v4('1.1.1.1')], hand.connect, { signal, tried: [] })).rejects.toThrow('over');
    expect(hand.started).toEqual([]);
  });

  test('when the time is over nothing more begins', async () => {
    const hand = new Hand();
    const over = new AbortController();
    const running = firstToConnect([v4('1.1.1.1'), v4('1.1.1.2')], hand.connect, { signal: over.signal, tried: [] });
    over.abort(new Error('over'));
    await expect(running).rejects.toThrow('over');
    expect(hand.started).toEqual(['1.1.1.1']);
  });
});
