import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { leaveOut } from '../../lib/lean/leave-out.ts';
import { serve } from '../support/servers.ts';

test('what is left out of the bundles is not missed by the client that sends messages', async () => {
  const outfile = join(mkdtempSync(join(tmpdir(), 'lean-')), 'post.mjs');
  const { alias, define, external } = leaveOut({ hasSentry: false, hasSes: false });
  buildSync({
    entryPoints: ['functions/shared/http/post-json.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias,
    define,
    external,
    banner: { js: "import{createRequire as make}from'node:module';const require=make(import.meta.url);" },
  });
  const { postJson } = await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  const url = await serve((_request, response) => response.writeHead(201, { 'x-seen': 'yes' }).end('taken'));
  expect(await postJson(url, { a: 1 })).toMatchObject({ status: 201, headers: { 'x-seen': 'yes' }, body: 'taken' });
});
