#!/usr/bin/env node
import { existsSync } from 'node:fs';

// What `cdk --app` runs where the monitor was installed as a package; a clone has cdk.json.
const written = new URL('./app.ts', import.meta.url);
try {
  await import(existsSync(written) ? written.href : new URL('../dist/bin/app.js', import.meta.url).href);
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(
    `${error.message.split(' imported from')[0]}. To deploy, install beside it: npm install aws-cdk aws-cdk-lib constructs cdk-nag esbuild\n`,
  );
  process.exitCode = 2;
}
