import { describe, expect, test } from 'vitest';
import { healthMetrics } from '../../../functions/check-health/metrics.ts';
import { serve } from '../../support/servers.ts';
import { probe } from './support.ts';

const WELL = '{"status":"ok","components":{}}';

async function withHeaders(headers: Record<string, string>, status = 200, attempts = 1) {
  const origin = await serve((_request, response) => response.writeHead(status, headers).end(WELL));
  return probe({ url: origin }, { attempts });
}

describe('U14: a health answer out of a cache is no health', () => {
  test('the probe asks for a fresh answer, and a configured header replaces its own', async () => {
    const asked: Record<string, unknown>[] = [];
    const origin = await serve((request, response) => {
      asked.push(request.headers);
      response.end(WELL);
    });
    await probe({ url: origin });
    await probe({ url: origin, headers: { 'Cache-Control': 'no-store', 'User-Agent': 'ours' } });
    expect(asked[0]).toMatchObject({ 'cache-control': 'no-cache', pragma: 'no-cache', 'accept-encoding': 'identity' });
    expect(asked[1]).toMatchObject({ 'cache-control': 'no-store', 'user-agent': 'ours' });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['an hour old', { age: '3600', 'x-cache': 'HIT' }, /from a cache \(Age: 1 h, x-cache: HIT\)/],
    ['older than two runs', { age: '121' }, /\(Age: 2 min\)/],
    [
      'of CloudFront',
      { age: '600', 'x-cache': 'Hit from cloudfront', via: '1.1 abc.cloudfront.net' },
      /Hit from cloudfront, via: 1\.1 abc/,
    ],
    ['of Cloudflare', { age: '600', 'cf-cache-status': 'HIT', server: 'cloudflare' }, /cf-cache-status: HIT, server: cloudflare/],
    ['of two caches', { age: '300, 300' }, /Age: 5 min/],
    ['of an age beyond all numbers', { age: '9'.repeat(400) }, /Age: 365 d/],
  ])('%s: it is not known whether AtlasML is up', async (_title, headers, words) => {
    const seen = await withHeaders(headers);
    expect(seen).toMatchObject({ verdict: 'unknown', fault: 'cached', httpStatus: 200 });
    expect(seen.sentence).toMatch(words);
    expect(seen.sentence).toContain('Cache-Control: no-store');
    const keys = healthMetrics({ check: 'health', atMs: 0, endpoints: [seen] }, []).map(({ key, value }) => `${key} ${value}`);
    expect(keys).toEqual(['observationUnknown 1']);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['between one run and two', { age: '90' }, /Age: 1 min/],
    ['a hit of unknown age', { 'x-cache': 'HIT from proxy' }, /x-cache: HIT from proxy/],
    ['a hit by the header of RFC 9211', { 'cache-status': 'ExampleCache; hit; ttl=30' }, /cache-status: ExampleCache; hit/],
    ['of Varnish, by its two numbers', { 'x-varnish': '32771 3', age: '10' }, /x-varnish: 32771 3/],
    ['a stale one of nginx', { 'x-cache-status': 'STALE' }, /x-cache-status: STALE/],
  ])('%s: up, and the cache is named', async (_title, headers, words) => {
    const seen = await withHeaders(headers);
    expect(seen.verdict).toBe('up');
    expect(seen.sentence).toMatch(/^HTTP 200 in \d+ ms \(note: the answer comes from a cache/);
    expect(seen.sentence).toMatch(words);
  });

  test.each<[string, Record<string, string>]>([
    ['no word of a cache', {}],
    ['a miss', { 'x-cache': 'MISS', age: '0' }],
    ['as young as a run', { age: '60' }],
    ['a miss of Varnish', { 'x-varnish': '32771' }],
    ['an Age that is no number', { age: 'old' }],
    ['a negative Age', { age: '-3600' }],
    ['forwarded by the cache', { 'cache-status': 'ExampleCache; fwd=uri-miss' }],
  ])('%s: nothing is said', async (_title, headers) => {
    expect((await withHeaders(headers)).sentence).toMatch(/^HTTP 200 in \d+ ms$/);
  });

  test('a fault out of a cache is what users get: down', async () => {
    expect(await withHeaders({ age: '3600' }, 503)).toMatchObject({ verdict: 'down', fault: 'unavailable' });
  });

  test.each<[string, (number | 'cached')[], string]>([
    ['one fresh answer in the run is proof', ['cached', 200], 'up'],
    ['a fresh fault tells more than an old answer', ['cached', 503, 'cached'], 'down'],
    ['only old answers tell nothing', ['cached', 'cached', 'cached'], 'unknown'],
  ])('%s', async (_title, answers, verdict) => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      const answer = answers[asked++] ?? 500;
      response.writeHead(answer === 'cached' ? 200 : answer, answer === 'cached' ? { age: '3600' } : {}).end(WELL);
    });
    const seen = await probe({ url: origin }, { attempts: 3, leastAttempts: 2 });
    expect(seen.verdict).toBe(verdict);
    expect(asked).toBe(answers.length);
    if (verdict === 'down') expect(seen.sentence).toContain('(1 of 3 attempts)');
  });
});
