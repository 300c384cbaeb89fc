import { writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { buildLean } from './lean/build.ts';
import { leaveOut } from './lean/leave-out.ts';
import { type BundledPackage, noticesText, packagesOf } from './notices.ts';

/** The functions there are, by the folder that holds their handler.ts. */
export const FUNCTION_NAMES = [
  'check-health',
  'check-logs',
  'check-memory',
  'report-incident',
  'verify-delivery',
  'send-digest',
  'answer',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

const ROOT = join(import.meta.dirname, '..');
const FUNCTIONS = join(ROOT, 'functions');
/** TypeScript in a clone, what it was compiled to in a package. */
const WRITTEN_IN = extname(import.meta.filename);
/** The file with the licences, in each bundle. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

/** A function's code, built when the CDK wants it: only for stacks that are asked for, and straight into its output folder. */
export function bundle(name: FunctionName, config: MonitorConfig): Code {
  return Code.fromAsset(join(FUNCTIONS, name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The CDK asks for an image even where the build below is all there is.
      image: DockerImage.fromRegistry('none'),
      // The CDK tells bundles of one folder apart by these options, and does not look into a function.
      environment: { MONITOR_CONFIG: JSON.stringify(config) },
      local: {
        tryBundle(folder) {
          buildBundle(name, config, folder);
          return true;
        },
      },
    },
  });
}

/**
 * Bundles one function into a folder with everything it needs, the AWS SDK of package-lock.json included, so that what was
 * tested is what runs. Sentry lands in a chunk of its own that only an error loads. The configuration becomes part of it.
 * The licences of what is in it stand beside it.
 * @returns the packages in it.
 */
export function buildBundle(name: FunctionName, config: MonitorConfig, folder: string): BundledPackage[] {
  const { define, ...lean } = leaveOut({ hasSentry: config.sentry !== undefined, hasSes: config.ses !== undefined });
  const metafile = buildLean({
    ...lean,
    entryPoints: { index: join(FUNCTIONS, name, `handler${WRITTEN_IN}`) },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    // The ES modules of the AWS SDK can be shaken down to the commands in use.
    mainFields: ['module', 'main'],
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // The configuration is pasted in.
    define: { ...define, MONITOR_CONFIG: JSON.stringify(config) },
    logLevel: 'error',
    absWorkingDir: ROOT,
  });
  const packages = packagesOf(metafile, ROOT);
  writeFileSync(join(folder, NOTICES), noticesText(packages));
  return packages;
}
