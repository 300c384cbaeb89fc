import { afterEscape, CODE, inSet, isAlphanumeric, isIn, isName, isQuote, isSpace, past } from './characters.ts';
import { HIDDEN, hide, limitOf, type Scan } from './scan.ts';

const AUTHORITY_END = inSet('/?#"\'<>`\\');
const PATH_END = inSet('<>\\(){}|,;[]');
/** A password may hold a slash; the at sign behind it is looked for no further than this. */
const LONGEST_PASSWORD = 256;
const SHORTEST_DSN_USER = 16;
const DSN_USER = /^[0-9a-f]{16,}(?::[0-9a-f]+)?$/i;
const DSN_PATH = /\/\d+(?![\w/])/y;

/** At the colon of `://`: hides who signs in by the URL, with the password. @returns where to go on. */
export function readUrl(scan: Scan, colon: number): number {
  const { text } = scan;
  const from = colon + 3;
  const end = past(text, from, (code) => !isSpace(code) && !isIn(AUTHORITY_END, code));
  const authority = text.slice(from, end);
  let at = authority.lastIndexOf('@');
  if (at < 0 && /^[^:[]*:[^\d]/.test(authority) && text[end] !== undefined) {
    const more = text.slice(from, from + LONGEST_PASSWORD);
    const stop = /[\s"'<>`\\]/.exec(more)?.index ?? more.length;
    at = more.slice(0, stop).lastIndexOf('@');
  }
  if (text.startsWith('git@', from)) return from + 'git@'.length;
  if (at <= 0) return from;
  const userEnd = from + at;
  const user = text.slice(from, userEnd);
  if (user.includes(HIDDEN)) return from;
  const hostEnd = past(text, userEnd + 1, (code) => isName(code) || code === CODE.dot || code === CODE.colon);
  DSN_PATH.lastIndex = hostEnd;
  if (at >= SHORTEST_DSN_USER && DSN_USER.test(user) && DSN_PATH.test(text)) {
    const pathEnd = DSN_PATH.lastIndex;
    hide(scan, from, userEnd);
    return hide(scan, hostEnd, pathEnd, '');
  }
  return hide(scan, from, userEnd);
}

/** Addresses that are secrets from a part of their path on, by the label that the name of their host has in front. */
const WEBHOOKS: Record<string, string> = {
  hooks: 'hooks\\.(?:slack(?:-gov)?|zapier)\\.com/',
  files: 'files\\.slack\\.com/upload/v1/',
  webhook: 'webhook\\.office\\.com/',
  outlook: 'outlook\\.office(?:365)?\\.com/webhook/',
  discord: 'discord\\.com/api/(?:v\\d+/)?webhooks/',
  discordapp: 'discordapp\\.com/api/(?:v\\d+/)?webhooks/',
  api: 'api\\.telegram\\.org/bot',
  'hc-ping': 'hc-ping\\.com/',
  hchk: 'hchk\\.io/',
  events: 'events\\.pagerduty\\.com/integration/',
  uptime: 'uptime\\.betterstack\\.com/api/v1/heartbeat/',
  betteruptime: 'betteruptime\\.com/api/v1/heartbeat/',
};
const WEBHOOK_OF = new Map(Object.entries(WEBHOOKS).map(([label, source]) => [label, new RegExp(source, 'iy')]));
/** How long those labels are that begin with a letter: a bit for each length. */
const LABEL_LENGTHS = new Uint16Array(128);
for (const label of WEBHOOK_OF.keys()) {
  for (const first of [label.charCodeAt(0), label.toUpperCase().charCodeAt(0)]) {
    LABEL_LENGTHS[first] = (LABEL_LENGTHS[first] as number) | (1 << label.length);
  }
}

/** Whether a label may be the first of such an address, by how it begins and how long it is. */
export const mayBeWebhook = (first: number, length: number): boolean =>
  first < 128 && length < 16 && ((LABEL_LENGTHS[first] as number) & (1 << length)) !== 0;

/** At a label with a dot behind it: hides the path of a webhook. @returns where to go on, or 0. */
export function readWebhook(scan: Scan, at: number, end: number): number {
  const { text } = scan;
  const pattern = WEBHOOK_OF.get(text.slice(at, end).toLowerCase());
  if (!pattern) return 0;
  pattern.lastIndex = at;
  if (!pattern.test(text)) return 0;
  const from = pattern.lastIndex;
  const to = past(text, from, (code) => !isSpace(code) && !isQuote(code) && !isIn(PATH_END, code));
  return to > from ? hide(scan, from, to) : 0;
}

const LOCAL = inSet('._!#$%*+^~-');
const LETTER = /[\p{L}\p{N}\p{M}]/u;
const DOMAIN = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:xn--[a-z\d-]+|\p{L}{2,})/uy;
const LONGEST_QUOTED = 66;

/** At the sign between a name and its domain: hides the name of an e-mail address. @param end of the sign. @returns where to go on. */
export function readAddress(scan: Scan, sign: number, end: number): number {
  const { text } = scan;
  const from = text[sign - 1] === '"' ? quotedBegin(scan, sign) : localBegin(text, sign, scan.kept);
  if (from >= sign) return end;
  DOMAIN.lastIndex = end;
  if (!DOMAIN.test(text)) return end;
  // The user of every address of a repository is the same.
  if (text[DOMAIN.lastIndex] !== ':' || text.slice(from, sign) !== 'git') hide(scan, from, sign);
  return end;
}

function localBegin(text: string, sign: number, least: number): number {
  let i = sign;
  while (i > least) {
    const code = text.charCodeAt(i - 1);
    const isPart =
      isAlphanumeric(code) ||
      (code < 128 ? LOCAL[code] === 1 : isLetter(text, i - 1)) ||
      (code === CODE.apostrophe && isAlphanumeric(text.charCodeAt(i)) && isAlphanumeric(text.charCodeAt(i - 2)));
    if (!isPart) break;
    i--;
  }
  return afterEscape(text, i);
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if ((code & 0xfc00) === 0xdc00) return LETTER.test(String.fromCodePoint(text.codePointAt(at - 1) ?? 0));
  return LETTER.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

/** `"john doe"@example.org`, RFC 5321; the quotes are of the name. */
function quotedBegin(scan: Scan, sign: number): number {
  const { text, kept: least } = scan;
  // In JSON such a quote is of the JSON, unless it is escaped.
  if (text[sign - 2] !== '\\' && limitOf(scan, sign) <= text.length && scan.isJson) return sign;
  const escaped = text[sign - 2] === '\\';
  const inner = text.slice(Math.max(least, sign - LONGEST_QUOTED), escaped ? sign - 2 : sign - 1);
  const at = inner.lastIndexOf('"');
  if (at < 0 || inner.endsWith('"') || /[\n\r]|\[redacted\]/.test(inner.slice(at))) return sign;
  const from = sign - (escaped ? 2 : 1) - (inner.length - at);
  if (escaped ? text[from - 1] !== '\\' : isAlphanumeric(text.charCodeAt(from - 1))) return sign;
  return escaped && text[from - 1] === '\\' && from - 1 >= least ? from - 1 : from;
}
