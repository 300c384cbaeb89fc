import { endingWith } from '../http/ending-with.ts';
import { readStart, requestOnce } from '../http/http-client.ts';
import type { Secrets } from '../ports.ts';

const TIMEOUT_MS = 3_000;
/** The words that tell stand at the beginning. */
const MOST_READ = 1_000;

/** What became of a beat. */
export interface Beat {
  /** For the log, without the URL. */
  text: string;
  /** False when the watcher says that it watches no such check; undefined when its answer does not tell. */
  known: boolean | undefined;
}

/**
 * Tells an outside watcher (healthchecks.io and the like) that the monitor lives: when the beats stop, the watcher
 * speaks. A beat that fails is no failure of ours; it is the watcher's to miss. Does not throw.
 */
export async function beat(urlParameter: string, secrets: Secrets): Promise<Beat> {
  try {
    const value = await secrets.read(urlParameter);
    if (!URL.canParse(value)) return { text: 'the parameter holds no URL', known: false };
    const { origin, pathname, search } = new URL(value);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { status, body } = await endingWith(signal, () =>
      requestOnce(origin, {}, { method: 'GET', path: pathname + search, signal }, async (response) => ({
        status: response.statusCode,
        body: await readStart(response.body, MOST_READ),
      })),
    );
    return { text: `HTTP ${status}`, known: isKnown(status, body) };
  } catch (error) {
    const { code, name } = error as { code?: unknown; name: string };
    return { text: `failed (${typeof code === 'string' ? code : name})`, known: undefined };
  }
}

/** The URL is no check's (400, 404, 410), or of two, and the beat counts for neither (409). */
const UNKNOWN = [400, 404, 409, 410];

/**
 * Whether the watcher knows the check, by its answer. Of a check by its UUID the hosted healthchecks.io says 200 with
 * "OK (not found)", and "OK (rate-limited)" where it did not look. Sources: https://healthchecks.io/docs/http_api
 * (response codes), https://github.com/bdd/runitor/issues/66 and https://github.com/healthchecks/healthchecks/issues/553
 */
export function isKnown(status: number, body: string): boolean | undefined {
  if (UNKNOWN.includes(status)) return false;
  if (status < 200 || status >= 300) return undefined;
  if (/^OK \(not found\)/i.test(body)) return false;
  return /^OK \(rate/i.test(body) ? undefined : true;
}
