/** The faults of a certificate, in a few words. */
export const CERTIFICATE_WORDS: Record<string, string> = {
  'tls-expired': 'the certificate expired',
  'tls-not-yet-valid': 'the certificate is not valid yet',
  'tls-self-signed': 'the certificate is self-signed',
  'tls-wrong-name': 'the certificate is for another host name',
};

/** The other faults of a probe, after "endpoint health". */
export const FAULT_WORDS: Record<string, string> = {
  'dns-not-found': 'host name does not exist',
  'dns-failed': 'DNS look-up fails',
  'connection-refused': 'refuses the connection',
  'connection-reset': 'closed the connection without an answer',
  unreachable: 'cannot be reached',
  timeout: 'gave no answer in time',
  unauthorized: 'wants a key (401)',
  forbidden: 'refuses the key (403)',
  'rate-limited': 'limits the rate (429)',
  unavailable: 'is unavailable (503)',
  'body-html': 'sends HTML instead of JSON',
};
