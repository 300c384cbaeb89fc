import type { LogEvent } from '../../../insights/index.ts';
import type { Recording } from '../../../local/replay/recording.ts';
import type { Sample } from '../../../local/replay/series.ts';

export const BEGIN = Date.parse('2026-11-26T02:00:00Z');
const WEAVIATE = 'http://weaviate:8080/v1';

type Probe = NonNullable<Sample['health']>;

const PARTS = ['Exercise', 'Competency', 'SemanticCluster'];
const body = (status: string, weaviate: object) => JSON.stringify({ status, components: { api: { status: 'ok' }, weaviate } });
const answer = (status: number, text: string): Probe => ({
  status,
  headers: { 'content-type': 'application/json', server: 'uvicorn' },
  body: text,
  tookMs: 20,
});

/** What a probe meets, as the recorded AtlasML answered. */
export const PROBES = {
  well: answer(200, body('ok', { status: 'ok', collections: Object.fromEntries(PARTS.map((p) => [p, { status: 'ok' }])) })),
  unreachable: answer(503, body('error', { status: 'error', message: 'Weaviate is unreachable' })),
  silent: { error: 'timeout', tookMs: 10_000, connected: true },
  refused: { error: 'ECONNREFUSED', tookMs: 1, connected: false },
} satisfies Record<string, Probe>;

/** A log as AtlasML writes it, and what a probe meets meanwhile; times are seconds from the begin. */
export class Story {
  readonly #events: LogEvent[] = [];
  readonly #probes: { from: number; probe: Probe }[] = [];

  /** Lines of one moment; those that begin with a level get AtlasML's stamp. */
  say(second: number, ...lines: string[]): this {
    const timestamp = BEGIN + Math.round(second * 1000);
    const stamp = new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');
    for (const line of lines) this.#events.push({ timestamp, message: line.replace(/^(?=[A-Z]+ - )/, `${stamp} - `) });
    return this;
  }

  /** From this second on. */
  probe(from: number, name: keyof typeof PROBES): this {
    this.#probes.push({ from, probe: PROBES[name] });
    return this;
  }

  start(second: number): this {
    this.say(
      second,
      'INFO - atlasml.config - Loading settings from environment variables',
      'INFO:     Started server process [1]',
    );
    return this.say(second + 4, 'INFO - atlasml.app - 🌐 API running on port 8000', 'INFO:     Application startup complete.');
  }

  /** A start that ends because Weaviate refuses the connection, as it was recorded. */
  failedStart(second: number): this {
    this.say(
      second,
      'INFO - atlasml.config - Loading settings from environment variables',
      'INFO:     Started server process [1]',
    );
    return this.say(
      second + 1,
      'ERROR - atlasml.clients.weaviate - ❌ Unexpected error connecting to Weaviate: Connection to Weaviate failed. Details: Error: [Errno 111] Connection refused',
      'ERROR:    Traceback (most recent call last):',
      '  File "/atlasml/atlasml/clients/weaviate.py", line 162, in __init__',
      '    self.client = weaviate.connect_to_custom(',
      'atlasml.clients.weaviate.WeaviateConnectionError: Unexpected connection error: Connection to Weaviate failed.',
      'ERROR:    Application startup failed. Exiting.',
    );
  }

  /** Docker's health check every 30 s; `status` 503 while Weaviate is away. */
  health(from: number, to: number, status: 200 | 503 = 200): this {
    for (let at = from; at < to; at += 30) {
      const reads = PARTS.map((p) => `INFO - httpx - HTTP Request: GET ${WEAVIATE}/schema/${p} "HTTP/1.1 200 OK"`);
      const work = status === 200 ? reads : ['Connection to Weaviate failed. Details: '];
      const words = status === 200 ? '200 OK' : '503 Service Unavailable';
      this.say(at, 'INFO - atlasml.app - 🔄 GET /api/v1/health/', ...work);
      this.say(at, `INFO - atlasml.app - 📤 Response: ${status} (took 0.020s)`);
      this.say(at, `INFO:     127.0.0.1:4242 - "GET /api/v1/health/ HTTP/1.1" ${words}`);
    }
    return this;
  }

  /** Users who ask every 11 s and are served. */
  users(from: number, to: number): this {
    for (let at = from; at < to; at += 11) {
      this.hang(at, 'openai').say(
        at + 0.4,
        `INFO - httpx - HTTP Request: POST http://openai/openai/deployments/te/embeddings "HTTP/1.1 200 OK"`,
        'INFO - atlasml.app - 📤 Response: 200 (took 0.400s)',
        'INFO:     10.0.0.7:5151 - "POST /api/v1/competency/suggest HTTP/1.1" 200 OK',
      );
    }
    return this;
  }

  /** The lines of a request up to the call that hangs. */
  hang(second: number, who: 'openai' | 'weaviate'): this {
    this.say(
      second,
      'INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest',
      'INFO - atlasml.routers.competency - Suggesting competencies for description: x',
    );
    if (who === 'openai')
      return this.say(
        second,
        ...PARTS.map((p) => `INFO - httpx - HTTP Request: GET ${WEAVIATE}/schema/${p} "HTTP/1.1 200 OK"`),
        'INFO - atlasml.clients.weaviate - --- All collections initialized with schemas ---',
      );
    return this.say(
      second,
      'INFO - atlasml.clients.weaviate - --- All collections initialized with schemas ---',
      'INFO - httpx - HTTP Request: POST http://openai/openai/deployments/te/embeddings "HTTP/1.1 200 OK"',
      "INFO - atlasml.clients.weaviate - --- GETTING EMBEDDINGS BY PROPERTY FROM WEAVIATE COLLECTION 'Competency' ---",
    );
  }

  /** The whole as a recording that lasts until that second. */
  until(second: number): Recording {
    const probes = this.#probes.toSorted((a, b) => a.from - b.from);
    const series = Array.from({ length: Math.ceil(second / 10) + 1 }, (_, i): Sample => {
      const probe = probes.findLast(({ from }) => from <= i * 10)?.probe ?? PROBES.well;
      return { atMs: BEGIN + i * 10_000, health: probe };
    });
    return { events: this.#events.toSorted((a, b) => a.timestamp - b.timestamp), series };
  }
}
