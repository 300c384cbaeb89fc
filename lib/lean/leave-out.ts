import { extname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** A module beside this one, which in a package is compiled. */
const written = (name: string) => join(import.meta.dirname, `${name}${extname(import.meta.filename)}`);

/**
 * What is left out of the bundles, in the options of esbuild. The time of a cold start that it saves is measured by
 * `npm run bench:cold`; parts.ts beside it leaves out what lies within packages.
 * @param hasSentry with Sentry its SDK lands in a chunk of its own that only an error loads; else it is left out whole.
 * @param hasSes with SES what sends by it, and what composes mails, lands in chunks that the first mail loads; else it is left out.
 */
export function leaveOut({ hasSentry, hasSes }: { hasSentry: boolean; hasSes: boolean }) {
  return {
    alias: {
      '@aws-sdk/credential-provider-node': written('credentials'),
      '@aws-sdk/middleware-endpoint-discovery': written('endpoint-discovery'),
      '@smithy/core/event-streams': written('event-streams'),
      // Reads what browsers call themselves.
      bowser: written('nothing'),
      ...(!hasSes && { '@aws-sdk/client-sesv2': written('no-ses'), 'nodemailer/lib/mail-composer': written('no-mail') }),
      ...(!hasSentry && { '@sentry/aws-serverless': written('no-sentry') }),
    },
    define: {
      // undici's own name for "as Node builds it": without its second parser, which is an experiment.
      esbuildDetection: 'true',
      // To ask what is one loads all of them, and nothing of ours sends or gets one.
      ReadableStream: 'undefined',
    },
    // undici's parser for processors without SIMD; Lambda's, arm64 and x86-64, have it.
    external: ['../llhttp/llhttp-wasm.js'],
    // What CommonJS asks for is a part of Node, but for what Sentry looks for.
    banner: {
      js: "const require=(id)=>process.getBuiltinModule(id)??process.getBuiltinModule('module').createRequire(import.meta.url)(id);",
    },
  } satisfies BuildOptions;
}

/** What stands in the place of a file of a package, by the end of its path. */
export const STAND_INS: Record<string, string> = {
  '@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js': written('settings'),
  '@smithy/core/dist-es/submodules/serde/util-body-length/calculateBodyLength.js': written('body-length'),
  '@smithy/core/dist-es/submodules/serde/uuid/v4.js': written('uuid'),
};
