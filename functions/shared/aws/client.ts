import { withinTime } from '../clock.ts';

/** How long a call may take, ms, and how often it is tried. */
export interface CallLimits {
  /** Until the TCP connection stands. */
  connectMs: number;
  /** Of one attempt: until its answer begins, and then between two pieces of the answer. */
  answerMs: number;
  /** Of the whole call, with all attempts and the pauses between them. */
  totalMs: number;
  attempts: number;
}

/** AWS answers in well under a second; three attempts that all hang still end within the shortest run, which has 30 s. */
export const LIMITS: CallLimits = { connectMs: 2_000, answerMs: 3_000, totalMs: 8_000, attempts: 3 };

/**
 * What every client is made with. Sources: the declaration of NodeHttpHandlerOptions in `@smithy/types`, and
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html for the mode and the attempts.
 */
export function clientOptions({ connectMs, answerMs, attempts }: CallLimits) {
  // Lambda freezes connections between runs, and what was kept may be dead then. Fewer are kept than attempts are made,
  // so that the last attempt has a new one: https://nodejs.org/api/http.html#new-agentoptions
  const agent = { maxFreeSockets: Math.max(1, attempts - 1) };
  return {
    retryMode: 'standard',
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectMs,
      // Ends when the answer begins, and without the second option only warns.
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      // How long nothing may come; ends an answer that stops in its middle.
      socketTimeout: answerMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}

interface Client {
  config: { serviceId: string };
  // biome-ignore lint/suspicious/noExplicitAny: each client has its own overloads of send, and all take these two
  send(command: any, options?: any): any;
}
type Options = ReturnType<typeof clientOptions> & { region?: string };

/**
 * The only place where clients are made: every call of one ends.
 * @param region the one of the environment when absent.
 * @param limits those that differ from LIMITS.
 * @throws (its calls) an error named TimeoutError that names the service, when the time of the whole call is over.
 */
export function awsClient<C extends Client>(
  Service: new (options: Options) => C,
  { region, ...limits }: Partial<CallLimits> & { region?: string | undefined } = {},
): C {
  const all = { ...LIMITS, ...limits };
  const client = new Service({ ...clientOptions(all), ...(region !== undefined && { region }) });
  return endingCalls(client, all.totalMs);
}

/** Limits the time of each call of a client. An answer that comes drop by drop for ever ends by nothing else. */
export function endingCalls<C extends Client>(client: C, totalMs: number): C {
  const send: Client['send'] = (command, { abortSignal, ...options } = {}) =>
    withinTime(totalMs, client.config.serviceId, (over) => {
      const signal = abortSignal ? AbortSignal.any([abortSignal, over]) : over;
      // Looked up at each call: tests replace it in the class, also after the client was made.
      return Object.getPrototypeOf(client).send.call(client, command, { ...options, abortSignal: signal });
    });
  return Object.assign(client, { send });
}
