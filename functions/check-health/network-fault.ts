import { milliseconds } from '../shared/text/words.ts';
import { type Fault, type Phase, ProbeError } from './fault.ts';
import { handshakeFault } from './tls-fault.ts';

/** What answers in HTTP, with a part of it wrong. Codes: https://github.com/nodejs/llhttp (src/llhttp/constants.ts) */
const ODD_HTTP = [
  'HPE_INVALID_STATUS',
  'HPE_INVALID_HEADER_TOKEN',
  'HPE_INVALID_CONTENT_LENGTH',
  'HPE_UNEXPECTED_CONTENT_LENGTH',
  'HPE_INVALID_TRANSFER_ENCODING',
  'HPE_INVALID_CHUNK_SIZE',
  'HPE_CR_EXPECTED',
  'HPE_LF_EXPECTED',
];
const RESET = ['ECONNRESET', 'EPIPE'];

/** No answer came within the time of one attempt, by the phase it waited in. */
export function timeoutFault(phase: Phase, seconds: number): Fault {
  const advice =
    phase === 'wait for the answer'
      ? ' AtlasML answers on one event loop: a hanging OpenAI or Weaviate call blocks the health check too.'
      : '';
  return {
    kind: 'timeout',
    sentence: `No answer within ${milliseconds(seconds * 1000)}: timeout in the phase "${phase}".${advice}`,
  };
}

/** Names an error of the network or the HTTP parser, by the phase it happened in. */
export function networkFault(error: unknown, phase: Phase, host: string): Fault {
  if (error instanceof ProbeError) return error.fault;
  const code = codeOf(error);
  if (code === undefined)
    return { kind: 'probe-failed', sentence: `The probe itself failed: ${(error as Error)?.message ?? error}.` };
  if (code === 'ENOTFOUND')
    return {
      kind: 'dns-not-found',
      code,
      sentence: `The host name ${host} does not exist (DNS); check the spelling or the DNS entry.`,
    };
  if (phase === 'name look-up') return { kind: 'dns-failed', code, sentence: `The DNS look-up of ${host} failed (${code}).` };
  if (code === 'ECONNREFUSED')
    return { kind: 'connection-refused', code, sentence: `${host} refused the connection: nothing listens on that port.` };
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      kind: 'headers-too-large',
      code,
      sentence: `${host} answers, but its headers are larger than the limit of 16 kB; see which proxy or cookie adds so much.`,
    };
  if (ODD_HTTP.includes(code)) {
    return {
      kind: 'protocol',
      code,
      sentence: `${host} answers, but breaks the rules of HTTP/1.1 (protocol error ${code}): look at the headers that the server or its proxy sends.`,
    };
  }
  if (code.startsWith('HPE_')) {
    return {
      kind: 'protocol',
      code,
      sentence: `${host} does not speak HTTP/1.1 (protocol error ${code}); is the port one for HTTP/2 only, or for TLS?`,
    };
  }
  if (phase === 'body')
    return { kind: 'body-incomplete', code, sentence: 'The answer stopped in the middle of its body: it is incomplete.' };
  const handshake = handshakeFault(code, host);
  if (handshake) return handshake;
  if (phase === 'TLS handshake')
    return { kind: 'tls-failed', code, sentence: `The TLS handshake with ${host} failed (${code}); is it an HTTPS port?` };
  if (RESET.includes(code))
    return { kind: 'connection-reset', code, sentence: `${host} closed the connection without an answer (reset).` };
  return { kind: 'unreachable', code, sentence: `${host} cannot be reached (${code}).` };
}

/** Errors of the network and the parser carry a code; an error without one is a fault of ours. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause ? codeOf(cause) : undefined;
}
