const HIDDEN = '[redacted]';
const SECRET_KEY =
  '(?:api[_-]?key|x-api-key|apikey|access[_-]?token|auth[_-]?token|token|secret|password|passwd|pwd|sig|signature|client[_-]?secret|dsn)';

/**
 * What may never leave, the most specific first. Each rule keeps the words around the secret readable. A rule that begins with
 * any letters looks at a run of them from its begin alone: from each of its letters, a line of 256 kB takes minutes.
 */
const RULES: [RegExp, string][] = [
  // Bodies are whole student texts: drop them to the end.
  [/(Request body(?: was)?: )[\s\S]+/gi, `$1${HIDDEN}`],
  [/(Validation details: )[\s\S]+/gi, `$1${HIDDEN}`],
  [/(hooks\.slack(?:-gov)?\.com\/)[\w/.-]+/gi, `$1${HIDDEN}`],
  [/(https?:\/\/)[0-9a-f]{16,}(?::[0-9a-f]+)?@([\w.-]+)\/\d+/gi, `$1${HIDDEN}@$2`],
  [/((?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/(authorization["'\\]*\s*[:=]\s*["'\\]*)(?:(?:bearer|basic)\s+)?[^\s"',}]+/gi, `$1${HIDDEN}`],
  [/(\bbearer\s+)[\w.~+/=-]+/gi, `$1${HIDDEN}`],
  [/\beyJ[\w-]{8,}(?:\.[\w-]+){0,2}/g, HIDDEN],
  [/\bsk-[\w*-]{4,}/g, HIDDEN],
  [/\bxox[abposr]-[\w-]+/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [new RegExp(`((?<![A-Za-z])${SECRET_KEY}["'\\\\]*\\s*[:=]\\s*["'\\\\]*)[^\\s"'\\\\,&;}]+`, 'gi'), `$1${HIDDEN}`],
  [/(?<![\w.!#$%&*+/=?^`{|}~-])[\w.!#$%&*+/=?^`{|}~-]+@([\w-]+(?:\.[\w-]+)+)/g, `${HIDDEN}@$1`],
];

/** Takes secrets and personal text out of anything that leaves. Redact before cutting, never after. */
export function redact(text: string): string {
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
