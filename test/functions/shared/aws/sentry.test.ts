import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test, vi } from 'vitest';
import { captureError, checkIn } from '../../../../functions/shared/aws/sentry.ts';
import { serve } from '../../../support/servers.ts';
import { stubClient } from '../../../support/stub-client.ts';

const ssm = stubClient(SSMClient);
/** Loading the SDK file by file takes seconds on a busy machine; in a function it is one chunk. */
const PATIENT_MS = 60_000;
const CONFIG = { slug: 'test', sentry: { dsnParameter: '/sentry/dsn' } };

/** A stand-in for Sentry's ingest; the DSN that the parameter holds points to it. */
async function ingest() {
  const got: { url: string; body: string }[] = [];
  const origin = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') });
    response.end('{}');
  });
  ssm.onAnyCommand().resolves({ Parameter: { Value: origin.replace('http://', 'http://publickey@').concat('/7') } });
  return got;
}

/** The module as a new function has it: nothing read yet. */
async function withoutCache() {
  vi.resetModules();
  return import('../../../../functions/shared/aws/sentry.ts');
}

test('a check-in is one HTTP request, an error is a sound event without secrets; a Sentry that is away harms nothing', async () => {
  const got = await ingest();
  await checkIn('check-logs', 'ok', CONFIG, PATIENT_MS);
  expect(got.map((g) => g.url)).toEqual(['/api/7/cron/check-logs/publickey/?status=ok&environment=test']);

  await captureError(
    new Error('Authorization: Bearer planted-secret, jane.doe@example.org disk \ud83d \x1b]0;title\x07\u202Egnp.exe'),
    CONFIG,
    PATIENT_MS,
  );
  const event = got.find((g) => g.url.includes('/envelope/'));
  expect(event?.body).toContain('"type":"event"');
  expect(event?.body).not.toMatch(/planted-secret|jane\.doe/);
  expect(event?.body).toContain('disk \ufffd gnp.exe');
});

/** The event that came to the ingest. */
function eventOf(got: { url: string; body: string }[]) {
  const envelope = got.find((g) => g.url.includes('/envelope/'))?.body ?? '';
  const lines = envelope.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  return lines.find((line) => line.exception);
}

test('U45: an error whose words are dropped to their end still arrives, with what is left of its own words', async () => {
  const got = await ingest();
  const { captureError } = await withoutCache();
  await captureError(new Error('Logs Insights refused: bad line "📥 Request body was: abc"'), CONFIG, PATIENT_MS);
  const event = eventOf(got);
  expect(event).toMatchObject({ platform: 'node', environment: 'test' });
  expect(event.exception.values).toMatchObject([
    { type: 'Error', value: 'Logs Insights refused: bad line "📥 Request body was: [redacted]' },
  ]);
  expect(event.exception.values[0].stacktrace.frames.length).toBeGreaterThan(0);
});

test('a Sentry that never answers is given up, and said in the log', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const origin = await serve(() => {});
  ssm.onAnyCommand().resolves({ Parameter: { Value: origin.replace('http://', 'http://publickey@').concat('/7') } });
  const fresh = await withoutCache();
  await fresh.checkIn('check-logs', 'ok', CONFIG, 200);
  await fresh.captureError(new Error('x'), CONFIG, 200);
  expect(said.mock.calls.flat()).toEqual(['{"sentry":"no check-in: TimeoutError"}', '{"sentry":"not sent: TimeoutError"}']);
  said.mockRestore();
});

test('so is a parameter that never comes', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  ssm.onAnyCommand().callsFake(() => new Promise(() => {}));
  const fresh = await withoutCache();
  await Promise.all([fresh.checkIn('check-logs', 'ok', CONFIG, 50), fresh.captureError(new Error('x'), CONFIG, 50)]);
  expect(said.mock.calls.flat()).toEqual(['{"sentry":"no check-in: TimeoutError"}', '{"sentry":"not sent: TimeoutError"}']);
  said.mockRestore();
});

test('without a DSN nothing is asked and nothing is sent', async () => {
  ssm.reset();
  await checkIn('check-logs', 'ok', { slug: 'test' });
  await captureError(new Error('x'), { slug: 'test' });
  expect(ssm.calls()).toHaveLength(0);
});

test('a parameter that cannot be read is logged by name of the error and does not throw', async () => {
  const fresh = await withoutCache();
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  ssm.reset();
  ssm.onAnyCommand().rejects(Object.assign(new Error('secret'), { name: 'AccessDeniedException' }));
  await fresh.checkIn('check-logs', 'ok', CONFIG);
  await fresh.captureError(new Error('x'), CONFIG);
  expect(said.mock.calls.flat()).toEqual([
    '{"sentry":"no check-in: AccessDeniedException"}',
    '{"sentry":"not sent: AccessDeniedException"}',
  ]);
  said.mockRestore();
});

test('a DSN that names cloud metadata gets nothing, and harms no run', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  ssm.onAnyCommand().resolves({ Parameter: { Value: 'http://publickey@2852039166/7' } });
  const fresh = await withoutCache();
  await fresh.checkIn('check-logs', 'ok', CONFIG, PATIENT_MS);
  await fresh.captureError(new Error('an error'), CONFIG, PATIENT_MS);
  expect(said.mock.calls.flat()).toContain('{"sentry":"no check-in: TargetRefusedError"}');
  said.mockRestore();
});
