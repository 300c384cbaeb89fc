import { closeSync, openSync, writeSync } from 'node:fs';

/** A generator of pseudo-random numbers from 0 to 1 (mulberry32): the same seed gives the same file on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Form = 'text' | 'jsonl';

/**
 * Writes a log like a recorded AtlasML's: its lines, their shares and their UTF-8, one request after the other.
 * @param bytes the least size of the file.
 * @param form plain lines, or JSONL of `timestamp` (epoch ms) and `message`.
 */
export function writeCorpusLikeLog(path: string, bytes: number, form: Form, seed = 1): void {
  const random = seeded(seed);
  const file = openSync(path, 'w');
  let at = Date.UTC(2026, 10, 25);
  let written = 0;
  try {
    while (written < bytes) {
      let block = '';
      while (block.length < 1 << 20) {
        at += Math.floor(random() * 700);
        for (const line of requestLines(at, random)) {
          block += form === 'text' ? `${line}\n` : `${JSON.stringify({ timestamp: at, message: line })}\n`;
        }
      }
      written += writeSync(file, block);
    }
  } finally {
    closeSync(file);
  }
}

function requestLines(at: number, random: () => number): string[] {
  const stamp = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const line = (level: string, logger: string, text: string) => `${stamp} - ${level} - ${logger} - ${text}`;
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const http = (call: string, status = '200 OK') => line('INFO', 'httpx', `HTTP Request: ${call} "HTTP/1.1 ${status}"`);
  const took = (0.01 + random() ** 4 * 3).toFixed(3);
  if (random() < 0.1) {
    return ['307 Temporary Redirect', '200 OK'].map(
      (status, i) =>
        `INFO:     127.0.0.1:${40_000 + Math.floor(random() * 9999)} - "GET /api/v1/health${'/'.repeat(i)} HTTP/1.1" ${status}`,
    );
  }
  const path = pick(['suggest', 'save', 'relations/suggest']);
  const lines = [
    line('INFO', 'atlasml.app', `🔄 POST /api/v1/competency/${path}`),
    line('INFO', 'atlasml.app', '📥 Request body: {'),
    `  "description": "${pick(['Sort an array', 'Explain run time', 'Übung über Bäume und Größen', 'Matrix multiplication'])}",`,
    `  "course_id": ${Math.floor(random() * 40)}`,
    '}',
    line('INFO', 'atlasml.clients.weaviate', '--- All collections initialized with schemas ---'),
  ];
  for (const name of ['Exercise', 'Competency', 'SemanticCluster']) {
    lines.push(http(`GET http://weaviate:8080/v1/schema/${name}`));
    lines.push(
      line('INFO', 'atlasml.clients.weaviate', `--- GETTING EMBEDDINGS BY PROPERTY FROM WEAVIATE COLLECTION '${name}' ---`),
    );
    lines.push(
      line(
        'INFO',
        'atlasml.clients.weaviate',
        `--- FOUND ${Math.floor(random() * 20)} EMBEDDINGS MATCHING course_id=${Math.floor(random() * 40)} ---`,
      ),
    );
  }
  if (random() < 0.12) {
    lines.push(
      line(
        'ERROR',
        'atlasml.utils',
        `Unexpected error in suggest_competencies: ${pick(['Connection refused', 'Request timed out.', 'Weaviate unreachable'])}`,
      ),
      'Traceback (most recent call last):',
      '  File "/atlasml/.venv/lib/python3.13/site-packages/starlette/middleware/base.py", line 141, in coro',
      '    await self.app(scope, receive_or_disconnect, send_no_error)',
      '  File "/atlasml/atlasml/ml/embeddings.py", line 63, in generate_embeddings_openai',
      '    response = client.embeddings.create(model=model, input=text)',
      'openai.APIConnectionError: Connection error.',
      line('ERROR', 'atlasml.app', `📤 Response: 500 (took ${took}s)`),
      `INFO:     172.18.0.2:35959 - "POST /api/v1/competency/${path} HTTP/1.1" 500 Internal Server Error`,
    );
  } else {
    lines.push(
      http('POST https://openai.example.org/openai/deployments/te-3-small/embeddings?api-version=2023-05-15'),
      line('INFO', 'atlasml.app', `📤 Response: 200 (took ${took}s)`),
      `INFO:     172.18.0.2:35959 - "POST /api/v1/competency/${path} HTTP/1.1" 200 OK`,
    );
  }
  return lines;
}
