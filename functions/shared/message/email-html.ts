import { cutEnds } from '../text/cut.ts';
import { soundTexts } from '../text/sound.ts';
import { ANSWER_WORDS, actionLinks } from './actions.ts';
import { causeLabel, type ErrorLine, errorRemarks, type Link, type Message, STATUS_SIGN } from './message.ts';
import { isWeb } from './web-link.ts';

/** A mail client shows far less; what is longer stands in the text part, which is cut by its own rule. */
const MOST_ROWS = 40;
const MOST_CHARACTERS = 1_500;

/**
 * The HTML part of an e-mail: one column, nothing from outside, no script, no picture. It says what the text part says, and
 * every text in it is escaped.
 */
export function renderEmailHtml(given: Message): string {
  const message = soundTexts(given);
  const { todo, links, notices } = message;
  const parts = [
    `<h1 style="font-size:18px;margin:0 0 12px">${escaped(message.headline)}</h1>`,
    ...message.news.map(paragraph),
    message.cause && `<p style="${P}"><b>${causeLabel(message)}:</b> ${escaped(message.cause)}</p>`,
    listed('Also', message.also.map(escaped)),
    checklist(message),
    section('What we saw', rows(message.seen.map(({ when, what, fact }) => [when, what, fact]))),
    section(message.errors.length === 1 ? 'Newest error' : 'Errors', message.errors.slice(0, MOST_ROWS).map(errorText).join('')),
    section('Time line', rows(message.timeline.map(({ when, what }) => [when, what]))),
    answers(given),
    todo && `<p style="margin:16px 0 10px"><b>What to do:</b> ${escaped(todo.text)}<br>Runbook: ${runbook(todo.runbook)}</p>`,
    links.length > 0 && `<p style="${P}">${links.map(anchor).join(' · ')}</p>`,
    ...notices.map((notice) => `<p style="${P}"><b>Note:</b> ${escaped(notice)}</p>`),
  ];
  const body = parts.filter(Boolean).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(message.subject)}</title></head>
<body style="margin:0;padding:16px;font:15px/1.45 sans-serif"><div style="max-width:680px;overflow-wrap:anywhere">
${body}
</div></body></html>
`;
}

const P = 'margin:0 0 10px';

function answers(given: Message): string {
  const links = actionLinks(given).map(anchor);
  return links.length === 0 ? '' : `<p style="${P}">${links.join(' · ')}<br><small>${ANSWER_WORDS}</small></p>`;
}

const CELL = 'padding:1px 10px 1px 0;vertical-align:top;text-align:left';
/** A time or a name, which is short: broken up it cannot be read. */
const NARROW = `${CELL};white-space:nowrap`;

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML that is that text and nothing else. */
function escaped(text: string): string {
  return encoded(cutEnds(text, MOST_CHARACTERS));
}

const paragraph = (text: string) => `<p style="${P}">${escaped(text)}</p>`;

const section = (title: string, content: string) =>
  content && `<h2 style="font-size:15px;margin:16px 0 4px">${title}</h2>\n${content}`;

function listed(title: string, items: string[]): string {
  const lines = items.slice(0, MOST_ROWS).map((item) => `<li>${item}</li>`);
  return lines.length === 0
    ? ''
    : `<p style="margin:0">${title}</p><ul style="margin:0 0 10px;padding-left:20px">${lines.join('')}</ul>`;
}

function rows(table: string[][]): string {
  const lines = table
    .slice(0, MOST_ROWS)
    .map(
      (cells) =>
        `<tr>${cells.map((cell, i) => `<td style="${i < cells.length - 1 ? NARROW : CELL}">${escaped(cell)}</td>`).join('')}</tr>`,
    );
  return lines.length === 0
    ? ''
    : `<table role="presentation" style="border-collapse:collapse;font-size:14px">${lines.join('')}</table>`;
}

function checklist({ checklist: items = [] }: Message): string {
  const lines = items.map(({ status, what, fact, more }) => {
    const below = more.slice(0, MOST_ROWS).map((line) => `<br><small>${escaped(line)}</small>`);
    return `<tr><td style="${CELL}">${STATUS_SIGN[status]}</td><td style="${NARROW}"><b>${escaped(what)}</b></td><td style="${CELL}">${escaped(fact)}${below.join('')}</td></tr>`;
  });
  return lines.length === 0 ? '' : `<table role="presentation" style="border-collapse:collapse">${lines.join('')}</table>`;
}

function errorText(line: ErrorLine): string {
  const remarks = errorRemarks(line);
  const head = `${line.when} ${line.level} ${line.logger}  ${line.text}${remarks && `   (${remarks})`}`;
  return `<pre style="margin:0 0 6px;white-space:pre-wrap;font-size:13px">${[head, ...line.trace.map((t) => `    ${t}`)].map(escaped).join('\n')}</pre>`;
}

function anchor({ label, url }: Link): string {
  return isWeb(url) ? `<a href="${encoded(url)}">${escaped(label)}</a>` : `${escaped(label)}: ${escaped(url)}`;
}

const runbook = (at: string) => (isWeb(at) ? anchor({ label: at, url: at }) : escaped(at));

/** An address is not cut: half of one leads elsewhere. */
const encoded = (url: string) => url.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
