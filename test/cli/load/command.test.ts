import { describe, expect, test } from 'vitest';
import { configurationAsked } from '../../../cli/configuration.ts';
import { type LoadAsked, loadCommand } from '../../../cli/load/command.ts';
import type { LoadResult } from '../../../cli/load/report.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { secretsOf } from '../../support/fakes.ts';
import { closedPort, serve } from '../../support/servers.ts';

async function load(asked: LoadAsked, config?: MonitorConfigInput, signal = new AbortController().signal) {
  const said: string[] = [];
  const input = config ?? { endpoints: [{ name: 'other', url: 'https://other.example.org/' }] };
  const outcome = await loadCommand(asked, {
    configuration: configurationAsked({}, async () => input),
    secrets: secretsOf({ '/key': 'sesame' }),
    screen: { complain: (text) => said.push(text) },
    signal,
  });
  return { ...outcome, result: outcome.json as LoadResult, said: said.join('\n') };
}

/** Answers nothing before so many requests are there: a client that waits for answers would wait for ever. */
function answersWhenThereAre(count: number) {
  const waiting: (() => void)[] = [];
  return serve((_request, response) => {
    waiting.push(() => response.end('{}'));
    if (waiting.length >= count) for (const answer of waiting) answer();
  });
}

test('a server that answers nobody at first gets each request all the same, and all become late by it', async () => {
  const origin = await answersWhenThereAre(3);
  const { result, text } = await load({ url: `${origin}/x`, rate: '20/s', duration: '0.3' });
  const { sent, notSent } = result;
  expect(result).toMatchObject({ well: sent, failed: 0, unanswered: 0, isEndedEarly: false });
  expect(sent + notSent.late).toBe(6);
  // The first was due two intervals before the third was sent, and answered after it.
  expect(result.took?.longest).toBeGreaterThanOrEqual(100);
  expect(text).toContain(`sent       ${sent}: ${sent} well, 0 failed`);
  expect(text).toContain('health     not asked: no health endpoint of this host is configured; name one with --health URL');
});

test('the endpoint of the configuration says method, headers and body, and its host which health check is asked', async () => {
  const got: { method: string | undefined; key: unknown; body: string }[] = [];
  const { status, body: healthy } = recordedAnswer('health-ok');
  const origin = await serve((request, response) => {
    if (request.url === '/api/v1/health/') return void response.writeHead(status).end(healthy);
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      got.push({ method: request.method, key: request.headers['x-key'], body });
      response.writeHead(got.length === 2 ? 500 : 200).end('{}');
    });
  });
  const config: MonitorConfigInput = {
    endpoints: [
      { name: 'health', url: `${origin}/api/v1/health/` },
      {
        name: 'suggest',
        url: `${origin}/suggest`,
        method: 'POST',
        body: 'json',
        headers: { 'X-Key': { parameter: '/key' } },
        request: { json: { description: 'x' } },
      },
    ],
    network: { allowPrivateTargets: true },
  };
  const { result, code, said, text } = await load({ url: `${origin}/suggest`, rate: '10', duration: '0.4' }, config);
  const { sent } = result;
  expect(sent + result.notSent.late).toBe(4);
  expect(got).toEqual(Array(sent).fill({ method: 'POST', key: 'sesame', body: '{"description":"x"}' }));
  expect(result).toMatchObject({
    target: { url: `${origin}/suggest`, method: 'POST' },
    well: sent - 1,
    failed: 1,
    errors: [{ kind: 'HTTP 500', count: 1 }],
    health: { url: `${origin}/api/v1/health/`, notWell: [] },
  });
  expect(result.health?.well).toBe(result.health?.probes);
  expect(code).toBe(1);
  expect(said).toBe(
    `Sending 4 requests to POST ${origin}/suggest, with the body of the configuration: 10 a second for 0.4 s. Beside it ${origin}/api/v1/health/ is asked each second. Ctrl-C ends it.`,
  );
  expect(text).not.toContain('sesame');
});

test('what never gets an answer is an error by its kind, and the times have it', async () => {
  const { result, code } = await load({ url: `http://127.0.0.1:${await closedPort()}/`, rate: '10', duration: '0.3' });
  expect(result).toMatchObject({ well: 0, failed: result.sent, errors: [{ kind: 'connection-refused', count: result.sent }] });
  expect(result.took).toBeDefined();
  expect(code).toBe(1);
});

test('Ctrl-C ends it with the figures so far, and the server gets nothing more', async () => {
  let got = 0;
  const stop = new AbortController();
  const origin = await serve((_request, response) => {
    got++;
    if (got <= 2) response.end('{}');
    // The third is never answered.
    else if (got === 3) stop.abort();
  });
  const { result, code } = await load({ url: `${origin}/`, rate: '20', duration: '400' }, undefined, stop.signal);
  expect(result).toMatchObject({ isEndedEarly: true, well: 2, failed: 0, asked: { requests: 8_000 } });
  // What was on its way at that moment may not have come.
  expect(result.sent).toBeGreaterThanOrEqual(got);
  expect(result.sent).toBeLessThan(8_000);
  expect(result.unanswered).toBe(result.sent - 2);
  expect(code).toBe(0);
});

describe('what is refused before anything is sent', () => {
  test.each([
    ['http://169.254.169.254/latest/', '169.254.169.254 is a link-local address, where nothing is sent.'],
    ['http://[fd00:ec2::254]/', 'fd00:ec2::254 is a cloud metadata address, where nothing is sent.'],
    ['http://2852039166/', '169.254.169.254 is a link-local address'],
    ['ftp://a.example.org/', 'URL: must be a whole URL that begins with https:// or http://'],
    ['http://user:pw@a.example.org/', 'URL: must not carry a user name or password'],
  ])('%s', async (url, words) => {
    await expect(load({ url, rate: '1', duration: '1' })).rejects.toThrow(words);
  });

  test('without a rate and a duration', async () => {
    await expect(load({ url: 'http://127.0.0.1:1/' })).rejects.toThrow('--rate 2/s --duration 30');
  });

  test('a URL that two endpoints have, without the name of one', async () => {
    const url = 'http://127.0.0.1:1/x';
    const endpoints = [
      { name: 'ask', url },
      { name: 'send', url, method: 'POST' as const, request: { json: {} } },
    ];
    await expect(load({ url, rate: '1', duration: '1' }, { endpoints })).rejects.toThrow('say which with --endpoint NAME');
    await expect(load({ url, rate: '1', duration: '1', endpoint: 'get' }, { endpoints })).rejects.toThrow(
      '--endpoint get: no endpoint of the configuration has that name and the URL',
    );
  });
});
