import type { Incident } from '../shared/incident/reporter-state.ts';
import { troubleEndMs } from '../shared/incident/trouble.ts';
import { readersTime } from '../shared/text/readers-time.ts';
import { duration, number, plural } from '../shared/text/words.ts';
import { timelineOf } from './diagnose/evidence.ts';
import { noIncidentWords } from './tell/acknowledged.ts';

/** What users lost, by the metrics of check-logs; undefined where nothing was measured. */
export interface Impact {
  failed: number;
  requests: number;
}

export interface Section {
  title: string;
  lines: string[];
}

/** An incident as the beginning of a postmortem. Pure. */
export function postmortem(
  incident: Incident,
  where: string,
  impact: Impact | undefined,
  nowMs: number,
  timezone?: string,
): Section[] {
  const time = readersTime(timezone);
  const { account, resolvedMs, openedMs, acknowledgedBy, dismissed, sent = [] } = incident;
  const endMs = resolvedMs === undefined ? undefined : troubleEndMs(incident);
  const lasted = duration((endMs ?? nowMs) - openedMs);
  const span =
    endMs === undefined ? `${time.date(openedMs)}, still open after ${lasted}` : `${time.dates(openedMs, endMs)}, ${lasted}`;
  return [
    {
      title: `Incident ${time.date(openedMs)}: ${incident.short ?? account?.short ?? incident.members[0]?.title ?? 'unknown'}`,
      lines: [
        `Service: ${where}`,
        `From ${span}`,
        `Impact: ${impactText(impact)}`,
        ...(incident.worst ? [`At its worst: ${incident.worst}`] : []),
        ...(incident.relapses ? [`It went away and came back ${plural(incident.relapses, 'time')}`] : []),
        ...(acknowledgedBy ? [`On it: ${acknowledgedBy}`] : []),
        ...(dismissed ? [`${noIncidentWords(dismissed)} (${time.date(dismissed.atMs)})`] : []),
        `ID: ${incident.id}`,
      ],
    },
    {
      title: 'Cause',
      lines: account
        ? [`${account.certain ? '' : 'Probably: '}${account.cause}`, ...account.besides.map((text) => `Beside it: ${text}`)]
        : ['Not known.'],
    },
    { title: 'Time line', lines: timeLine(incident, timezone) },
    { title: 'Evidence', lines: account && account.errors.length > 0 ? account.errors : ['No errors were logged.'] },
    {
      title: 'What changed before',
      lines: [
        account?.lastStartMs === undefined
          ? 'No start of AtlasML was seen in the minutes before.'
          : `AtlasML started at ${time.clock(account.lastStartMs)}: a deploy, a restart or a crash.`,
        'Deploys, settings, Weaviate, OpenAI: to be filled in.',
      ],
    },
    {
      title: 'Messages',
      lines:
        sent.length > 0
          ? sent.map(({ atMs, receiver, kind }) => `${time.date(atMs)}  ${receiver}  ${kind}`)
          : ['None: all were to be silent, or no receiver could be reached.'],
    },
    { title: 'To be filled in', lines: ['What went well, what did not, and who does what by when.'] },
  ];
}

function timeLine(incident: Incident, timezone: string | undefined): string[] {
  const rows = timelineOf(incident, timezone).map(({ when, what }) => `${when}  ${what}`);
  return rows.length > 0 ? rows : incident.members.map((m) => `${readersTime(timezone).row(m.sinceMs)}  ${m.title}`);
}

function impactText(impact: Impact | undefined): string {
  if (!impact) return 'not known';
  const share = impact.requests > 0 ? `, ${number((100 * impact.failed) / impact.requests)} %` : '';
  return `about ${impact.failed} of ${plural(impact.requests, 'request')} failed${share}`;
}

/** Sections for a terminal. */
export function asText(sections: Section[]): string {
  return sections.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n');
}

/** Sections for a wiki. Texts of the log stand in code, so that nothing in them is markup. */
export function asMarkdown(sections: Section[]): string {
  return sections
    .map(({ title, lines }, i) => {
      const body =
        title === 'Evidence'
          ? ['```', ...lines.map((l) => inOneLine(l).replaceAll('```', "'''")), '```']
          : lines.map((l) => `- ${escaped(l)}`);
      return [`${i === 0 ? '#' : '##'} ${escaped(title)}`, '', ...body].join('\n');
    })
    .join('\n\n');
}

/** Nothing in it is markup, nor can it begin a line of its own. */
function escaped(text: string): string {
  return inOneLine(text).replace(/[\\`*_[\]<>|&~]|^(?=[#+-])/g, '\\$&');
}

const inOneLine = (text: string) => text.replace(/\s*[\n\r]\s*/g, ' ');
