import type { OwnLine } from './log-format.ts';

/** Which statuses AtlasML's own handlers make of what, and whose fault it is. Read from its source at this commit. */
export const SOURCE = 'https://github.com/ls1intum/edutelligence/tree/b720195/atlas/AtlasMl/atlasml';

/** client: its request is wrong. server: AtlasML or what it depends on failed. by-text: see CLIENT_TEXTS. */
export type Fault = 'client' | 'server' | 'by-text';

export interface StatusFault {
  /** What was raised, or what happened. */
  when: string;
  status: number;
  fault: Fault;
  /** The line that is written, if any; `text` is a pattern of its first words. */
  line?: OwnLine;
  /** Its place in the source: file and lines, or the library. */
  place: string;
}

/** A route names itself in the line. */
const OPERATION = '[A-Za-z_]+';
const utils = (words: string): OwnLine => ({
  level: 'ERROR',
  logger: 'atlasml\\.utils',
  text: `${words} in ${OPERATION}: `,
});
const health = (text: string): OwnLine => ({ level: 'ERROR', logger: 'atlasml\\.routers\\.health', text });
const app = (text: string): OwnLine => ({ level: 'ERROR', logger: 'atlasml\\.app', text: `[^ ]+ ${text}` });

export const STATUS_FAULTS: readonly StatusFault[] = [
  {
    when: 'WeaviateConnectionError',
    status: 503,
    fault: 'server',
    line: utils('Weaviate connection error'),
    place: 'utils.py:28-33',
  },
  {
    when: 'WeaviateOperationError',
    status: 500,
    fault: 'server',
    line: utils('Weaviate operation error'),
    place: 'utils.py:34-39',
  },
  { when: 'ValueError', status: 400, fault: 'by-text', line: utils('Validation error'), place: 'utils.py:40-45' },
  { when: 'KeyError', status: 400, fault: 'server', line: utils('Missing required data'), place: 'utils.py:46-51' },
  { when: 'KeyError', status: 400, fault: 'server', line: utils('Key error'), place: 'not at this commit; seen of others' },
  { when: 'TypeError', status: 400, fault: 'server', line: utils('Type error'), place: 'utils.py:52-56' },
  { when: 'MemoryError', status: 507, fault: 'server', line: utils('Memory error'), place: 'utils.py:57-62' },
  { when: 'TimeoutError', status: 408, fault: 'server', line: utils('Timeout error'), place: 'utils.py:63-68' },
  { when: 'any other exception', status: 500, fault: 'server', line: utils('Unexpected error'), place: 'utils.py:69-74' },
  {
    when: 'an exception outside the routes, or in a handler of exceptions',
    status: 500,
    fault: 'server',
    line: { level: 'ERROR', logger: 'uvicorn', text: 'Exception in ASGI application' },
    place: 'uvicorn, run_asgi',
  },
  { when: 'RequestValidationError', status: 422, fault: 'client', line: app('Validation error for '), place: 'app.py:126-139' },
  {
    when: 'no Authorization header',
    status: 401,
    fault: 'client',
    line: { level: 'WARNING', logger: 'atlasml\\.dependencies', text: 'No Authorization header provided' },
    place: 'dependencies.py:32-34',
  },
  { when: 'a key that is none', status: 403, fault: 'client', place: 'dependencies.py:55, 68' },
  { when: 'a body that cannot be decoded', status: 400, fault: 'client', place: 'fastapi/routing.py, get_request_handler' },
  { when: 'no such path', status: 404, fault: 'client', place: 'starlette/routing.py' },
  { when: 'no such method', status: 405, fault: 'client', place: 'starlette/routing.py' },
  {
    when: 'no client of Weaviate',
    status: 503,
    fault: 'server',
    line: health('Failed to initialize Weaviate client'),
    place: 'routers/health.py:39-49',
  },
  {
    when: 'Weaviate is not asked',
    status: 503,
    fault: 'server',
    line: health('Weaviate liveness check failed'),
    place: 'routers/health.py:53-63',
  },
  { when: 'Weaviate is not alive', status: 503, fault: 'server', place: 'routers/health.py:65-74' },
  {
    when: 'a collection is not asked for',
    status: 503,
    fault: 'server',
    line: health('Failed to check required Weaviate collection '),
    place: 'routers/health.py:80-94',
  },
  { when: 'a collection is missing', status: 503, fault: 'server', place: 'routers/health.py:101-110' },
  {
    when: 'competencies are not read',
    status: 503,
    fault: 'server',
    line: health('Competency collection readability check failed'),
    place: 'routers/health.py:114-124',
  },
];

/**
 * The texts of a ValueError that are the client's fault; any other is a fault of ours: pydantic's and JSON's errors are
 * ValueErrors too, raised by what Weaviate and OpenAI answered, and so are those of numpy and of a collection that is gone.
 */
export const CLIENT_TEXTS: readonly { text: string; place: string }[] = [
  { text: `${OPERATION} must be a string`, place: 'utils.py:92' },
  { text: `${OPERATION} cannot be empty`, place: 'utils.py:95, 98' },
  { text: 'At least one competency or exercise must be', place: 'routers/competency.py:109' },
  { text: 'No exercise or competency found', place: 'ml/pipeline_workflows.py:41' },
  { text: 'Source or target competency not found', place: 'ml/pipeline_workflows.py:83' },
  // Of an id that is 0.
  { text: 'Property name and value must be provided', place: 'clients/weaviate.py:429, 643' },
  // Of an id that has more than 64 bits; of half a surrogate pair; of a number with too many digits.
  { text: 'Value out of range: ', place: 'protobuf' },
  { text: "'utf-8' codec can't encode character", place: 'Python, str.encode' },
  { text: 'Exceeds the limit \\(', place: 'Python, int' },
];

const behind400 = STATUS_FAULTS.filter(({ status, fault, line }) => status === 400 && line && fault !== 'client');
const anyOf = (alternatives: readonly string[]) => `(?:${alternatives.join('|')})`;

/** The lines behind a 400 that are no client's fault unless their text says so. All have one logger. */
export const LINE_BEHIND_400: OwnLine = {
  level: 'ERROR',
  logger: 'atlasml\\.utils',
  text: anyOf(behind400.flatMap(({ line }) => line?.text ?? [])),
};

/** Those of them that are the client's fault. */
export const CLIENT_LINE_BEHIND_400: OwnLine = {
  ...LINE_BEHIND_400,
  text: `${anyOf(behind400.flatMap(({ fault, line }) => (fault === 'by-text' && line ? line.text : [])))}${anyOf(CLIENT_TEXTS.map(({ text }) => text))}`,
};

/** Statuses below 500 that only a fault of ours has. */
export const STATUSES_OF_OURS: readonly number[] = [...Map.groupBy(STATUS_FAULTS, ({ status }) => status)]
  .filter(([status, rows]) => status < 500 && rows.every(({ fault }) => fault === 'server'))
  .map(([status]) => status);

/** What AtlasML logs at ERROR of a request that is the client's fault; the lines of a 422 repeat its body. */
const CLIENTS_LINE = new RegExp(
  `^(?:[^ ]+ (?:Validation error for |Validation details: |Request body was: )|${CLIENT_LINE_BEHIND_400.text})`,
);

/** True of the text of an error line, without its prefix, that tells a client's fault. */
export const isClientsFault = (text: string): boolean => CLIENTS_LINE.test(text);
