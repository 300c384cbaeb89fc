import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveNow, PageSource } from './port.ts';
import { SAFE_HEADERS } from './reply.ts';

/** Changes that come together are told together. */
const GATHER_MS = 100;
/** What grows old without any change is told as well; a browser that hears nothing for longer connects anew. */
const BEAT_MS = 5_000;
/** More screens than any team has. */
const MOST_LISTENERS = 200;

/** Tells every open browser how the services stand, at each change and each few seconds (server-sent events, WHATWG HTML 9.2). */
export class Live {
  readonly #sources: () => PageSource[];
  readonly #listeners = new Set<ServerResponse>();
  readonly #waiting = new Set<string>();
  readonly #beat: NodeJS.Timeout;
  #gathering: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();

  constructor(sources: () => PageSource[]) {
    this.#sources = sources;
    this.#beat = setInterval(() => this.changed(), BEAT_MS).unref();
  }

  /** How many browsers listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Says that something of a service may look otherwise now. @param id of the service; all of them when left out */
  changed(id?: string): void {
    if (this.#listeners.size === 0) return;
    for (const source of this.#sources()) if (id === undefined || source.id === id) this.#waiting.add(source.id);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#telling = this.#telling.then(() => this.#tell());
    }, GATHER_MS).unref();
  }

  /** Keeps a connection and tells it how all stands, then that this is all. @returns false when there are too many. */
  async listen(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (this.#listeners.size >= MOST_LISTENERS) return false;
    response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    request.socket.setNoDelay(true);
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
    for (const source of this.#sources()) response.write(eventOf(await liveNow(source)));
    response.write('event: all\ndata:\n\n');
    return true;
  }

  close(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#gathering);
    for (const response of this.#listeners) response.end();
    this.#listeners.clear();
  }

  async #tell(): Promise<void> {
    const ids = new Set(this.#waiting);
    this.#waiting.clear();
    for (const source of this.#sources().filter(({ id }) => ids.has(id))) {
      const event = eventOf(await liveNow(source));
      for (const response of this.#listeners) {
        // A browser that does not read is no reason to keep all that it did not read.
        if (response.writableLength > 1_000_000) response.destroy();
        else response.write(event);
      }
    }
  }
}

export async function liveNow(source: PageSource): Promise<LiveNow> {
  const now = await source.now();
  return { service: source.id, clockMs: source.clock.now(), speed: source.clock.speed, now };
}

/** JSON has no line ends of its own. */
const eventOf = (live: LiveNow) => `event: now\ndata: ${JSON.stringify(live)}\n\n`;
