import { COLOUR, NOISE } from './noise.ts';

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
  'apscheduler',
  'concurrent',
  'datasets',
  'dotenv',
  'filelock',
  'fsspec',
  'matplotlib',
  'numexpr',
  'PIL',
  'MARKDOWN',
  'torch',
  'watchfiles',
] as const;

export const STAMP = '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}';
const LOGGER = `(?:${KNOWN_LOGGERS.join('|')})(?:\\.[\\w.]+)?`;

/** ` - ` with the colours that may stand around it. */
const DASH = `${COLOUR} - ${COLOUR}`;

/** What stands before the level in AtlasML's own prefix. */
export const BEFORE_LEVEL = `${STAMP}${DASH}`;

/** `LEVEL - logger - `: the prefix from the level on. */
export const fromLevel = (level: string, logger: string = LOGGER) => `${level}${DASH}${logger}${DASH}`;

/** `2026-11-25 10:31:12 - LEVEL - logger - `, AtlasML's own prefix with a logger it has. */
export const appPrefix = (level: string, logger: string = LOGGER) => `${BEFORE_LEVEL}${fromLevel(level, logger)}`;

/** The same, also behind progress bars and colours. */
export const appLine = (level: string) => `${NOISE}${appPrefix(level)}`;

/**
 * Behind uvicorn's level, padded to ten columns: two blanks at least. One blank is Abseil's `WARNING: `.
 * Source: uvicorn/logging.py, DefaultFormatter.
 */
export const BEHIND_LEVEL = `${COLOUR}:${COLOUR} {2,}${COLOUR}`;

/** `LEVEL:     `, uvicorn's prefix. */
export const uvicornPrefix = (level: string) => `${level}${BEHIND_LEVEL}`;

/** A request as uvicorn tells it, from the method on. `path` matches up to the end of the request line. */
export const asked = (method: string, path: string, status: string) =>
  `${method} ${path} HTTP/[0-9.]+${COLOUR}" ${COLOUR}${status}`;

/** uvicorn's access line behind its level, up to the method. */
export const askedBy = (client: string) => `${client} - "${COLOUR}`;

/** uvicorn's access line. */
export const accessLine = (method: string, path: string, status: string) =>
  `${uvicornPrefix('INFO')}${askedBy('[^ ]*')}${asked(method, path, status)}`;

/** A line that AtlasML writes itself: its logger, and how its text begins. */
export interface OwnLine {
  level: string;
  logger: string;
  text: string;
}

/** The lines that are counted. The sign before a request's start and end is any character, so that none needs an escape. */
export const OWN_LINES = {
  /** `🔄 POST /path` */
  requestStart: { level: 'INFO', logger: 'atlasml\\.app', text: '[^ ]+ (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /' },
  /** `📤 Response: 200 (took 0.342s)`, up to the status. */
  requestEnd: { level: 'INFO', logger: 'atlasml\\.app', text: '[^ ]+ Response: ' },
  /** The first line of every start of the process, also of one that fails at once. */
  processStart: { level: 'INFO', logger: 'atlasml\\.config', text: 'Loading settings from environment' },
} as const satisfies Record<string, OwnLine>;

const whole = ({ level, logger, text }: OwnLine) => `${appPrefix(level, logger)}${text}`;

export const REQUEST_START = whole(OWN_LINES.requestStart);
export const REQUEST_END = whole(OWN_LINES.requestEnd);
export const PROCESS_START = whole(OWN_LINES.processStart);

/** How the lines of uvicorn begin that are counted, behind their level. */
export const UVICORN_TEXTS = {
  /** Its last word when AtlasML cannot start. */
  failedStart: 'Application startup failed',
  /** AtlasML is up. */
  started: 'Application startup complete',
  /** It stops in order. */
  stopped: '(?:Shutting down|Application shutdown complete|Finished server process)',
  /** An exception that left the application: such a request has no end line. */
  asgiException: 'Exception in ASGI application',
} as const;

export const FAILED_START = `${uvicornPrefix('ERROR')}${UVICORN_TEXTS.failedStart}`;
export const STARTED = `${uvicornPrefix('INFO')}${UVICORN_TEXTS.started}`;
export const STOPPED = `${uvicornPrefix('INFO')}${UVICORN_TEXTS.stopped}`;
export const ASGI_EXCEPTION = `${uvicornPrefix('ERROR')}${UVICORN_TEXTS.asgiException}`;

/** The multi-line pattern to use in Docker's awslogs driver, if any: it keeps uvicorn's lines apart. */
export const MULTILINE_PATTERN = '^(\\d{4}-\\d{2}-\\d{2} |[A-Z]+: )';
