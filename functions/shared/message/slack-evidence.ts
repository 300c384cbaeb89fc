import { fitLines } from '../text/fit-lines.ts';
import { wrapLines } from '../text/wrap.ts';
import { type ChecklistItem, type ErrorLine, errorRemarks, type Message, moreKinds, STATUS_SIGN } from './message.ts';
import { LIMITS, type SlackBlock, section } from './slack-blocks.ts';
import { codeBlock, cutEscaped, escapeSlack } from './slack-text.ts';

/** What a code block needs besides its text. */
const FENCES = 6;

/** What was found out, for whoever wants to know more: empty where there is nothing. @param message as it leaves. */
export function evidenceBlocks(message: Message): SlackBlock[] {
  const also = fitLines(
    message.also.map((line) => `• ${cutEscaped(escapeSlack(line), LIMITS.line)}`),
    LIMITS.list,
  ).join('\n');
  const seen = inBlock(message.seen.map((row) => `${row.when}  ${row.what}  ${row.fact}`));
  const errors = inBlock([...message.errors.map(errorText), ...moreKinds(message)]);
  const timeline = inBlock(
    message.timeline.map(({ when, what }) => `${when}  ${what}`),
    'ends',
  );
  const parts: [string, string][] = [
    ['Also', also],
    ['What we saw', seen],
    ['Errors', errors],
    ['Time line', timeline],
  ];
  return parts.filter(([, text]) => text !== '').map(([title, text]) => section(`*${title}*\n${text}`));
}

/** One item of a checklist. */
export function checklistBlock({ status, what, fact, more, link }: ChecklistItem): SlackBlock {
  const name = link ? `<${escapeSlack(link.url)}|${escapeSlack(what)}>` : escapeSlack(what);
  const first = `${STATUS_SIGN[status]} *${name}*  ${cutEscaped(escapeSlack(fact), LIMITS.line)}`;
  return section(more.length > 0 ? `${first}\n${inBlock(more, 'first', LIMITS.list - first.length)}` : first);
}

/** Lines of evidence in a code block, as many as fit; empty without any. */
function inBlock(lines: string[], keep: 'first' | 'ends' = 'first', most: number = LIMITS.list): string {
  if (lines.length === 0) return '';
  const wrapped = lines.map((line) => wrapLines(line, LIMITS.code));
  const kept = fitLines(wrapped, most - FENCES, keep, (line) => escapeSlack(line).length);
  return codeBlock(kept.join('\n'), Math.max(FENCES, most));
}

function errorText(line: ErrorLine): string {
  const remarks = errorRemarks(line);
  return [
    `${line.when} ${line.level} ${line.logger}  ${line.text}${remarks && `  (${remarks})`}`,
    ...line.trace.map((t) => `    ${t}`),
  ].join('\n');
}
