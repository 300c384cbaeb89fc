import { afterEscape, CODE, codeAt, inSet, isAlphanumeric, isDigit, isIn, isName, isQuote, isSpace, past } from './characters.ts';
import { HIDDEN, hide, limitOf, type Scan } from './scan.ts';

const AUTHORITY_ENDS = inSet('/?#"\'<>`\\ \t\n\r');
const PASSWORD_END = inSet('"\'<>`\\');
const PATH_END = inSet('<>\\(){}|,;[]');
/** A password may hold a slash; the at sign behind it is looked for no further than this. */
const LONGEST_PASSWORD = 256;
const SHORTEST_DSN_USER = 16;
const DSN_USER = /^[0-9a-f]{16,}(?::[0-9a-f]+)?$/i;
const DSN_PATH = /\/\d+(?![\w/])/y;

/** At the colon of `://`: hides who signs in by the URL, with the password. @returns where to go on. */
export function readUrl(scan: Scan, colon: number): number {
  const { text, codes } = scan;
  const { length } = text;
  const from = colon + 3;
  let sign = -1;
  let user = -1;
  let end = from;
  for (; end < length; end++) {
    const code = codeAt(codes, end);
    if (code === CODE.at) sign = end;
    else if (code === CODE.colon && user < 0) user = end;
    else if (code < 128 ? AUTHORITY_ENDS[code] === 1 : code === 0xa0) break;
  }
  // A port is a number; a password may hold a slash.
  if (
    sign < 0 &&
    user >= from &&
    end < length &&
    user + 1 < end &&
    !isDigit(codeAt(codes, user + 1)) &&
    codes[from] !== OPEN_BRACKET
  ) {
    const most = Math.min(length, from + LONGEST_PASSWORD);
    let stop = from;
    while (stop < most && !isSpace(codeAt(codes, stop)) && !isIn(PASSWORD_END, codeAt(codes, stop))) stop++;
    sign = text.slice(from, stop).lastIndexOf('@') + from;
    if (sign < from) sign = -1;
  }
  if (sign <= from || text.startsWith('git@', from)) return text.startsWith('git@', from) ? from + 'git@'.length : from;
  return hideUser(scan, from, sign);
}

const OPEN_BRACKET = '['.charCodeAt(0);

function hideUser(scan: Scan, from: number, userEnd: number): number {
  const { text, codes } = scan;
  const length = userEnd - from;
  if (length >= HIDDEN.length && text.slice(from, userEnd).includes(HIDDEN)) return from;
  if (length < SHORTEST_DSN_USER || !DSN_USER.test(text.slice(from, userEnd))) return hide(scan, from, userEnd);
  const hostEnd = past(text, userEnd + 1, (code) => isName(code) || code === CODE.dot || code === CODE.colon);
  DSN_PATH.lastIndex = hostEnd;
  if (codes[hostEnd] !== CODE.slash || !DSN_PATH.test(text)) return hide(scan, from, userEnd);
  const pathEnd = DSN_PATH.lastIndex;
  hide(scan, from, userEnd);
  return hide(scan, hostEnd, pathEnd, '');
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
/** How long those labels are that begin with a letter: a bit for each length. */
const LABEL_LENGTHS = new Uint16Array(128);
for (const label of Object.keys(WEBHOOKS)) {
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
  const label = text.slice(at, end).toLowerCase();
  if (!Object.hasOwn(WEBHOOKS, label)) return 0;
  const pattern = new RegExp(WEBHOOKS[label] ?? '', 'iy');
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
  const { text, codes } = scan;
  const before = codes[sign - 1];
  if (before === undefined || (before < 128 && !isAlphanumeric(before) && LOCAL[before] === 0 && before !== CODE.quote))
    return end;
  const from = before === CODE.quote ? quotedBegin(scan, sign) : localBegin(scan, sign);
  if (from >= sign) return end;
  const domainTo = domainEnd(scan, end);
  if (domainTo === 0) return end;
  // The user of every address of a repository is the same.
  if (codes[domainTo] !== CODE.colon || text.slice(from, sign) !== 'git') hide(scan, from, sign);
  return end;
}

/** The end of a domain that begins at a position, or 0. Other scripts than ours are seldom, and told by an expression. */
function domainEnd({ text, codes }: Scan, from: number): number {
  let i = from;
  let label = from;
  let dots = 0;
  let letters = true;
  for (;;) {
    const code = codeAt(codes, i);
    if (code >= 128) break;
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (isLetter || isDigit(code) || code === CODE.dash) {
      letters &&= isLetter;
    } else if (code === CODE.dot && i > label) {
      dots++;
      label = i + 1;
      letters = true;
    } else if (dots > 0 && letters && i - label >= 2) return i;
    else break;
    i++;
  }
  if (i === from && codeAt(codes, i) < 128) return 0;
  DOMAIN.lastIndex = from;
  return DOMAIN.test(text) ? DOMAIN.lastIndex : 0;
}

function localBegin({ text, codes, kept }: Scan, sign: number): number {
  let i = sign;
  while (i > kept) {
    const code = codeAt(codes, i - 1);
    const isPart =
      isAlphanumeric(code) ||
      (code < 128 ? LOCAL[code] === 1 : isLetter(text, i - 1)) ||
      (code === CODE.apostrophe && isAlphanumeric(codeAt(codes, i)) && isAlphanumeric(codeAt(codes, i - 2)));
    if (!isPart) break;
    i--;
  }
  return codes[i - 1] === CODE.backslash ? afterEscape(text, i) : i;
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
