import { codeAt, isBase64, isBlank, isLineEnd, isQuote, isSpace, past } from './characters.ts';
import { isPlainValue } from './names.ts';
import { HIDDEN, hide, limitOf, type Scan, withRest } from './scan.ts';
import { bareEnd } from './values.ts';

const BEARER = /bearer[ \t]+/iy;
const BASIC = /basic[ \t]+(?=[A-Za-z0-9+/]{8})/iy;

const LETTER_A = 0x61;

/** At `Bearer` or `Basic` without a header's name: hides the token behind it. @returns where to go on, or 0. */
export function readScheme(scan: Scan, at: number): number {
  const { text, codes } = scan;
  const pattern = (codeAt(codes, at + 1) | 0x20) === LETTER_A ? BASIC : BEARER;
  if (!isBlank(codeAt(codes, at + (pattern === BASIC ? 'basic' : 'bearer').length))) return 0;
  pattern.lastIndex = at;
  if (!pattern.test(text)) return 0;
  const from = pattern.lastIndex;
  const end = pattern === BASIC ? past(text, from, isBase64) : bareEnd(codes, from, limitOf(scan, from));
  const token = text.slice(from, Math.min(end, from + 512));
  if (end === from || isPlainValue(token) || text.startsWith(HIDDEN, from)) return 0;
  if (pattern === BASIC && !Buffer.from(token, 'base64').toString('latin1').includes(':')) return 0;
  return hide(scan, from, withRest(text, end));
}

/** RFC 4954: what a client answers is base64, on the line of the command or on the one behind the server's 334. */
const SMTP =
  /(?:auth[ \t]+(?:plain|login|xoauth2|oauthbearer|cram-md5|ntlm|digest-md5|scram-[a-z\d-]{3,12})(?:[ \t]|\r|\n|\\+[rn])+(?:[CS]: ?)?|334 (?:VXNlcm5hbWU6|UGFzc3dvcmQ6)(?:\\+[rn]|[\s"'])+(?:C: ?|send: b?["'])?|334(?:[ -][\w+/=]*)?[ \t]*(?:\r|\n|\\+[rn])+(?:[^\r\n:]{0,24}: ?)?)(?=[\w+/]{4})/iy;
/** The answer behind an answer: first the name, then the password. */
const NEXT_ANSWER = /(?:[ \t]|\r|\n|\\+[rn])+(?:C: ?)?(?=[\w+/]{8})/y;
/** No word, but what encoding makes of one. */
const ENCODED = /[\d=+/]|[a-z][A-Z]/;

/** At `AUTH` or `334`: hides what signs in to a mail server. @returns where to go on, or 0. */
export function readSmtp(scan: Scan, at: number): number {
  SMTP.lastIndex = at;
  if (!SMTP.test(scan.text)) return 0;
  const from = SMTP.lastIndex;
  const to = answerEnd(scan.text, from);
  if (to === 0) return 0;
  NEXT_ANSWER.lastIndex = to;
  const next = NEXT_ANSWER.test(scan.text) ? answerEnd(scan.text, NEXT_ANSWER.lastIndex) : 0;
  return hide(scan, from, Math.min(next || to, limitOf(scan, from)));
}

function answerEnd(text: string, from: number): number {
  const end = past(text, from, isBase64);
  return (end - from) % 4 === 0 && ENCODED.test(text.slice(from, end)) ? end : 0;
}

const USER = /[ \t]+["']?(?!\d+:\d+)(?=[^\s"':]+:[^\s"'/])/y;

/** At `-u` or `--user`: hides the name and the password behind it. @returns where to go on, or 0. */
export function readUser(scan: Scan, end: number): number {
  USER.lastIndex = end;
  if (!USER.test(scan.text)) return 0;
  const from = USER.lastIndex;
  const quote = scan.text[from - 1];
  const stop = quote === '"' || quote === "'" ? quote : '';
  const to = past(scan.text, from, (code) =>
    stop ? code !== stop.charCodeAt(0) && !isLineEnd(code) : !isSpace(code) && !isQuote(code),
  );
  return hide(scan, from, Math.min(to, limitOf(scan, from)));
}
