import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..', '..');
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Runs the CDK's command line. @throws with what it printed. */
export async function cdk(args: string[], environment: NodeJS.ProcessEnv, cwd = ROOT): Promise<void> {
  const program = join(ROOT, 'node_modules', '.bin', 'cdk');
  await promisify(execFile)(program, [...args, '--no-notices'], { cwd, env: environment, maxBuffer: 64 * 1024 * 1024 });
}

/** Whatever the machine knows of AWS is left out: the tests speak to their emulator alone. */
export function awsEnvironment(scratch: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  return {
    ...clean,
    TMPDIR: scratch,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...more,
  };
}
