import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';

/** The functions there are, by the folder that holds their handler.ts. */
export type FunctionName = 'check-health' | 'check-logs' | 'check-memory' | 'report-incident' | 'verify-delivery' | 'send-digest';

const FUNCTIONS = join(import.meta.dirname, '..', 'functions');

/**
 * Bundles one function with everything it needs, the AWS SDK of package-lock.json included, so that what was tested is
 * what runs. Sentry lands in a chunk of its own that only an error loads. The configuration becomes part of the bundle.
 */
export function bundle(name: FunctionName, config: MonitorConfig): Code {
  const outdir = mkdtempSync(join(tmpdir(), `atlasml-monitor-${name}-`));
  buildSync({
    entryPoints: { index: join(FUNCTIONS, name, 'handler.ts') },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    // The ES modules of the AWS SDK can be shaken down to the commands in use.
    mainFields: ['module', 'main'],
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // The configuration is pasted in; with no Sentry in it the SDK is left out whole.
    define: { MONITOR_CONFIG: JSON.stringify(config) },
    ...(config.sentry ? {} : { alias: { '@sentry/aws-serverless': join(import.meta.dirname, 'no-sentry.ts') } }),
    banner: { js: "import{createRequire as atlasmlRequire}from'node:module';const require=atlasmlRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return Code.fromAsset(outdir);
}
