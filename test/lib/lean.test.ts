import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { buildLean } from '../../lib/lean/build.ts';
import { leaveOut } from '../../lib/lean/leave-out.ts';
import { drawChart } from '../../local/mail/chart/chart.ts';
import { serve } from '../support/servers.ts';
import { exampleMessage } from '../support/slack-message.ts';

async function bundled(entry: string, hasSes = false) {
  const outfile = join(mkdtempSync(join(tmpdir(), 'lean-')), 'lean.mjs');
  const fields = ['module', 'main'];
  buildLean({
    ...leaveOut({ hasSentry: false, hasSes }),
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: fields,
  });
  return import(/* @vite-ignore */ pathToFileURL(outfile).href);
}

function stubAws(url: string): void {
  const env = { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: url };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

test('what is left out of the bundles is not missed by the client that sends messages', async () => {
  const { postJson } = await bundled('functions/shared/http/post-json.ts');
  const url = await serve((_request, response) => response.writeHead(201, { 'x-seen': 'yes' }).end('taken'));
  expect(await postJson(url, { a: 1 })).toMatchObject({ status: 201, headers: { 'x-seen': 'yes' }, body: 'taken' });
});

test('the client of DynamoDB, without the errors that it knows, tells of them all the same', async () => {
  const entry = join(mkdtempSync(join(tmpdir(), 'entry-')), 'entry.ts');
  const from = (file: string) => JSON.stringify(join(process.cwd(), 'functions/shared', file));
  const store = `export { dynamoRecordStore } from ${from('aws/record-store.ts')};`;
  writeFileSync(entry, `${store} export { ConflictError } from ${from('ports.ts')};`);
  const { dynamoRecordStore, ConflictError } = await bundled(entry);
  const answers: Record<string, [status: number, json: string]> = {
    PutItem: [
      400,
      '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The request failed"}',
    ],
    GetItem: [200, '{}'],
    Query: [400, '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not allowed to do this"}'],
  };
  const url = await serve((request, response) => {
    const [status, json] = answers[String(request.headers['x-amz-target']).split('.')[1] ?? ''] ?? [500, '{}'];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(json);
  });
  stubAws(url);
  const records = dynamoRecordStore('t');
  const saved = records.put('k', { id: 'i', json: '{}', version: 2 }, { expectedVersion: 1 });
  await expect(saved).rejects.toThrow(ConflictError);
  await expect(records.list('k')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'not allowed to do this',
    $metadata: { httpStatusCode: 400 },
  });
  vi.unstubAllEnvs();
});

test('nor is it missed by what composes a mail and sends it by SES', async () => {
  const { emailReceiversOf } = await bundled('functions/shared/aws/email-receivers.ts', true);
  const got: { path: string | undefined; body: { Content: { Raw: { Data: string } } } }[] = [];
  const url = await serve(async (request, response) => {
    got.push({ path: request.url, body: (await json(request)) as (typeof got)[0]['body'] });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"MessageId":"0107-abc-000000"}');
  });
  stubAws(url);
  const config = { service: 'AtlasML', email: ['ops@example.org'], ses: { from: 'monitor@example.org' } };
  const ports = { clock: { now: () => 0 }, newId: () => 'i', region: 'eu-central-1' };
  const [receiver] = emailReceiversOf(config, 'arn', ports);
  const chart = async () => drawChart({ points: [], threshold: 1, unit: '', periodMs: 1, startMs: 0, endMs: 1 });
  expect(await receiver.deliver(exampleMessage({ chart }))).toBe('0107-abc-000000');
  expect(got.map(({ path }) => path)).toEqual(['/v2/email/outbound-emails']);
  const mail = Buffer.from(got[0]?.body.Content.Raw.Data ?? '', 'base64').toString();
  expect(mail).toContain('To: ops@example.org');
  expect(mail).toContain('Content-Type: text/html');
  expect(mail).toContain('Content-Type: image/png');
  vi.unstubAllEnvs();
});
