import { extname, join } from 'node:path';

const here = (file: string) => join(import.meta.dirname, file);
/** A module beside this one, which in a package is compiled. */
const written = (name: string) => here(`${name}${extname(import.meta.filename)}`);

/**
 * What is left out of the bundles, in the options of esbuild. The functions of the cold start that it saves are measured by
 * `npm run bench:cold`.
 * @param hasSentry with Sentry its SDK lands in a chunk of its own that only an error loads; else it is left out whole.
 * @param hasSes with SES what sends by it, and what composes mails, lands in chunks that the first mail loads; else it is left out.
 */
export function leaveOut({ hasSentry, hasSes }: { hasSentry: boolean; hasSes: boolean }) {
  return {
    alias: {
      'node:http': here('http.cjs'),
      // Else it would be looked for below the next one.
      'node:util/types': here('util-types.cjs'),
      'node:util': here('util.cjs'),
      'node:process': here('process.cjs'),
      '@aws-sdk/credential-provider-node': written('credentials'),
      // Reads what browsers call themselves.
      bowser: written('nothing'),
      ...(!hasSes && { '@aws-sdk/client-sesv2': written('no-ses'), 'nodemailer/lib/mail-composer': written('no-mail') }),
      ...(!hasSentry && { '@sentry/aws-serverless': written('no-sentry') }),
    },
    // undici's own name for "as Node builds it": without its second parser, which is an experiment.
    define: { esbuildDetection: 'true' },
    // Its parser for processors without SIMD; Lambda's, arm64 and x86-64, have it.
    external: ['../llhttp/llhttp-wasm.js'],
  };
}
