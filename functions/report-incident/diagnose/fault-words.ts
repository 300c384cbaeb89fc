/** What OpenAI's errors mean, the most telling first. */
// biome-ignore format: a row reads as a row
export const OPENAI_WORDS: [pattern: RegExp, short: string, sentence: string][] = [
  [/\b429\b|RateLimit|rate limit|quota|exceeded/i, 'OpenAI limits the rate', 'OpenAI refuses requests because too many are made (429), or the quota is used up.'],
  [/\b40[13]\b|AuthenticationError|invalid subscription key|access denied/i, 'OpenAI refuses the key', "OpenAI refuses AtlasML's key."],
  [/Connection error|APIConnectionError|timed? ?out/i, 'OpenAI cannot be reached', 'OpenAI does not answer, or not in time.'],
  [/\b404\b|DeploymentNotFound/i, 'the OpenAI deployment is not there', 'OpenAI knows no deployment of the name that AtlasML uses.'],
  [/\b5\d\d\b|InternalServerError/i, 'OpenAI fails', 'OpenAI answers with errors of its own.'],
  [/./, 'calls to OpenAI fail', 'OpenAI does not answer as it should.'],
];

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
  'connection-refused': 'connection refused',
  'connection-reset': 'connection closed without an answer',
  unreachable: 'cannot be reached',
  timeout: 'no answer in time',
  unauthorized: 'wants a key (401)',
  forbidden: 'refuses the key (403)',
  'rate-limited': 'limits the rate (429)',
  unavailable: 'unavailable (503)',
  'body-html': 'HTML instead of JSON',
};
