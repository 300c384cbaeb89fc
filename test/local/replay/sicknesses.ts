import type { Sample } from '../../../local/replay/series.ts';
import { every, type Line, piece, probes, requests, reworded, START, STOP, well } from './sick-lines.ts';

/** What AtlasML, its host and its libraries write when they are sick, by the whole monitor: nothing is handed to a rule. */
export interface Sickness {
  title: string;
  /** The log of it. @param seconds how long it lasts. */
  log: (seconds: number) => Line[];
  /** @default 200 */
  seconds?: number;
  /** AtlasML starts anew after it. */
  restarts?: boolean;
  /** What a probe from outside gets meanwhile; where it is not given, the log tells. */
  outside?: NonNullable<Sample['health']>;
  /** The subject of the newest message within two minutes after its end; null when nobody is to be told. */
  told: RegExp | null;
  /** What no message may say. */
  not?: RegExp;
}

const OPENAI_500 = requests('docker/logs/d_server_errors', 500, 'openai.InternalServerError').filter((lines) =>
  lines.some(([, text]) => text.includes('suggest_competencies')),
);
const OPENAI_401 = requests('docker/logs/d_server_errors', 500, 'openai.AuthenticationError');
const OPENAI_429 = requests('docker/logs/d_server_errors', 500, 'openai.RateLimitError');
const GARBAGE = requests('docker/logs/d_server_errors', 400, 'Expecting value');
const SHORT = requests('docker/logs/d_server_errors', 400, 'Vector dimensions');
const AWAY = requests('docker/logs/d_weaviate_down', 500, 'Connection to Weaviate failed');
const MISFIT = requests('docker/logs/d_weaviate_down', 500, 'textAnalyzer');
const INVALID = requests('docker/logs/c_client_errors', 422);

/** OpenAI's answer in other words, as its client raises it: the exception by the status (openai/_exceptions.py). */
const openai = (exception: string, status: number, error: string) => (seconds: number) => [
  ...probes(seconds),
  ...every(
    8,
    OPENAI_500.map((lines) =>
      reworded(
        lines.filter(([, text]) => !text.includes('Retrying')),
        ['InternalServerError:', `${exception}:`],
        [/Error code: 500 - .*/g, `Error code: ${status} - ${error}`],
        [/HTTP\/1.1 500 Internal Server Error"$/g, `HTTP/1.1 ${status} x"`],
      ),
    ),
    seconds,
  ),
];
const weaviate = (details: string) => (seconds: number) => [
  ...probes(seconds),
  ...every(
    8,
    AWAY.map((lines) => reworded(lines, ['Connection to Weaviate failed. Details: Collection may not exist.', details])),
    seconds,
  ),
];
const asked = (...more: string[]): Line[] => [
  [0, '0000-00-00 00:00:00 - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest'],
  [0, '0000-00-00 00:00:00 - INFO - atlasml.app - 📥 Request body: {'],
  [0, '}'],
  ...more.map((text): Line => [0.01, text]),
];
const refused = (client: (k: number) => number, seconds: number): Line[] =>
  Array.from({ length: Math.floor(seconds / 6) }, (_, k) =>
    [
      ...asked('0000-00-00 00:00:00 - INFO - atlasml.app - 📤 Response: 401 (took 0.002s)'),
      [0.02, `INFO:     10.0.0.${client(k)}:4444 - "POST /api/v1/competency/suggest HTTP/1.1" 401 Unauthorized`] as Line,
    ].map(([at, text]): Line => [at + k * 6, text]),
  ).flat();
/** A start that is ended by these lines, again and again. */
const loop =
  (...ends: string[]) =>
  (seconds: number) =>
    every(12, [[...START.slice(0, 4), ...ends.map((text): Line => [2.9, text])]], seconds);
const UP = START.filter(([, text]) => !text.includes('Uvicorn running'));
const html = (title: string, server: string, status: number): NonNullable<Sample['health']> => ({
  status,
  headers: { 'content-type': 'text/html', server },
  body: `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>${server}</center></body></html>`,
  tookMs: 12,
});

// biome-ignore format: a row reads as a row
export const SICKNESSES: Sickness[] = [
  { title: 'OpenAI answers 500', log: (s) => [...probes(s), ...every(8, OPENAI_500, s)], told: /OpenAI fails/ },
  { title: 'OpenAI refuses the key', log: (s) => [...probes(s), ...every(8, OPENAI_401, s)], told: /OpenAI refuses .*key/ },
  { title: 'OpenAI limits the rate', log: (s) => [...probes(s), ...every(8, OPENAI_429, s)], told: /OpenAI limits the rate/ },
  { title: 'OpenAI answers with what is no JSON', log: (s) => [...probes(s), ...every(8, GARBAGE, s)], told: /OpenAI.* cannot be read/ },
  { title: 'OpenAI sends short vectors', log: (s) => [...probes(s), ...every(8, SHORT, s)], told: /vectors of another length/ },
  { title: 'the content filter', log: openai('BadRequestError', 400, "{'error': {'message': \"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.\", 'type': None, 'param': 'prompt', 'code': 'content_filter', 'status': 400}}"), told: /content filter/ },
  { title: 'a text longer than the model takes', log: openai('BadRequestError', 400, "{'error': {'message': \"This model's maximum context length is 8192 tokens, however you requested 9001 tokens\", 'type': 'invalid_request_error', 'param': None, 'code': 'context_length_exceeded'}}"), told: /too long|context length/, not: /limits the rate/ },
  { title: "the resource's network rules", log: openai('PermissionDeniedError', 403, "{'error': {'code': '403', 'message': 'Access denied due to Virtual Network/Firewall rules.'}}"), told: /firewall refuses AtlasML/, not: /refuses .*key/ },
  { title: 'the deployment is missing', log: openai('NotFoundError', 404, "{'error': {'code': 'DeploymentNotFound', 'message': 'The API deployment for this resource does not exist.'}}"), told: /deployment/ },
  { title: 'OpenAI cannot be reached', log: (s) => openai('APIConnectionError', 0, '')(s).map(([at, text]): Line => [at, text.replace(/Error code: 0 - /, 'Connection error.')]), told: /OpenAI.*reach/ },
  { title: 'OpenAI gives no answer in time', log: (s) => openai('APITimeoutError', 0, '')(s).map(([at, text]): Line => [at, text.replace(/Error code: 0 - /, 'Request timed out.')]), told: /OpenAI/ },

  { title: 'Weaviate is away', log: (s) => [...probes(s, 503), ...every(8, AWAY, s)], told: /Weaviate unreachable/ },
  { title: 'Weaviate is away, and nobody is awake', log: (s) => probes(s, 503), told: /Weaviate unreachable/ },
  { title: 'Weaviate hangs', log: (s) => piece('docker/logs/d_weaviate_down', 70, 70 + Math.min(s, 130)), seconds: 130, told: /Weaviate/ },
  { title: 'a collection is dropped', log: (s) => [...probes(s, 503, ['0000-00-00 00:00:00 - INFO - httpx - HTTP Request: GET http://weaviate:8080/v1/schema/Competency "HTTP/1.1 404 Not Found"']), ...every(8, MISFIT, s)], told: /collection Competency is missing/ },
  { title: 'Weaviate takes no writes', log: weaviate(`Object was not added! Unexpected status code: 422, with response body: {'error': [{'message': "put object: import into index competency: store is read-only due to: resource pressure"}]}.`), told: /read-only/ },
  { title: "Weaviate refuses AtlasML's key", log: weaviate("Unexpected status code: 401, with response body: {'code': 401, 'message': 'unauthorized: invalid api key'}."), told: /Weaviate refuses/ },
  { title: "Weaviate's gRPC port is closed", log: weaviate('Query call with protocol GRPC search failed with message <AioRpcError of RPC that terminated with: status = StatusCode.UNAVAILABLE details = "failed to connect to all addresses">.'), told: /gRPC/ },

  { title: 'a setting is missing', log: (s) => every(12, [piece('docker/logs/f_crash_loop_bad_env', 0, 5)], s), restarts: true, told: /wrong setting/ },
  { title: 'it starts without Weaviate', log: (s) => every(14, [piece('logs/weaviate-down-at-start', 0, 8)], s), restarts: true, told: /without Weaviate/ },
  { title: 'its port is taken', log: loop(...UP.slice(4).map(([, text]) => text), "ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use", 'INFO:     Waiting for application shutdown.', '0000-00-00 00:00:00 - INFO - atlasml.app - Shutting down AtlasML API...', '0000-00-00 00:00:00 - INFO - atlasml.app - Weaviate client closed.', 'INFO:     Application shutdown complete.'), restarts: true, told: /port is taken/ },
  { title: 'native code crashes at each start', log: loop('Fatal Python error: Segmentation fault', 'Current thread 0x00007f2b (most recent call first):', '  File "/atlasml/.venv/lib/python3.13/site-packages/torch/nn/modules/linear.py", line 125 in forward'), restarts: true, told: /crashes in native code/ },
  { title: 'uvicorn cannot find the application', log: loop('ERROR:    Error loading ASGI app. Could not import module "atlasml.app".'), restarts: true, told: /cannot start|keeps restarting/ },
  { title: 'a module is missing', log: loop('Traceback (most recent call last):', '  File "/atlasml/atlasml/app.py", line 12, in <module>', '    import weaviate', "ModuleNotFoundError: No module named 'weaviate'"), restarts: true, told: /cannot start/ },
  { title: 'it is stopped in order and not started again', log: () => STOP, restarts: true, told: /stopped normally/ },
  { title: 'it is stopped in order in mid-traffic, by a deploy of 15 s', log: () => STOP, seconds: 15, restarts: true, told: null },
  { title: 'it is killed with a request in flight and started again at once', log: () => asked(), seconds: 8, restarts: true, told: /was killed/ },
  { title: 'it is killed with nobody asking and started again at once', log: () => [], seconds: 8, restarts: true, told: /was killed/ },
  { title: 'it is killed for memory, as the shell says, and started again at once', log: () => [[0, 'Killed']], seconds: 10, restarts: true, told: /killed for memory/ },
  { title: 'the process is stopped (SIGSTOP) between two requests', log: () => [], told: /frozen/, not: /OpenAI's|Weaviate's/ },
  { title: 'a call to OpenAI hangs', log: () => asked('0000-00-00 00:00:00 - INFO - atlasml.routers.competency - Suggesting competencies for description: x...', '0000-00-00 00:00:00 - INFO - httpx - HTTP Request: GET http://weaviate:8080/v1/schema/SemanticCluster "HTTP/1.1 200 OK"', '0000-00-00 00:00:00 - INFO - atlasml.clients.weaviate - --- All collections initialized with schemas ---'), told: /hanging call to OpenAI/ },

  { title: 'a client sends bad requests', log: (s) => [...probes(s), ...every(5, INVALID, s)], told: null },
  { title: 'all clients are refused', log: (s) => [...probes(s), ...refused((k) => k % 9, s)], seconds: 300, told: /9 clients refused/ },
  { title: 'one client is refused, others are served', log: (s) => [...well(s), ...refused(() => 7, s)], seconds: 300, told: /refused/ },

  { title: 'nginx does not reach AtlasML', log: well, outside: html('502 Bad Gateway', 'nginx/1.27.3', 502), told: /nginx|proxy/ },
  { title: 'nginx waits for AtlasML in vain', log: well, outside: html('504 Gateway Time-out', 'nginx/1.27.3', 504), told: /nginx|proxy/ },
  { title: 'HAProxy has no server', log: well, outside: { status: 503, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n', tookMs: 3 }, told: /HAProxy|proxy/ },
  { title: 'Traefik knows no route', log: well, outside: { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n', tookMs: 3 }, told: /route/ },
  { title: "Cloudflare's origin is down", log: well, outside: { status: 521, headers: { 'content-type': 'text/plain; charset=UTF-8', server: 'cloudflare', 'cf-ray': '8f1-FRA' }, body: 'error code: 521', tookMs: 30 }, told: /Cloudflare|proxy/ },
  { title: 'Apache as a proxy has no AtlasML behind it', log: well, outside: { status: 503, headers: { 'content-type': 'text/html; charset=iso-8859-1', server: 'Apache/2.4.62 (Debian)' }, body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>503 Service Unavailable</title>\n</head><body>\n<h1>Service Unavailable</h1>\n<address>Apache/2.4.62 (Debian) Server</address></body></html>', tookMs: 3 }, told: /Apache|proxy/ },
  { title: 'a login page stands before AtlasML', log: well, outside: { status: 200, headers: { 'content-type': 'text/html', server: 'nginx' }, body: '<!doctype html><html><head><title>Sign in</title></head><body><form action="/login" method="post"></form></body></html>', tookMs: 9 }, told: /page|proxy|HTML/ },
  { title: 'the proxy drops the connection', log: well, outside: { error: 'ECONNRESET', tookMs: 4, connected: true }, told: /closed|proxy/ },
  { title: 'the certificate has expired', log: well, outside: { error: 'CERT_HAS_EXPIRED', tookMs: 20, connected: true }, told: /certificate/ },
];
