import { describe, expect, test, vi } from 'vitest';
import { USER_AGENT } from '../../../functions/check-health/request-headers.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import { retryAfterMs } from '../../../functions/shared/delivery/retry-after.ts';
import { signalOf } from '../../../functions/shared/signals/signals.ts';
import { caseOf } from '../../support/corpus.ts';
import { secretsOf } from '../../support/fakes.ts';
import { certificateFor, serve, serveRaw, serveTls } from '../../support/servers.ts';
import { probe } from './support.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const resolveToLoopback = async () => [{ address: '127.0.0.1', family: 4 }];

describe('cases of the area probe', () => {
  // Ours: no redirect is followed, also not one of the same scheme; the sentence says what to write.
  test('H01 and health-07: a redirect is named with the URL to write, from https to http it is refused by name', async () => {
    const certificate = await certificateFor('atlas.test', -1, 90, NOW);
    const { headers } = caseOf('H01').input.server;
    const port = await serveTls(certificate, (_request, response) => response.writeHead(307, headers).end());
    const down = await probe(
      { url: `https://atlas.test:${port}/api/v1/health` },
      { resolve: resolveToLoopback, ca: certificate.cert },
    );
    expect(down.verdict).toBe('down');
    expect(down.sentence).toContain('the redirect from https to http is refused');

    const origin = await serve((_request, response) => response.writeHead(307, { location: '/api/v1/health/' }).end());
    const same = await probe({ url: `${origin}/api/v1/health` });
    expect(same.sentence).toBe(
      `HTTP 307: redirected to ${origin}/api/v1/health/, which is not followed. Write ${origin}/api/v1/health/ in the configuration (the slash at the end is missing).`,
    );
  });

  test('health-07: a header with a secret is never sent on to where a redirect points', async () => {
    const asked: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      asked.push(request.headers.authorization);
      response.end();
    });
    const origin = await serve((_request, response) =>
      response.writeHead(307, { location: `${other.replace('127.0.0.1', 'localhost')}/x` }).end(),
    );
    const endpoint = { url: origin, method: 'POST' as const, headers: { Authorization: { parameter: '/key' } } };
    const seen = await probe(endpoint, { secrets: secretsOf({ '/key': 'planted-secret' }) });
    expect(seen.sentence).toContain('redirected to another host');
    expect(asked).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain('planted-secret');
  });

  test('health-08: GET is the default, and a verdict about another verb names it', async () => {
    const origin = await serve((request, response) =>
      response.writeHead(request.method === 'GET' ? 200 : 404).end('{"status":"ok"}'),
    );
    expect((await probe({ url: origin })).verdict).toBe('up');
    expect((await probe({ url: origin, method: 'HEAD' })).sentence).toContain('HTTP 404 to HEAD');
  });

  test('H02: the old answer [] is up, and down when it is not accepted', async () => {
    const origin = await serve((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'));
    expect((await probe({ url: origin })).verdict).toBe('up');
    const strict = await probe({ url: origin, acceptLegacyHealth: false });
    expect(strict).toMatchObject({ verdict: 'down' });
    expect(strict.sentence).toContain('body has no status field');
  });

  test.each(['H03', 'H05'])('%s: a failing component is down whatever the status, and is named', async (id) => {
    const { server } = caseOf(id).input;
    const origin = await serve((_request, response) => response.writeHead(server.status, server.headers).end(server.body));
    const seen = await probe({ url: origin });
    expect(seen).toMatchObject({ verdict: 'down', httpStatus: server.status });
    expect(seen.components.filter((c) => !c.up).map((c) => c.component)).toEqual(['weaviate']);
    for (const word of caseOf(id).expected.reasonContains ?? ['weaviate']) expect(seen.sentence).toContain(word);
  });

  test('H06: where the status decides, 204 and an empty 200 are both ready', async () => {
    const { servers } = caseOf('H06').input;
    const verdicts: string[] = [];
    for (const server of servers) {
      const origin = await serve((_request, response) => response.writeHead(server.status).end(server.body));
      verdicts.push((await probe({ url: origin, body: 'none', expectedStatus: [200, 204] })).verdict);
    }
    expect(verdicts).toEqual(['up', 'up', 'down']);
  });

  test('H07: a body that drips hits the deadline of the whole attempt', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    const seen = await probe({ url: origin, timeoutSeconds: 0.4 });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'timeout' });
    expect(seen.sentence).toContain('timeout in the phase "body"');
  });

  test('H09: one reset and then an answer is up, with the fault kept', async () => {
    let asked = 0;
    const origin = await serve((request, response) => {
      asked++;
      if (asked === 1) request.socket.resetAndDestroy();
      else response.writeHead(200).end('{"status":"ok"}');
    });
    const seen = await probe({ url: origin }, { attempts: 2 });
    expect(seen).toMatchObject({ verdict: 'up', attempts: 2 });
    expect(seen.earlierFaults).toEqual([expect.stringContaining('closed the connection without an answer')]);
  });

  describe('H10: faults of a certificate are told apart, and the days left are known even when it is refused', () => {
    const url = (port: number) => `https://atlas.test:${port}/`;
    test.each([
      ['expired', 'atlas.test', -60, -2, true, 'tls-expired', -2, 'The certificate of atlas.test expired 2 days ago; renew it.'],
      ['self-signed', 'atlas.test', -1, 90, false, 'tls-self-signed', 90, 'is self-signed'],
      ['for another name', 'other.test', -1, 90, true, 'tls-wrong-name', 90, 'host name mismatch'],
      ['not yet valid', 'atlas.test', 2, 90, true, 'tls-not-yet-valid', 90, 'is not valid yet'],
    ])('%s', async (_title, host, from, to, trusted, fault, daysLeft, words) => {
      const certificate = await certificateFor(host, from, to, Date.now());
      let asked = 0;
      const port = await serveTls(certificate, (_request, response) => {
        asked++;
        response.end();
      });
      const clock = { now: () => Date.now(), sleep: async () => {} };
      const seen = await probe(
        { url: url(port) },
        { resolve: resolveToLoopback, clock, ...(trusted && { ca: certificate.cert }) },
      );
      expect(seen).toMatchObject({ verdict: 'down', fault });
      expect(Math.abs((seen.certificateDaysLeft as number) - daysLeft)).toBeLessThanOrEqual(1);
      expect(seen.sentence).toContain(words);
      expect(asked).toBe(0);
    });

    // The degraded state of the case is a signal of ours: the endpoint is up and the alarm on the days left goes off.
    test('six days left: the endpoint is up, and the signal for certificates breaches', async () => {
      const certificate = await certificateFor('atlas.test', -80, 6, Date.now());
      const port = await serveTls(certificate, (_request, response) => response.end('{"status":"ok"}'));
      const clock = { now: () => Date.now() + 1000, sleep: async () => {} };
      const seen = await probe({ url: url(port) }, { resolve: resolveToLoopback, clock, ca: certificate.cert });
      expect(seen).toMatchObject({ verdict: 'up', certificateDaysLeft: 5 });
      expect(seen.certificateDaysLeft).toBeLessThan(signalOf('certificate-expiring').threshold({ ...DEFAULTS.thresholds }));
      expect(seen.timings.tlsMs).toBeGreaterThan(0);
    });
  });

  test('H13: a server that speaks only HTTP/2 gets words about the protocol', async () => {
    const origin = await serveRaw((socket) => socket.write(Buffer.from('00000c0400000000000003000000640004000000ff', 'hex')));
    const seen = await probe({ url: origin, timeoutSeconds: 2 });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'protocol' });
    expect(seen.sentence).toMatch(/does not speak HTTP\/1\.1 \(protocol error HPE_\w+\); is the port one for HTTP\/2 only/);
  });

  test.each([
    ['an endless body', { 'content-type': 'application/json' }],
    ['a body announced as 1 GB', { 'content-length': '1073741824' }],
  ])('H15: %s is stopped at 64 kB and its socket closed', async (_title, headers) => {
    let closed: () => void = () => {};
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const origin = await serve((request, response) => {
      request.socket.on('close', closed);
      response.writeHead(200, headers);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', more);
      more();
    });
    const seen = await probe({ url: origin, timeoutSeconds: 5 });
    expect(seen).toMatchObject({ verdict: 'down', fault: 'body-too-large' });
    expect(seen.sentence).toContain('too large');
    await isClosed;
  });

  test('H17: the probe sends a User-Agent that names the monitor, and a 403 hints at a robot filter', async () => {
    const origin = await serve((request, response) =>
      response.writeHead(request.headers['user-agent'] ? 200 : 403).end('{"status":"ok"}'),
    );
    expect((await probe({ url: origin })).verdict).toBe('up');
    expect(USER_AGENT).toMatch(/^AtlasML-Monitor\/\d/);
    const refusing = await serve((_request, response) => response.writeHead(403).end());
    expect((await probe({ url: refusing })).sentence).toMatch(/403.*WAF/);
  });

  test('H19: Retry-After by RFC 9110, section 10.2.3', () => {
    const { input, expected } = caseOf('H19');
    expect(input.values.map((value: string) => retryAfterMs(value, Date.parse(input.now)))).toEqual(expected.delayMs);
  });

  test('H21: proxies of the environment are not used', async () => {
    for (const [name, value] of Object.entries<string>(caseOf('H21').input.env)) vi.stubEnv(name, value);
    try {
      const origin = await serve((_request, response) => response.writeHead(200).end('{"status":"ok"}'));
      expect((await probe({ url: `${origin}/api/v1/health/` })).verdict).toBe('up');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  describe('H22: a chunked body without its last chunk is not whole, even if the JSON looks so', () => {
    const { raw } = caseOf('H22').input.server;
    test('kept open: the time runs out', async () => {
      const origin = await serveRaw((socket) => socket.once('data', () => socket.write(raw)));
      expect(await probe({ url: origin, timeoutSeconds: 0.4 })).toMatchObject({ verdict: 'down', fault: 'timeout' });
    });
    test('closed: the answer is incomplete', async () => {
      const origin = await serveRaw((socket) => socket.once('data', () => socket.end(raw)));
      const seen = await probe({ url: origin, timeoutSeconds: 2 });
      expect(seen).toMatchObject({ verdict: 'down', fault: 'body-incomplete' });
      expect(seen.sentence).toContain('incomplete');
    });
  });
});
