import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT, awsEnvironment, cdk, REGION } from './cdk.ts';

/** The address that monitor.config.ts gives AtlasML; each test file puts that of its own stand-in there. */
const PLACEHOLDER = 'http://127.0.0.1:1/';

/** Synthesises the app, which takes longer than to deploy it; once is enough for all test files. */
export async function synthesise(scratch: string): Promise<string> {
  const assembly = join(scratch, 'assembly');
  const environment = awsEnvironment(scratch, { CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: REGION });
  await cdk(['synth', '--quiet', '--output', assembly, '-c', 'config=test/aws/support/monitor.config.ts'], environment);
  return assembly;
}

/** A copy of the assembly whose bundles watch AtlasML at the URL, as `-c url=…` would have made it. */
export async function assemblyFor(atlasmlUrl: string, assembly: string, copy: string): Promise<string> {
  await cp(assembly, copy, { recursive: true });
  const bundles = (await readdir(copy, { recursive: true })).filter((file) => file.endsWith('.mjs'));
  const replaced = await Promise.all(bundles.map((file) => replaceIn(join(copy, file), PLACEHOLDER, `${atlasmlUrl}/`)));
  if (!replaced.includes(true)) throw new Error(`no bundle holds ${PLACEHOLDER}`);
  return copy;
}

async function replaceIn(file: string, from: string, to: string): Promise<boolean> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) return false;
  await writeFile(file, text.replaceAll(from, to));
  return true;
}
