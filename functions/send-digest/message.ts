import type { DigestKind } from '../shared/config/digest-kinds.ts';
import { subjectLine } from '../shared/message/email.ts';
import type { ChecklistItem, ItemStatus, Message } from '../shared/message/message.ts';
import { readersTime } from '../shared/text/readers-time.ts';
import type { Scope } from './scope.ts';

const SPAN: Record<DigestKind, string> = { daily: 'the 24 hours', weekly: 'the 7 days', monthly: 'the 30 days' };

/** A digest as a message. Its subject says whether it must be opened, and for what. */
export function digestMessage(
  items: ChecklistItem[],
  { kind, config, nowMs }: Pick<Scope, 'kind' | 'config' | 'nowMs'>,
): Message {
  const where = `${config.service} ${config.environment}`;
  const named = (...statuses: ItemStatus[]) =>
    items.filter((i) => !i.isMinor && statuses.includes(i.status)).map((i) => i.what.toLowerCase());
  const urgent = named('bad', 'unknown');
  const people = named('person');
  const links = items.flatMap(({ link }) => link ?? []);
  return {
    kind: 'digest',
    severity: 'warn',
    tag: kind.toUpperCase(),
    short: `the ${kind} digest`,
    subject: subjectLine(`[${kind.toUpperCase()}] ${where}: ${verdict(urgent, people)}`),
    headline: `${where}, ${SPAN[kind]} to ${readersTime(config.timezone).date(nowMs)}: ${summary(items)}.`,
    cause: '',
    certain: true,
    news: [],
    also: [],
    checklist: items,
    seen: [],
    errors: [],
    timeline: [],
    links: links.filter((link, i) => links.findIndex((l) => l.url === link.url) === i),
    notices: [],
  };
}

function verdict(urgent: string[], people: string[]): string {
  if (urgent.length > 0) return `please check: ${urgent.join(', ')}`;
  return people.length > 0 ? `all well; when you have time: ${people.join(', ')}` : 'all well, no need to open';
}

function summary(items: ChecklistItem[]): string {
  const count = (status: ItemStatus) => items.filter((i) => i.status === status).length;
  const parts: [number, string][] = [
    [count('bad'), 'not well'],
    [count('unknown'), 'not known'],
    [count('person'), count('person') === 1 ? 'needs a person' : 'need a person'],
    [count('well'), 'well'],
    [count('off'), 'not watched'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, words]) => `${n} ${words}`)
    .join(', ');
}
