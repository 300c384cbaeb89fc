import { createHash } from 'node:crypto';
import { NO_INCIDENT_REASONS, SILENCE_CHOICES, WHAT_IT_DOES } from '../message/answer-choices.ts';
import type { ActionId } from '../message/message.ts';
import { soundText } from '../text/sound.ts';
import { MOST_NAME, MOST_WHY } from './answer-order.ts';
import { nextMorningMs, wallWords } from './silence-end.ts';

/** One column, nothing from outside, readable on a telephone, by day and by night. */
const STYLE =
  ':root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:34em;margin:2em auto;padding:0 1em}' +
  'label,fieldset{display:block;margin:1em 0}fieldset label{margin:.3em 0}input[type=text]{font:inherit;width:100%;box-sizing:border-box}' +
  'button{font:inherit;font-weight:600;padding:.6em 1.2em}small{opacity:.75}';

/** No script, nothing of another host, and the form goes nowhere else (w3.org/TR/CSP3). The address is a right: nobody keeps or refers to it. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
} as const;

const TITLES: Record<ActionId, string> = {
  acknowledge: 'Acknowledge',
  silence: 'Silence',
  'not-an-incident': 'Not an incident',
  test: 'Try an answer',
};

/** Whose message it is, for whoever has the link. */
export interface Asked {
  /** "AtlasML production". */
  where: string;
  action: ActionId;
  token: string;
  timezone: string;
  nowMs: number;
}

/** Asks before anything is done: what opens links, such as a scanner of mails, sends no form. */
export function askingPage({ where, action, token, timezone, nowMs }: Asked): string {
  const name = `<label>Your name, for the others<input type="text" name="name" maxlength="${MOST_NAME}" autocomplete="name"></label>`;
  const why = `<label>Why<input type="text" name="why" maxlength="${MOST_WHY}"></label>`;
  const more: Record<ActionId, string> = {
    acknowledge: name,
    silence: `${howLong(timezone, nowMs)}${why}${name}`,
    'not-an-incident': `${reasons()}${name}`,
    test: '',
  };
  return page(
    TITLES[action],
    `<p>${escaped(where)}</p><p>${escaped(WHAT_IT_DOES[action])}</p>
<form method="post" action="answer"><input type="hidden" name="t" value="${escaped(token)}">
${more[action]}
<p><button>${TITLES[action]}</button></p></form>
<p><small>Nothing has been done yet. This link works once.</small></p>`,
  );
}

/** What came of it, or why nothing did. @param said redacted by whoever said it. */
export const sayingPage = (title: string, said: string): string => page(title, `<p>${escaped(said)}</p>`);

function howLong(timezone: string, nowMs: number): string {
  const morning = wallWords(nextMorningMs(nowMs, timezone), timezone);
  const choices = Object.entries(SILENCE_CHOICES).map(([value, words]) => {
    const text = value === '8:00' ? `until ${morning}` : `for ${words}`;
    return `<label><input type="radio" name="choice" value="${value}"${value === '1h' ? ' checked' : ''}> ${escaped(text)}</label>`;
  });
  const until = `<label><input type="radio" name="choice" value="until"> until <input type="datetime-local" name="until" min="${wallWords(nowMs, timezone).replace(' ', 'T')}"></label>`;
  return `<fieldset><legend>How long (clock of ${escaped(timezone)})</legend>${choices.join('')}${until}</fieldset>`;
}

function reasons(): string {
  const choices = Object.values(NO_INCIDENT_REASONS).map(
    (words) => `<label><input type="radio" name="choice" value="${words}"> ${words}</label>`,
  );
  const own = `<label>In your own words<input type="text" name="why" maxlength="${MOST_WHY}"></label>`;
  return `<fieldset><legend>Why</legend>${choices.join('')}${own}</fieldset>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)}</h1>
${body}
</body></html>
`;
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => soundText(text).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
