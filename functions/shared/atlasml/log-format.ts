/**
 * How AtlasML writes its log, read from its source (app.py, logging format) and from recorded logs.
 * Patterns are text for both JavaScript and Logs Insights: no look-around, no flags, nothing undocumented.
 */

/** Loggers that exist in AtlasML's process. A line with any other logger is text that somebody sent. */
export const KNOWN_LOGGERS = [
  'atlasml',
  'uvicorn',
  'httpx',
  'httpcore',
  'weaviate',
  'weaviate-client',
  'openai',
  'sentry_sdk',
  'asyncio',
  'fastapi',
  'starlette',
  'grpc',
  'urllib3',
  'authlib',
  'sentence_transformers',
  'transformers',
  'huggingface_hub',
  'py\\.warnings',
] as const;

/** Colours that uvicorn adds when it believes it has a terminal. */
const COLOUR = '(?:\\x1b\\[[0-9;]*m)*';
const STAMP = '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}';
const LOGGER = `(?:${KNOWN_LOGGERS.join('|')})(?:\\.[\\w.]+)?`;

/** `2026-11-25 10:31:12 - LEVEL - logger - `, AtlasML's own prefix with a logger it has. */
export const appPrefix = (level: string, logger: string = LOGGER) => `${STAMP} - ${level} - ${logger} - `;

/** `LEVEL:     `, uvicorn's prefix. */
export const uvicornPrefix = (level: string) => `${COLOUR}${level}${COLOUR}: +`;

/** What tqdm writes while a bar is open: no line end, so that the next line is glued behind it. */
const PROGRESS = '(?:\\s?[A-Za-z][A-Za-z ]*: +[0-9]+%\\|[^|]*\\| [0-9]+/[0-9]+ \\[[^\\]]*\\])';

/** AtlasML's own prefix, also behind progress bars. */
export const appLine = (level: string) => `${PROGRESS}*${appPrefix(level)}`;

const BEFORE_LINE = new RegExp(`^${PROGRESS}+(?=${STAMP} - )`);

/** A line without the progress bars it is glued behind. */
export const withoutProgress = (text: string): string => text.replace(BEFORE_LINE, '');

/** What the kernel, the C library and Python write when native code ends the process: no line of AtlasML's. */
export const CRASH_LINE =
  '(?:Fatal Python error: |(?:Segmentation fault|Killed|Aborted|Illegal instruction|Bus error)(?: \\(core dumped\\))?\\s*$|' +
  '(?:free|malloc|realloc|munmap_chunk)\\(\\): |double free or corruption|corrupted |terminate called )';

/** uvicorn's access line up to the path, then whatever `path` matches up to the end of the request line. */
export const accessLine = (method: string, path: string, status: string, client = '[^ ]*') =>
  `${uvicornPrefix('INFO')}${client} - "${COLOUR}${method} ${path} HTTP/[0-9.]+${COLOUR}" ${COLOUR}${status}`;

/** The marker of a request's start, `🔄 POST /path`; any character may be the sign, so that none needs an escape. */
export const REQUEST_START = `${appPrefix('INFO', 'atlasml\\.app')}[^ ]+ (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /`;

/** The marker of a request's end, `📤 Response: 200 (took 0.342s)`, up to the status. */
export const REQUEST_END = `${appPrefix('INFO', 'atlasml\\.app')}[^ ]+ Response: `;

/** The first line of every start of the process, also of one that fails at once. */
export const PROCESS_START = `${appPrefix('INFO', 'atlasml\\.config')}Loading settings from environment`;

/** uvicorn's last word when AtlasML cannot start. */
export const FAILED_START = `${uvicornPrefix('ERROR')}Application startup failed`;

/** uvicorn's word that AtlasML is up. */
export const STARTED = `${uvicornPrefix('INFO')}Application startup complete`;

/** An exception that left the application: such a request has no end line. */
export const ASGI_EXCEPTION = `${uvicornPrefix('ERROR')}Exception in ASGI application`;

/** Texts after `Validation error in …:` that show a fault of ours although the status is 400. */
export const SERVER_FAULTS_BEHIND_400 = [
  'No competency found for cluster',
  'Expecting value: line 1 column 1 \\(char 0\\)',
  'Vector dimensions must match',
] as const;

/** Lines that continue the line before: printed JSON, tracebacks, wrapped messages, what the health check prints of Weaviate. */
export const CONTINUATION =
  '(?:\\s|[{}\\[\\]]+,?\\s*$|Traceback \\(most recent|During handling of the above|The above exception was|Exception ignored in|Connection to Weaviate failed|' +
  '[A-Za-z_][\\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Timeout|Disconnect)\\b|/[^ ]+: )';

/** The multi-line pattern to use in Docker's awslogs driver, if any: it keeps uvicorn's lines apart. */
export const MULTILINE_PATTERN = '^(\\d{4}-\\d{2}-\\d{2} |[A-Z]+: )';

/** Docker cuts longer lines into events of this many bytes. */
export const CHUNK_LENGTH = 16_384;
