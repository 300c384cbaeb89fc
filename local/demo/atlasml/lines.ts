/** AtlasML's log lines, in the format that was recorded from a real one. */
export type Line = string;

const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const app = (ms: number, level: string, logger: string, text: string): Line => `${stamp(ms)} - ${level} - ${logger} - ${text}`;

export function startLines(ms: number): Line[] {
  return [
    app(ms, 'INFO', 'atlasml.config', 'Loading settings from environment variables'),
    'INFO:     Started server process [1]',
    'INFO:     Waiting for application startup.',
    app(ms, 'INFO', 'atlasml.app', '🚀 Starting AtlasML API...'),
  ];
}

export function startedLines(ms: number): Line[] {
  return [
    app(ms, 'INFO', 'atlasml.app', '🔌 Weaviate client status: Connected'),
    app(ms, 'INFO', 'atlasml.app', '🌐 API running on port 8000'),
    'INFO:     Application startup complete.',
  ];
}

export function failedStartLines(ms: number): Line[] {
  return [
    ...startLines(ms),
    app(
      ms,
      'ERROR',
      'atlasml.clients.weaviate',
      '❌ Unexpected error connecting to Weaviate: Connection to Weaviate failed. Details: Error: [Errno 111] Connection refused',
    ),
    'ERROR:    Traceback (most recent call last):',
    '  File "/atlasml/atlasml/clients/weaviate.py", line 162, in __init__',
    'atlasml.clients.weaviate.WeaviateConnectionError: Unexpected connection error: Connection to Weaviate failed.',
    'ERROR:    Application startup failed. Exiting.',
  ];
}

/** A start that ends while the settings are read: `raise` at import, before uvicorn says anything. */
export function missingVariableLines(ms: number): Line[] {
  return [
    app(ms, 'INFO', 'atlasml.config', 'Loading settings from environment variables'),
    'Traceback (most recent call last):',
    '  File "/atlasml/.venv/bin/uvicorn", line 10, in <module>',
    '    sys.exit(main())',
    '  File "/atlasml/atlasml/config.py", line 74, in get_settings',
    '    raise ValueError(f"Missing required environment variable: {name}")',
    'ValueError: Missing required environment variable: OPENAI_API_KEY',
  ];
}

/** uvicorn's own words at a stop in order, and AtlasML's between them. */
export function stoppedLines(ms: number): Line[] {
  return [
    'INFO:     Shutting down',
    'INFO:     Waiting for application shutdown.',
    app(ms, 'INFO', 'atlasml.app', 'Shutting down AtlasML API...'),
    'INFO:     Application shutdown complete.',
    'INFO:     Finished server process [1]',
  ];
}

/** A request that FastAPI refuses for its form. */
export function rejectedLines(ms: number, method: string, path: string): Line[] {
  return [
    app(ms, 'ERROR', 'atlasml.app', `❌ Validation error for ${method} ${path}`),
    app(
      ms,
      'ERROR',
      'atlasml.app',
      "❌ Validation details: [{'type': 'missing', 'loc': ('body', 'course_id'), 'msg': 'Field required', 'input': {}}]",
    ),
    app(ms, 'ERROR', 'atlasml.app', "❌ Request body was: b'{}'"),
  ];
}

export function requestLines(ms: number, method: string, path: string, body: string | undefined): Line[] {
  const start = app(ms, 'INFO', 'atlasml.app', `🔄 ${method} ${path}`);
  if (!body) return [start];
  return [start, ...app(ms, 'INFO', 'atlasml.app', `📥 Request body: ${JSON.stringify(JSON.parse(body), null, 2)}`).split('\n')];
}

export interface Answered {
  method: string;
  path: string;
  client: string;
  status: number;
  reason: string;
  tookSeconds: number;
}

export function answerLines(ms: number, { method, path, client, status, reason, tookSeconds }: Answered): Line[] {
  return [
    app(ms, 'INFO', 'atlasml.app', `📤 Response: ${status} (took ${tookSeconds.toFixed(3)}s)`),
    `INFO:     ${client} - "${method} ${path} HTTP/1.1" ${status} ${reason}`,
  ];
}

export function failureLines(ms: number, cause: string): Line[] {
  return [
    app(ms, 'ERROR', 'atlasml.utils', `Unexpected error in suggest_competencies: ${cause}`),
    'Traceback (most recent call last):',
    '  File "/atlasml/atlasml/routers/competency.py", line 61, in suggest_competencies',
    '    raise Exception(cause)',
    `Exception: ${cause}`,
  ];
}
