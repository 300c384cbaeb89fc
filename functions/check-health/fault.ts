import { milliseconds } from '../shared/text/words.ts';

/** Phases of one attempt, in order. */
export type Phase = 'name look-up' | 'connection' | 'TLS handshake' | 'wait for the answer' | 'body';

/** Stable names of what can be wrong with one attempt. */
export type FaultKind =
  | 'target-refused'
  | 'secret-missing'
  | 'probe-failed'
  | 'dns-not-found'
  | 'dns-failed'
  | 'connection-refused'
  | 'connection-reset'
  | 'unreachable'
  | 'timeout'
  | 'tls-expired'
  | 'tls-not-yet-valid'
  | 'tls-self-signed'
  | 'tls-wrong-name'
  | 'tls-untrusted'
  | 'tls-failed'
  | 'protocol'
  | 'body-incomplete'
  | 'body-too-large'
  | 'body-unpackable'
  | 'encoding-unknown'
  | 'headers-too-large'
  | 'header-unusable'
  | 'health-unclear'
  | 'cached'
  | 'monitor-network'
  | 'body-empty'
  | 'body-not-json'
  | 'body-unexpected'
  | 'redirect'
  | 'unauthorized'
  | 'forbidden'
  | 'rate-limited'
  | 'unavailable'
  | 'status'
  | 'component'
  | 'condition'
  | 'proxy-no-upstream'
  | 'proxy-timeout'
  | 'proxy-no-route'
  | 'proxy-page';

/** One thing that is wrong, told in one plain sentence that says what to do where that is known. */
export interface Fault {
  kind: FaultKind;
  sentence: string;
  /** The code of Node or OpenSSL, for whoever wants to look it up. */
  code?: string;
}

/** The fault says nothing about AtlasML: the probe could not run, or its answer tells neither well nor failing. */
export function isUnknown({ kind }: Fault): boolean {
  return UNKNOWN.includes(kind);
}

/** Faults of ours, and answers that do not tell. */
const UNKNOWN: FaultKind[] = [
  'target-refused',
  'secret-missing',
  'header-unusable',
  'probe-failed',
  'encoding-unknown',
  'health-unclear',
  'cached',
  'monitor-network',
];

/** A fault carried through code that throws. */
export class ProbeError extends Error {
  readonly fault: Fault;
  /** Known even when the certificate was refused. */
  readonly certificateDaysLeft: number | undefined;

  constructor(fault: Fault, certificateDaysLeft?: number) {
    super(fault.sentence);
    this.name = 'ProbeError';
    this.fault = fault;
    this.certificateDaysLeft = certificateDaysLeft;
  }
}

const SELF_SIGNED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'];
const UNTRUSTED = [
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'CERT_UNTRUSTED',
  'INVALID_CA',
];
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

/** Names what OpenSSL found wrong with a certificate. Codes: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export function certificateFault(
  code: string,
  host: string,
  names: string,
  daysLeft: number | undefined,
  /** Which certificate of the chain it is, when it is not the server's own. */
  which?: string,
): Fault {
  const note = which === undefined ? '' : ` (${which})`;
  if (code === 'CERT_HAS_EXPIRED') {
    const since = daysLeft === undefined ? '' : ` ${Math.max(0, -daysLeft)} days ago`;
    return { kind: 'tls-expired', code, sentence: `The certificate of ${host} expired${since}${note}; renew it.` };
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return {
      kind: 'tls-not-yet-valid',
      code,
      sentence: `The certificate of ${host} is not valid yet; check the clock of whoever issued it.`,
    };
  }
  if (SELF_SIGNED.includes(code)) {
    return {
      kind: 'tls-self-signed',
      code,
      sentence: `The certificate of ${host} is self-signed, so no client trusts it; install one from a public authority.`,
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      kind: 'tls-wrong-name',
      code,
      sentence: `The certificate is for ${names || 'other names'}, not for the host name ${host} (host name mismatch).`,
    };
  }
  if (UNTRUSTED.includes(code)) {
    return {
      kind: 'tls-untrusted',
      code,
      sentence: `The certificate of ${host} comes from an unknown authority, or the server does not send the intermediate certificate.`,
    };
  }
  return {
    kind: 'tls-failed',
    code,
    sentence: `The certificate of ${host} was not accepted (${code})${which === undefined ? '' : `: ${which}`}.`,
  };
}

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
  if (phase === 'body') return { kind: 'body-incomplete', code, sentence: 'The answer broke off in mid-body: it is incomplete.' };
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
