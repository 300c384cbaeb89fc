import { cutEnds } from '../text/cut.ts';
import { soundTexts } from '../text/sound.ts';
import { ANSWER_WORDS, actionLinks } from './actions.ts';
import { causeLabel, type ErrorLine, errorRemarks, type Link, type Message, moreKinds, STATUS_SIGN } from './message.ts';
import { isWeb } from './web-link.ts';

/** A mail client shows far less; of what is longer the end is counted, with where to see it. */
const MOST_ROWS = 40;
const MOST_CHARACTERS = 1_500;

/** The picture in the same mail, by its Content-ID (RFC 2392); failed where there should be one and is none. */
export type Picture = { cid: string; width?: number; height?: number } | 'failed';

/**
 * The HTML part of an e-mail: one column, nothing from outside, no script. It says what the text part says, and every text in it is escaped.
 * Styles stand in the elements, for Gmail takes others away in some of its clients; without colours of ours for text and background each client
 * shows its own, in the dark, too. Where a client knows `prefers-color-scheme` (https://www.caniemail.com/features/css-at-media-prefers-color-scheme/:
 * Apple Mail, Outlook but on Windows, Thunderbird), the few colours there are become lighter; others leave that out.
 */
export function renderEmailHtml(given: Message, picture?: Picture): string {
  const message = soundTexts(given);
  const { todo, links, notices, tag } = message;
  const colour = COLOURS[tag] ?? 'other';
  const parts = [
    `<div class="${colour}" style="border-left:5px solid ${SHADES[colour]};padding-left:12px">`,
    `<p class="${colour}" style="margin:0;font-size:13px;font-weight:bold;color:${SHADES[colour]}">${escaped(tag)}</p>`,
    `<h1 style="font-size:18px;line-height:1.35;margin:0 0 10px">${escaped(message.headline)}</h1>`,
    ...message.news.map(paragraph),
    message.cause && labelled(causeLabel(message), escaped(message.cause)),
    todo &&
      labelled('What to do', `${escaped(todo.text)}<br><span style="font-size:13px">Runbook: ${runbook(todo.runbook)}</span>`),
    answers(given),
    ...notices.map((notice) => labelled('Note', escaped(notice))),
    links.length > 0 && `<p style="margin:0">${links.map(anchor).join(' · ')}</p>`,
    '</div>',
    picture && pictureOf(picture, message),
    listed('Also', message.also.map(escaped), IN_STATUS),
    checklist(message),
    section(
      'What we saw',
      rows(
        message.seen.map(({ when, what, fact }) => [when, what, fact]),
        IN_STATUS,
      ),
    ),
    section(
      message.errors.length === 1 ? 'Newest error' : 'Errors',
      [
        ...message.errors.slice(0, MOST_ROWS).map(errorText),
        ...moreKinds(message, message.errors.length - MOST_ROWS).map(paragraph),
      ].join(''),
    ),
    section(
      'Time line',
      rows(
        message.timeline.map(({ when, what }) => [when, what]),
        IN_INCIDENT,
      ),
    ),
  ];
  const body = parts.filter(Boolean).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escaped(message.subject)}</title>
<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${DARK}}</style></head>
<body style="margin:0;padding:16px;font:15px/1.45 sans-serif"><div style="max-width:680px;overflow-wrap:anywhere">
${body}
</div></body></html>
`;
}

/** By how bad it is; each can be read on white and, made lighter, in the dark. */
const COLOURS: Record<string, keyof typeof SHADES> = {
  DOWN: 'down',
  ALERT: 'alert',
  WARN: 'warn',
  RESOLVED: 'well',
};
const SHADES = { down: '#b42318', alert: '#b54708', warn: '#856404', well: '#1a7f37', other: '#57606a' } as const;
const DARK = [
  ['down', '#ff8a80'],
  ['alert', '#ffb074'],
  ['warn', '#f2cc60'],
  ['well', '#7ee787'],
  ['other', '#a9b3bd'],
]
  .map(([name, shade]) => `.${name}{border-color:${shade}!important}p.${name}{color:${shade}!important}`)
  .join('')
  .concat('a{color:#8ab4f8}');

const P = 'margin:0 0 10px';
const CELL = 'padding:1px 10px 1px 0;vertical-align:top;text-align:left';
/** A time or a name, which is short: broken up it cannot be read. */
const NARROW = `${CELL};white-space:nowrap`;

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML that is that text and nothing else. */
function escaped(text: string): string {
  return encoded(cutEnds(text, MOST_CHARACTERS));
}

const paragraph = (text: string) => `<p style="${P}">${escaped(text)}</p>`;
/** @param html escaped. */
const labelled = (label: string, html: string) => `<p style="${P}"><b>${label}:</b> ${html}</p>`;

const section = (title: string, content: string) =>
  content && `<h2 style="font-size:15px;margin:18px 0 4px">${title}</h2>\n${content}`;

function pictureOf(picture: Picture, { short, chartOf }: Message): string {
  if (picture === 'failed')
    return '<p style="margin:16px 0 0;font-size:13px">The picture of what the alarm watches could not be drawn.</p>';
  const { cid, width = 640, height } = picture;
  const size = `width="${width}"${height === undefined ? '' : ` height="${height}"`}`;
  const words = `${chartOf ? `The alarm "${chartOf}": what it` : 'What the alarm'} watches; the line across is its limit.`;
  return `<p style="margin:16px 0 0;font-size:13px"><img src="cid:${encoded(cid)}" ${size} alt="${escaped(`${short}: ${words}`)}" style="max-width:100%;height:auto;border:0"><br>${escaped(words)}</p>`;
}

function answers(given: Message): string {
  const links = actionLinks(given).map(
    ({ label, url }) =>
      `<a href="${encoded(url)}" style="display:inline-block;padding:6px 12px;margin:0 6px 6px 0;border:1px solid #57606a;border-radius:6px;text-decoration:none">${escaped(label)}</a>`,
  );
  return links.length === 0
    ? ''
    : `<p style="${P}">${links.join('\n')}<br><span style="font-size:13px">${ANSWER_WORDS}</span></p>`;
}

/** @param whole where to see all of it. */
function listed(title: string, items: string[], whole: string): string {
  const lines = [...items.slice(0, MOST_ROWS), ...leftOut(items, whole)].map((item) => `<li>${item}</li>`);
  return section(title, lines.length === 0 ? '' : `<ul style="margin:0;padding-left:20px">${lines.join('')}</ul>`);
}

const IN_STATUS = 'npx atlasml-monitor status --json';
const IN_INCIDENT = 'npx atlasml-monitor incident show --json';
const IN_DIGEST = 'npx atlasml-monitor digest';

/** How many of a list are not shown, and where to see them; a line of HTML, or none. */
const leftOut = (list: readonly unknown[], whole: string): string[] =>
  list.length > MOST_ROWS ? [`and ${list.length - MOST_ROWS} more: see ${escaped(whole)}`] : [];

/** What stands in brackets behind a time goes below it: a telephone is narrow. */
function timeCell(when: string): string {
  const [, time = when, more = ''] = /^(\S+) (\(.*\))$/.exec(when) ?? [];
  return more === '' ? escaped(time) : `${escaped(time)}<br><small>${escaped(more)}</small>`;
}

function rows(table: string[][], whole: string): string {
  const lines = table
    .slice(0, MOST_ROWS)
    .map(
      (cells) =>
        `<tr>${cells.map((cell, i) => `<td style="${i < cells.length - 1 ? NARROW : CELL}">${i === 0 ? timeCell(cell) : escaped(cell)}</td>`).join('')}</tr>`,
    );
  const width = table[0]?.length;
  const more = leftOut(table, whole).map((line) => `<tr><td colspan="${width}" style="${CELL}">${line}</td></tr>`);
  return lines.length === 0
    ? ''
    : `<table role="presentation" style="border-collapse:collapse;font-size:14px">${[...lines, ...more].join('')}</table>`;
}

function checklist({ checklist: items = [] }: Message): string {
  const lines = items.map(({ status, what, fact, more }) => {
    const shown = [...more.slice(0, MOST_ROWS).map(escaped), ...leftOut(more, IN_DIGEST)];
    const below = shown.map((line) => `<br><small>${line}</small>`);
    return `<tr><td style="${CELL}">${STATUS_SIGN[status]}</td><td style="${NARROW}"><b>${escaped(what)}</b></td><td style="${CELL}">${escaped(fact)}${below.join('')}</td></tr>`;
  });
  return lines.length === 0
    ? ''
    : `<table role="presentation" style="border-collapse:collapse;margin-top:14px">${lines.join('')}</table>`;
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
function encoded(url: string): string {
  return url.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
}
