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
