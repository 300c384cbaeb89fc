import request from 'undici/lib/api/api-request.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import { addressOf, type DockerEnvironment, type EngineAddress } from './address.ts';
import { answerError, connectionError, EngineError } from './engine-error.ts';

/** Asks the Engine's API. Everything is thrown as an EngineError. Source: https://docs.docker.com/reference/api/engine/ */
export interface Engine {
  /** The body of an answer. @param path without a version, from its slash. @param ms as long as it may take */
  get(path: string, ms?: number): Promise<string>;
  /** The same, as JSON. */
  json(path: string, ms?: number): Promise<unknown>;
  /** A body that goes on, as it comes; it ends with the signal without an error. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

const LONGEST_MS = 10_000;
/** The Engine keeps its newest 256 events; answers are far below this. */
const MOST_BYTES = 4_000_000;
/** The versions of the API that are spoken: what is asked for is alike in all of them. */
const LEAST_VERSION = 40;
const NEWEST_VERSION = 56;
/** A stream that says nothing for so long is opened anew: its other end may be gone without a word. */
const SILENT_MS = 300_000;

/** The Engine that the variables of Docker's command line name. @throws EngineError where they name none that is known here. */
export function engineAt(environment: DockerEnvironment): Engine {
  return engineOf(addressOf(environment));
}

function engineOf(address: EngineAddress): Engine {
  const { origin, socketPath, tls, name } = address;
  const connect = { ...(socketPath !== undefined && { socketPath }), ...tls, timeout: LONGEST_MS };
  const asks = new Pool(origin, { connections: 4, connect, maxResponseSize: MOST_BYTES });
  const streams = new Pool(origin, { connections: 8, connect, bodyTimeout: SILENT_MS, headersTimeout: LONGEST_MS });
  let version: Promise<string> | undefined;

  const ask = async (path: string, ms = LONGEST_MS) => {
    try {
      const limits = { headersTimeout: ms, bodyTimeout: ms, signal: AbortSignal.timeout(ms) };
      const { statusCode, headers, body } = await request.call(asks, { path, method: 'GET', ...limits });
      const text = await body.text();
      if (statusCode !== 200) throw answerError(statusCode, text);
      return { headers, text };
    } catch (error) {
      throw connectionError(error, name);
    }
  };

  /** Asked again after a failure: an Engine may be exchanged while the monitor runs. */
  const versioned = async (path: string) => {
    version ??= ask('/_ping').then(({ headers }) => versionFrom(headers['api-version'], name));
    try {
      return `/v${await version}${path}`;
    } catch (error) {
      version = undefined;
      throw error;
    }
  };
  const forgettingVersion = (error: unknown): EngineError => {
    const known = connectionError(error, name);
    if (known.fault === 'version') version = undefined;
    return known;
  };

  const get = async (path: string, ms?: number) => {
    try {
      return (await ask(await versioned(path), ms)).text;
    } catch (error) {
      throw forgettingVersion(error);
    }
  };
  return {
    get,
    async json(path, ms) {
      const text = await get(path, ms);
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new EngineError('garbled', `what ${name} answers to ${pathOf(path)} is no JSON: is it a Docker Engine?`, {
          cause: error,
        });
      }
    },
    async *stream(path, signal) {
      try {
        const { statusCode, body } = await request.call(streams, { path: await versioned(path), method: 'GET', signal });
        if (statusCode !== 200) throw answerError(statusCode, await body.text());
        for await (const chunk of body) yield chunk as Buffer;
      } catch (error) {
        if (signal.aborted || (error as NodeJS.ErrnoException).code === 'UND_ERR_BODY_TIMEOUT') return;
        throw forgettingVersion(error);
      }
    },
    close: async () => void (await Promise.all([asks.destroy(), streams.destroy()])),
  };
}

const pathOf = (path: string) => path.split('?')[0];

/** The newest version that both speak. */
function versionFrom(header: string | string[] | undefined, where: string): string {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(String(header)) ?? [];
  if (major !== '1' || minor === undefined)
    throw new EngineError('garbled', `what answers at ${where} names no version of Docker's API: is it a Docker Engine?`);
  if (Number(minor) < LEAST_VERSION)
    throw new EngineError(
      'version',
      `the Docker Engine at ${where} speaks API ${header}; 1.${LEAST_VERSION} is needed (Docker 19.03 or newer): update Docker`,
    );
  return `1.${Math.min(NEWEST_VERSION, Number(minor))}`;
}
