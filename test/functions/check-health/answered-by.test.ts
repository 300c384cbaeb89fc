import { describe, expect, test } from 'vitest';
import { answeredBy } from '../../../functions/check-health/answered-by.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';
import { serve } from '../../support/servers.ts';
import { probe } from './support.ts';

type Headers = Record<string, string>;
const html = { 'content-type': 'text/html' };
/** What Go's http.Error sets, which Traefik uses for a request that no router takes. */
const go = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
const page = (status: string, more = '') =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n${more}</body>\r\n</html>\r\n`;

const NGINX = page('502 Bad Gateway', '<hr><center>nginx/1.21.6</center>\r\n');
const AWS = page('503 Service Temporarily Unavailable');
const HAPROXY_503 =
  '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n';
const HAPROXY_502 =
  '<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>\n';
const HAPROXY_504 = "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n";
const APACHE =
  '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>502 Proxy Error</title>\n</head><body>\n<h1>Proxy Error</h1>\n';
const CLOUDFLARE =
  '{"status":522,"title":"Error 522: Connection timed out","error_category":"origin","ray_id":"9d99a39dd8b7c1ab"}';

const FRONT = (proxy: string, rest: string) => `The proxy in front (${proxy}) ${rest}`;
const UNREACHED = (status: number) => `does not reach AtlasML: it answers HTTP ${status}.`;

/** Served again as they were, by a real server; each title names where the answer stands. */
// biome-ignore format: a row reads as a row
const ANSWERS: [string, number, Headers, string, string, string, string][] = [
  ['nginx, judif/mtls-nginx-nodejs-example#3', 502, { ...html, server: 'nginx/1.21.6' }, NGINX, 'nginx', 'proxy-no-upstream', FRONT('nginx', UNREACHED(502))],
  ['nginx that hides its header', 502, html, NGINX, 'nginx', 'proxy-no-upstream', FRONT('nginx', UNREACHED(502))],
  ['Traefik, traefik/traefik#3237', 502, { 'content-type': 'text/plain; charset=utf-8' }, 'Bad Gateway', 'Traefik', 'proxy-no-upstream', FRONT('Traefik', UNREACHED(502))],
  ['Traefik, traefik/traefik#6361', 504, go, 'Gateway Timeout', 'Traefik', 'proxy-timeout', FRONT('Traefik', 'gets no answer from AtlasML in time: it answers HTTP 504.')],
  ['Traefik without a healthy server', 503, go, 'no available server\n', 'Traefik', 'proxy-no-upstream', FRONT('Traefik', UNREACHED(503))],
  ['Traefik, traefik/traefik#8141', 404, go, '404 page not found\n', 'Traefik', 'proxy-no-route', FRONT('Traefik', 'has no route to AtlasML: it answers HTTP 404. Check its rule for this host and path, and the URL.')],
  ['HAProxy, balena-io/open-balena#132', 503, html, HAPROXY_503, 'HAProxy', 'proxy-no-upstream', FRONT('HAProxy', UNREACHED(503))],
  ['HAProxy, haproxy/haproxy#540', 502, html, HAPROXY_502, 'HAProxy', 'proxy-no-upstream', FRONT('HAProxy', UNREACHED(502))],
  ['HAProxy that waits in vain', 504, html, HAPROXY_504, 'HAProxy', 'proxy-timeout', FRONT('HAProxy', 'gets no answer from AtlasML in time: it answers HTTP 504.')],
  ['Apache, pgodschalk/swiperproxy#24', 502, { ...html, server: 'Apache/2.4.10 (Debian)' }, APACHE, 'Apache', 'proxy-no-upstream', FRONT('Apache', UNREACHED(502))],
  ['Apache without its header, jbromain/rte-tempo#9', 503, html, APACHE, 'Apache', 'proxy-no-upstream', FRONT('Apache', UNREACHED(503))],
  ['AWS load balancer', 503, { ...html, server: 'awselb/2.0' }, AWS, 'AWS load balancer', 'proxy-no-upstream', FRONT('AWS load balancer', UNREACHED(503))],
  ['Cloudflare in JSON, developers.cloudflare.com/fundamentals/reference/error-responses', 522, { 'content-type': 'application/json', server: 'cloudflare' }, CLOUDFLARE, 'Cloudflare', 'proxy-timeout', FRONT('Cloudflare', 'gets no answer from AtlasML in time: it answers HTTP 522.')],
  ['Caddy with an empty body', 502, { server: 'Caddy' }, '', 'Caddy', 'proxy-no-upstream', FRONT('Caddy', UNREACHED(502))],
  ['Envoy', 503, { server: 'envoy', 'content-type': 'text/plain' }, 'no healthy upstream', 'Envoy', 'proxy-no-upstream', FRONT('Envoy', UNREACHED(503))],
  ['a page of maintenance by nginx', 200, { ...html, server: 'nginx' }, '<!doctype html><title>Back soon</title>', 'nginx', 'proxy-page', "HTTP 200 with an HTML page instead of JSON: a proxy (nginx) or a login page answers in AtlasML's place."],
];

describe('a proxy that answers in the place of AtlasML is named', () => {
  test.each(ANSWERS)('%s', async (_title, status, headers, body, proxy, fault, sentence) => {
    const origin = await serve((_request, response) => response.writeHead(status, headers).end(body));
    const seen = await probe({ url: `${origin}/api/v1/health/` });
    expect(seen).toMatchObject({ verdict: 'down', fault, sentence, answeredBy: { isAtlasML: false, proxy } });
  });

  test('one without a name is told without', async () => {
    const origin = await serve((_request, response) => response.writeHead(502).end());
    const seen = await probe({ url: origin });
    expect(seen).toMatchObject({ fault: 'proxy-no-upstream', answeredBy: { isAtlasML: false } });
    expect(seen.sentence).toBe('The proxy in front does not reach AtlasML: it answers HTTP 502.');
  });

  test('when to come back is told', async () => {
    const headers = { ...go, 'retry-after': '30' };
    const origin = await serve((_request, response) => response.writeHead(503, headers).end('Service Unavailable'));
    expect((await probe({ url: origin, method: 'POST' })).sentence).toBe(
      'The proxy in front (Traefik) does not reach AtlasML: it answers HTTP 503 to POST and asks to come back in 30 s.',
    );
  });
});

describe('what AtlasML answers itself stays its own', () => {
  test.each(['health-weaviate-unreachable', 'not-found', 'validation-422', 'wrong-key', 'no-authorization', 'malformed-json'])(
    '%s, also through a proxy that puts its own header',
    (name) => {
      const answer = recordedAnswer(name);
      expect(answeredBy(answer)).toMatchObject({ isAtlasML: true, server: 'uvicorn' });
      const through = answeredBy({ ...answer, headers: { ...answer.headers, server: 'nginx/1.27.0', 'cf-ray': '1' } });
      expect(through).toMatchObject({ isAtlasML: true, server: 'nginx/1.27.0' });
      expect(through.proxy).toBeUndefined();
    },
  );

  test('its plain 500 is no proxy', async () => {
    const origin = await serve((_request, response) =>
      response.writeHead(500, { server: 'nginx', 'content-type': 'text/plain; charset=utf-8' }).end('Internal Server Error'),
    );
    expect(await probe({ url: origin })).toMatchObject({ fault: 'status', answeredBy: { isAtlasML: true } });
  });

  test.each([404, 503])('an answer %i to HEAD says nothing of its author without a header', async (status) => {
    const origin = await serve((_request, response) => response.writeHead(status).end());
    const seen = await probe({ url: origin, method: 'HEAD' });
    expect(seen.fault).toBe(status === 404 ? 'status' : 'unavailable');
  });

  test('an optional endpoint is absent whoever answers 404', async () => {
    const origin = await serve((_request, response) => response.writeHead(404, go).end('404 page not found\n'));
    expect(await probe({ url: origin, optional: true })).toMatchObject({ verdict: 'absent' });
  });
});

describe('what is kept of an answer', () => {
  test('its first words in one line, redacted and cut', () => {
    const body = `<html>\n  token=planted-secret-value-1234 ${'x '.repeat(500)}</html>`;
    const { body: kept = '' } = answeredBy({ status: 502, headers: {}, body });
    expect(kept.length).toBeLessThanOrEqual(120);
    expect(kept).not.toMatch(/planted|\n/);
  });

  test('nothing of an answer that is well', async () => {
    const { body } = recordedAnswer('health-ok');
    const origin = await serve((_request, response) => response.end(body));
    const seen = await probe({ url: origin });
    expect(seen).not.toHaveProperty('answeredBy');
    expect(seen).not.toHaveProperty('failedSinceMs');
  });
});

describe('since when a run saw failures', () => {
  test('is the begin of its first attempt that failed, also when a later one succeeds', async () => {
    const clock = new StillClock(1000);
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.writeHead(asked < 3 ? 502 : 200).end('{"status":"ok"}');
    });
    const seen = await probe({ url: origin }, { attempts: 3, clock });
    expect(seen).toMatchObject({ verdict: 'up', failedSinceMs: 1000, attempts: 3 });
  });
});
