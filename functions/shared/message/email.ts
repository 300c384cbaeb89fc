import { cutEnds } from '../text/cut.ts';
import { cutSubject } from '../text/cut-at-words.ts';
import { fitLines } from '../text/fit-lines.ts';
import { leavingTexts } from '../text/leaving.ts';
import { ANSWER_WORDS, actionLinks } from './actions.ts';
import {
  type ChecklistItem,
  causeLabel,
  type ErrorLine,
  errorRemarks,
  type Message,
  moreKinds,
  type Sighting,
  STATUS_SIGN,
} from './message.ts';

/** An e-mail as SNS sends it: plain text. */
export interface Email {
  subject: string;
  text: string;
}

/** SNS takes 256 KiB (Publish); a person reads far less. In UTF-8 a code unit has three bytes at most. */
const MOST_CHARACTERS = 20_000;
/** What was told has at least so much of it, however long the end is. */
const LEAST_TOLD = 10_000;
/** Each list has its share of it, so that none pushes what to do and the links out. */
const MOST_OF_A_LIST = 3_000;
const MOST_OF_A_LINE = 1_500;

/** Renders a message as plain text that reads well on a telephone: plain words, then evidence, then links. */
export function renderEmail(given: Message): Email {
  const message = leavingTexts(given);
  const answers = actionLinks(given).map(({ label, url }) => `  ${label}: ${url}`);
  const { todo } = message;
  const first = join([
    [
      cutEnds(message.headline, MOST_OF_A_LIST),
      ...list(message.news.map((line) => cutEnds(line, MOST_OF_A_LIST))),
      message.cause && cutEnds(`${causeLabel(message)}: ${message.cause}`, MOST_OF_A_LIST),
      todo ? `What to do: ${todo.text}` : false,
    ],
    answers.length > 0 ? [`${ANSWER_WORDS}:`, ...answers] : [],
  ]);
  const told = join([
    list(message.also.map((line) => `Also: ${line}`)),
    checklist(message.checklist ?? []),
    message.seen.length > 0 ? ['What we saw', ...list(table(message.seen))] : [],
    message.errors.length > 0
      ? [
          message.errors.length === 1 ? 'Newest error' : 'Errors',
          ...list([...message.errors.map(errorText), ...moreKinds(message).map((line) => `  ${line}`)]),
        ]
      : [],
    message.timeline.length > 0
      ? [
          'Time line',
          ...list(
            message.timeline.map(({ when, what }) => `  ${when}  ${what}`),
            'ends',
          ),
        ]
      : [],
  ]);
  // What to do and where to look is never cut.
  const end = join([
    todo ? [`Runbook: ${todo.runbook}`] : [],
    message.links.map(({ label, url }) => `${label}: ${url}`),
    message.notices.map((notice) => `Note: ${notice}`),
  ]);
  const room = Math.max(LEAST_TOLD, MOST_CHARACTERS - first.length - end.length);
  const text = told.length <= room ? told : `${cutEnds(told, room)}\n(shortened)`;
  return { subject: subjectLine(message.subject), text: `${cutEnds(join([[first], [text], [end]]), MOST_WITH_LONG_END)}\n` };
}

/** Where even the links are endless, they are cut, too. */
const MOST_WITH_LONG_END = 2 * MOST_CHARACTERS;

/** SNS takes a subject of less than 100 characters. */
export const MOST_SUBJECT = 99;
/** A mail without a subject is refused. */
const NO_SUBJECT = 'AtlasML Monitor';

/** SNS: ASCII, no line breaks or control characters, less than 100 characters (API reference of Publish). */
export function subjectLine(subject: string): string {
  const ascii = subject
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return cutSubject(ascii, MOST_SUBJECT) || NO_SUBJECT;
}

function checklist(items: ChecklistItem[]): string[] {
  const width = Math.max(...items.map(({ what }) => what.length));
  return items.flatMap(({ status, what, fact, more }) => [
    `${STATUS_SIGN[status]} ${what.padEnd(width)}  ${fact}`,
    ...list(more.map((line) => `    ${line}`)),
  ]);
}

function table(rows: Sighting[]): string[] {
  const width = (pick: (row: Sighting) => string) => Math.max(...rows.map((row) => pick(row).length));
  const when = width((r) => r.when);
  const what = width((r) => r.what);
  return rows.map((r) => `  ${r.when.padEnd(when)}  ${r.what.padEnd(what)}  ${r.fact}`);
}

function errorText(line: ErrorLine): string {
  const remarks = errorRemarks(line);
  return [
    `  ${line.when} ${line.level} ${line.logger}  ${line.text}${remarks && `   (${remarks})`}`,
    ...line.trace.map((text) => `             ${text}`),
  ].join('\n');
}

function list(lines: string[], keep?: 'ends'): string[] {
  return fitLines(
    lines.map((line) => cutEnds(line, MOST_OF_A_LINE)),
    MOST_OF_A_LIST,
    keep,
  );
}

const join = (sections: (string | false)[][]) =>
  sections
    .map((lines) => lines.filter(Boolean).join('\n'))
    .filter(Boolean)
    .join('\n\n');
