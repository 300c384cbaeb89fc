import { Client } from 'undici';

/** What a test asks of its Engine. */
export interface EngineApi {
  /** @returns the body of an answer. @throws what the Engine says when it refuses. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object | Buffer): Promise<string>;
  close(): Promise<void>;
}

/** The newest version that Debian's Engine speaks. */
const VERSION = '/v1.41';
const OK_FROM = 200;
const OK_BELOW = 400;

/** @param socket path of the Engine's. */
export function engineApi(socket: string): EngineApi {
  const client = new Client('http://localhost', { socketPath: socket });
  return {
    async ask(method, path, body) {
      const isRaw = Buffer.isBuffer(body);
      const answer = await client.request({
        method,
        path: `${VERSION}${path}`,
        ...(body && {
          body: isRaw ? body : JSON.stringify(body),
          headers: { 'content-type': isRaw ? 'application/x-tar' : 'application/json' },
        }),
      });
      const text = await answer.body.text();
      if (answer.statusCode < OK_FROM || answer.statusCode >= OK_BELOW)
        throw new Error(`${method} ${path}: HTTP ${answer.statusCode} ${text.trim()}`);
      return text;
    },
    close: () => client.close(),
  };
}
