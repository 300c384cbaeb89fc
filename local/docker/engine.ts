import { Client } from 'undici';

/** Asks the Engine's API of this machine. */
export interface Engine {
  /** The body of an answer. @throws when it is refused, too long or not whole in time. */
  get(path: string): Promise<string>;
  close(): Promise<void>;
}

const SOCKET = 'unix:///var/run/docker.sock';
const LONGEST_MS = 10_000;
/** The Engine keeps its newest 256 events; answers are far below this. */
const MOST_BYTES = 4_000_000;

/**
 * The Engine at an address as DOCKER_HOST names it: unix:// and a path, or tcp:// and a host with its port. TLS and ssh are
 * not spoken here.
 * @throws when the address is of another kind.
 */
export function engineAt(host: string = SOCKET): Engine {
  const path = /^unix:\/\/(\/.+)$/.exec(host)?.[1];
  const tcp = /^(?:tcp|http):\/\/([\w.:[\]-]+)\/?$/.exec(host)?.[1];
  if (path === undefined && tcp === undefined)
    throw new Error(`DOCKER_HOST is ${host}: only unix:///path and tcp://host:port are known here`);
  const client = new Client(path === undefined ? `http://${tcp}` : 'http://localhost', {
    ...(path !== undefined && { socketPath: path }),
    headersTimeout: LONGEST_MS,
    bodyTimeout: LONGEST_MS,
    maxResponseSize: MOST_BYTES,
  });
  return {
    async get(target) {
      const { statusCode, body } = await client.request({ path: target, method: 'GET', signal: AbortSignal.timeout(LONGEST_MS) });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`Docker answers HTTP ${statusCode}: ${messageOf(text)}`);
      return text;
    },
    close: () => client.close(),
  };
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text;
  }
}
