import { CRASH_LINE } from './crashes.ts';
import { NOISE } from './noise.ts';

/**
 * Lines that AtlasML's process writes without a level of its own, as Logs Insights reads them too. They are no errors by
 * themselves; a line that is none of these and has no level makes one ask whether the format changed.
 */
const KINDS = [
  // What continues the line before: printed JSON, tracebacks, groups of exceptions, the source line of a warning; no bar's `33%`.
  '[ \\t]+(?:[^\\s0-9]|[0-9.eE+-]+(?:[^0-9.eE+%-]|$))',
  '[{}\\[\\]]+,?\\s*$',
  'Traceback \\(most recent|During handling of the above|The above exception was|Exception ignored (?:in|while)',
  '(?:[A-Za-z_][\\w.]*)?(?:Error|Exception|Group|Warning|Exit|Interrupt|Timeout|Disconnect)(?:: |:?\\s*$)',
  '[a-z_]\\w*(?:\\.\\w+)+: [^ 0-9]',
  // Warnings of Python, `/path/file.py:12: UserWarning: …`, and what it says of a crash.
  '/[^ ]+: |<[a-z ._]+>:[0-9]+: ',
  '(?:Current thread|Thread) 0x|Extension modules: |Python runtime state: |Timeout \\([0-9:.]+\\)!|Garbage-collecting',
  // What asyncio tells of a task that nobody waited for.
  '(?:future|task|handle|protocol|transport|socket|server|asyncgen): <|(?:Object|Handle|Task) created at ',
  // Abseil, in which gRPC logs, https://abseil.io/docs/cpp/guides/logging
  '[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ [^ ]+:[0-9]+\\] |WARNING: All log messages before absl',
  // gunicorn, whose worker uvicorn can be.
  '\\[[0-9-]{10} [0-9:]{8} [+-][0-9]{4}\\] \\[[0-9]+\\] \\[[A-Z]+\\] ',
  // Printed by Sentry, by the clients of Weaviate, and by the libraries that load models.
  'Sentry is attempting to send |Waiting up to [0-9]+ sec|Press Ctrl-C to quit',
  'Connection to Weaviate failed|Is Weaviate running|The request to Weaviate timed out|Weaviate v[0-9]|Unfortunately, the gRPC|This error could be due|- (?:The )?gRPC |- your connection',
  'Check ?out your internet connection|Some weights of |You should probably TRAIN|Device set to use |huggingface/tokenizers: |To disable this warning|Xet Storage is enabled|Asking to ',
  CRASH_LINE,
  // A bar that ends its line.
  '\\s*$',
] as const;

/** What such a line begins with, and what stands before it. */
export const OTHER_LINE = `${NOISE}(?:${KINDS.join('|')})`;
