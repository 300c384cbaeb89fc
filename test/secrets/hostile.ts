import { renderEmail } from '../../functions/shared/message/email.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import { renderSlack, renderSlackPlain, renderSlackWorkflow } from '../../functions/shared/message/slack.ts';
import { LIMITS } from '../../functions/shared/message/slack-blocks.ts';
import { cutText } from '../../functions/shared/text/cut.ts';
import { fitLines } from '../../functions/shared/text/fit-lines.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import { FORBIDDEN } from '../support/arbitrary-text.ts';
import { allForms, SECRET } from './forms.ts';

/** A number from 0 to 1, by a seed: the same seed gives the same texts. Source: mulberry32, in the public domain. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FORMS = allForms(SECRET);
/** What the scanners look for, in pieces. */
const SIGNS = [
  ...'"\'`\\/:=,;&?#@%<>()[]{}|.*-_ \n\t',
  ...['\\"', '\\\\"', '\\\\\\"', '\\n', '\\u0040', '%40', '%3D', '://', '=>', ' is ', ' … ', '...', '-----', '[redacted]'],
  ...['token', 'password', 'api_key', 'Authorization', 'Bearer ', 'Basic ', 'Digest ', 'Cookie: ', 'secrets', 'keys', 'key'],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'Request body: ',
    'input_value=',
    ', input_type=',
    'header value b',
  ],
  ...['ghp_', 'sk-', 'eyJ', 'AKIA', 'hooks.slack.com/', 'https://', 'a.de', 'null', '512', 'AAAAC3Nza', '123456789:AA'],
];
const CONTROLS = [
  ...['\x1b', '\x1b[31m', '\x1b]52;c;AA==\x07', '\x1b]8;;https://e.example\x1b\\', '\x9b', '\x9d0;t\x9c', '\x00', '\x07', '\r'],
  ...[
    '\u202e',
    '\u2066',
    '\u200b',
    '\u200d',
    '\u{e0041}',
    '🏴\u{e0067}\u{e0062}\u{e007f}',
    '\ud83d',
    '\udd25',
    '🔥',
    'ü',
    '\u0300',
  ],
  ...['<!channel>', '<@U123>', '<https://e.example|well>', '```', '*', '~', '&lt;', '=HYPERLINK("x")'],
];
const WORDS = ['the', 'service', 'failed', 'after', 'Weaviate', 'x1y2z3', 'A', 'aB3dE6gH9'];

/** A hostile text: signs, controls, words, long runs and whole forms of secrets, in any order. */
export function hostileText(random: () => number, pieces: number, forms = FORMS): string {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let text = '';
  for (let i = 0; i < pieces; i++) {
    const kind = random();
    if (kind < 0.45) text += one(SIGNS);
    else if (kind < 0.6) text += one(CONTROLS);
    else if (kind < 0.85) text += one(WORDS);
    else if (kind < 0.9) text += one(forms);
    else if (kind < 0.93) text += one([...SIGNS, ...WORDS]).repeat(1 + Math.floor(random() * 40));
    else text += String.fromCharCode(Math.floor(random() * 0x3000));
  }
  return text;
}

/** A text that holds one whole form of a secret, on lines of its own between others. */
export function textWithSecret(random: () => number): string {
  const noise = (count: number) =>
    Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]).join(random() < 0.5 ? ' ' : '\n');
  const form = FORMS[Math.floor(random() * FORMS.length)] as string;
  return `${noise(Math.floor(random() * 8))}\n${form}\n${hostileText(random, Math.floor(random() * 6), WORDS)}`;
}

/** A nested value whose texts are hostile. */
export function hostileValue(random: () => number, depth = 3): unknown {
  const kind = random();
  if (depth === 0 || kind < 0.5) return hostileText(random, Math.floor(random() * 8));
  if (kind < 0.6) return Math.floor(random() * 1e6);
  if (kind < 0.65) return null;
  const children = Array.from({ length: Math.floor(random() * 4) }, () => hostileValue(random, depth - 1));
  if (kind < 0.8) return children;
  return Object.fromEntries(children.map((child) => [hostileText(random, 1 + Math.floor(random() * 2)), child]));
}

/** Nothing that is hidden is shorter than what stands for it: five characters, as `pw=x,`, become fourteen. */
const MOST_GROWTH = 3.5;

/** What is wrong with what becomes of a text, in words; nothing where all is well. */
export function brokenBy(text: string): string | undefined {
  const sound = soundText(text);
  if (!sound.isWellFormed() || FORBIDDEN.test(sound)) return 'sound: something is left that must not be there';
  if (soundText(sound) !== sound) return 'sound: another text the second time';
  const redacted = redact(sound);
  if (!redacted.isWellFormed()) return 'redact: half a character';
  if (redact(redacted) !== redacted) return 'redact: another text the second time';
  if (redacted.length > sound.length * MOST_GROWTH + 10) return 'redact: far longer';
  const most = text.length % 97;
  const cut = cutText(redacted, most);
  if (cut.length > most || !cut.isWellFormed()) return 'cut: too long, or half a character';
  if (fitLines(redacted.split('\n'), 200).join('\n').length > Math.max(200, redacted.split('\n')[0]?.length ?? 0) + 30)
    return 'fit: too long';
  return brokenMessage(redacted);
}

/** A text in each field of a message. */
function brokenMessage(text: string): string | undefined {
  const message: Message = {
    kind: 'opened',
    severity: 'page',
    tag: 'DOWN',
    short: text,
    subject: text,
    headline: text,
    cause: text,
    certain: true,
    news: [text],
    also: [text],
    seen: [{ when: '10:00', what: text, fact: text }],
    errors: [{ when: '10:00', level: 'ERROR', logger: text, text, count: 2, age: 'new', trace: [text] }],
    timeline: [{ when: '10:00', what: text }],
    todo: { text, runbook: text },
    links: [{ label: text, url: 'https://a.b/' }],
    notices: [text],
  };
  const email = renderEmail(message);
  if (!/^[\x20-\x7e]{1,99}$/.test(email.subject)) return 'e-mail: a subject that SNS refuses';
  if (!email.text.isWellFormed() || FORBIDDEN.test(email.text)) return 'e-mail: something is left that must not be there';
  const slack = renderSlack(message);
  const all = JSON.stringify([slack, renderSlackPlain(message), renderSlackWorkflow(message)]);
  // Headers and buttons are plain text, in which nothing calls.
  const marked = slack.blocks.filter(({ type }) => type === 'section' || type === 'context');
  if (/<[!@#]/.test(JSON.stringify(marked))) return 'Slack: it would call somebody';
  if (FORBIDDEN.test(JSON.parse(all).toString()) || !all.isWellFormed()) return 'Slack: something is left that must not be there';
  const isLong = slack.blocks.some((b) => b.type === 'section' && b.text.text.length > LIMITS.section);
  return isLong ? 'Slack: a section that is too long' : undefined;
}

/** Whether a text still holds a recognisable part of the secret once it is redacted. */
export function isKept(text: string): boolean {
  const redacted = redact(soundText(text));
  for (let i = 0; i + 8 <= SECRET.length; i++) if (redacted.includes(SECRET.slice(i, i + 8))) return true;
  return false;
}

/** What is wrong with what becomes of a value, as JSON and as a structure. */
export function brokenValue(value: unknown): string | undefined {
  const json = JSON.stringify(value);
  try {
    JSON.parse(redact(json));
  } catch {
    return `redact: JSON is none any more: ${redact(json)}`;
  }
  const deep = redactDeep(value);
  return JSON.stringify(redactDeep(deep)) === JSON.stringify(deep) ? undefined : 'redactDeep: another value the second time';
}
