import { buildSync } from 'esbuild';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';

/** The packages of record whose code a function may hold, each whole. */
const PACKAGES = [
  '@sentry/aws-serverless',
  'undici',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-cloudwatch-logs',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-sesv2',
  '@aws-sdk/client-sns',
  '@aws-sdk/client-ssm',
];

/**
 * check-health as a bundle that loads everything at once: its own code, and each package that a function of this project may hold, whole and as
 * it comes. Of commit 2926b9f, before anything was left out, the function took 0.43 to 0.49 of such a bundle; the figure that was known of it
 * is 0.45 to 0.48.
 */
export function bundleEverything(config: MonitorConfig, outfile: string): void {
  const imports = PACKAGES.map((name, i) => `import * as p${i} from '${name}';`).join('');
  const kept = PACKAGES.map((_, i) => `p${i}`).join(',');
  const contents = `${imports}globalThis.kept=[${kept}];export{handler}from'./functions/check-health/handler.ts';`;
  buildSync({
    stdin: { contents, resolveDir: process.cwd() },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    format: 'esm',
    define: { MONITOR_CONFIG: JSON.stringify(config) },
    banner: { js: "import{createRequire as make}from'node:module';const require=make(import.meta.url);" },
    logLevel: 'error',
  });
}
