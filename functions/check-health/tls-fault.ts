import type { Fault } from './fault.ts';

const SELF_SIGNED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'];
const UNTRUSTED = [
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'CERT_UNTRUSTED',
  'INVALID_CA',
];
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

/** What a handshake that failed means, by the alert of the other side or what OpenSSL found. Names: https://www.rfc-editor.org/rfc/rfc8446#section-6.2 */
const HANDSHAKES: [code: RegExp, what: (host: string) => string][] = [
  [/WRONG_VERSION_NUMBER|HTTP_REQUEST/, (host) => `${host} does not speak TLS on that port: is it one for http?`],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|DH_KEY_TOO_SMALL|HANDSHAKE_FAILURE|NO_PROTOCOLS_AVAILABLE/,
    (host) =>
      `${host} and the monitor have no version or cipher of TLS in common; the monitor speaks TLS 1.2 and 1.3, as clients do.`,
  ],
  [
    /UNRECOGNIZED_NAME/,
    (host) => `the server on that address knows no host ${host}: check its configuration (server_name) and the DNS entry.`,
  ],
  [
    /NO_APPLICATION_PROTOCOL/,
    (host) => `${host} does not accept HTTP/1.1, which AtlasML's clients may use: let the proxy accept it, too, beside HTTP/2.`,
  ],
  [/CERTIFICATE_REQUIRED/, (host) => `${host} wants a client certificate, which the monitor does not have.`],
];

/** Names why a handshake failed; undefined for an error that is none of TLS itself. @param code of Node or OpenSSL. */
export function handshakeFault(code: string, host: string): Fault | undefined {
  if (!code.startsWith('ERR_SSL_')) return undefined;
  const what = HANDSHAKES.find(([pattern]) => pattern.test(code))?.[1](host) ?? 'is it an HTTPS port?';
  return { kind: 'tls-failed', code, sentence: `The TLS handshake with ${host} failed (${code}): ${what}` };
}
