import { isUnstable } from '../../functions/report-incident/reconcile/flapping.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { number, plural } from '../../functions/shared/text/words.ts';
import type { Status } from '../view/status.ts';
import type { Figure, Now, Part, Verdict } from './port.ts';

/** What the top of the page says, out of what is known. Times stay numbers, for the reader has a time zone of his own. Pure. */
export function nowOf(status: Status, parts: Part[], open?: Pick<Incident, 'relapses'>): Now {
  const { atMs, incident, silence } = status;
  const figures = figuresOf(status);
  const { verdict, sentence } = judged(status, parts, figures, open);
  return {
    atMs,
    verdict,
    sentence,
    besides: besides(status, verdict),
    parts,
    figures,
    ...(incident && {
      incident: {
        id: incident.id,
        sinceMs: incident.sinceMs,
        ...(incident.acknowledgedBy !== undefined && { acknowledgedBy: incident.acknowledgedBy }),
      },
    }),
    ...(silence && { silence }),
  };
}

function judged(
  status: Status,
  parts: Part[],
  figures: Figure[],
  open: Pick<Incident, 'relapses'> | undefined,
): { verdict: Verdict; sentence: string } {
  const who = `${status.service} ${status.environment}`;
  const { watcher, incident, endpoints, alarms } = status;
  if (watcher.state === 'known' && watcher.isRunning === false) {
    return { verdict: 'unknown', sentence: `Nobody watches ${who}.` };
  }
  if (incident) {
    const { standing, cause, isCertain } = incident;
    const what = isCertain ? cause : `probably ${cause}`;
    if (open && isUnstable(open)) return { verdict: 'unstable', sentence: `${who} is unstable: ${what}, again and again.` };
    if (standing === 'WELL') return { verdict: 'warned', sentence: `${who} is well again. The incident ends when that lasts.` };
    if (standing === 'UNKNOWN') return { verdict: 'unknown', sentence: `It is not known how ${who} is. Last known: ${what}.` };
    const [verdict, words] = STANDING_WORDS[standing ?? 'ALERT'];
    return { verdict, sentence: `${who} ${words}: ${what}.` };
  }
  const down = endpoints.find((e) => e.verdict === 'down');
  if (down) return { verdict: 'failing', sentence: `${who} is not well: ${down.name} is down. ${brief(down.sentence)}`.trim() };
  const failing = parts.find(({ state }) => state === 'failing');
  if (failing) return { verdict: 'failing', sentence: `${who} is not well: ${brief(failing.words)}` };
  const alarm = alarms.state === 'known' && alarms.notOk.find(({ value }) => value === 'ALARM');
  if (alarm)
    return { verdict: alarm.severity === 'page' ? 'failing' : 'warned', sentence: `${who} is not well: ${alarm.title}.` };
  const [first] = status.unknown;
  if (first !== undefined) {
    const more = status.unknown.length > 1 ? `, and ${status.unknown.length - 1} more` : '';
    return { verdict: 'unknown', sentence: `It is not known whether ${who} is well: ${first}${more}.` };
  }
  const blind = parts.find(({ state }) => state === 'unknown');
  if (blind) return { verdict: 'unknown', sentence: `It is not known whether ${who} is well. ${blind.words}` };
  const said = figures.filter(({ isKnown }) => isKnown).map(figureWords);
  return { verdict: 'well', sentence: `${who} is well${said.length > 0 ? `: ${said.join(', ')}` : ''}.` };
}

/** So long that it can be read across a room. */
const BRIEF = 60;

/** What stands before the first colon of what is long: all of it stands beside the part. */
function brief(words: string): string {
  if (words.length <= BRIEF) return words;
  const [first = ''] = words.split(/: | \(/);
  return first.length <= BRIEF ? `${first.replace(/[.:]$/, '')}.` : '';
}

const STANDING_WORDS = {
  DOWN: ['down', 'is down'],
  ALERT: ['failing', 'is failing'],
  WARN: ['warned', 'needs a look'],
} as const satisfies Record<string, [Verdict, string]>;

/** "42 requests a minute", "p95 0.4 s", "memory 61 %". No line ends between a number and what it counts. */
function figureWords({ label, value }: Figure): string {
  return label === 'requests a minute' ? `${value}\u00a0requests a\u00a0minute` : `${label} ${value}`.replaceAll(' ', '\u00a0');
}

function figuresOf({ requests, resources }: Status): Figure[] {
  const figures: Figure[] = [];
  if (requests?.state === 'known') {
    figures.push({ label: 'requests a minute', value: number(requests.perMinute), isKnown: true });
    // Without an answer there is no time of it, which is no gap in what is known.
    if (requests.p95Seconds !== null) figures.push({ label: 'p95', value: `${seconds(requests.p95Seconds)} s`, isKnown: true });
  } else if (requests) {
    figures.push({ label: 'requests a minute', value: 'unknown', isKnown: false });
    figures.push({ label: 'p95', value: 'unknown', isKnown: false });
  }
  for (const resource of resources) {
    const value = resource.state === 'known' ? `${Math.round(resource.usedPercent)} %` : 'unknown';
    figures.push({ label: resource.what, value, isKnown: resource.state === 'known' });
  }
  return figures;
}

/** Two figures that count: "0.42", "1.3", "12". */
const seconds = (value: number) => (value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2))));

/** What the large sentence leaves out. */
function besides({ unknown, incident, windows, alarms }: Status, verdict: Verdict): string[] {
  const open = windows.find(({ isOpen }) => isOpen);
  const others = alarms.state === 'known' ? alarms.notOk.filter(({ value }) => value === 'ALARM').length - 1 : 0;
  const isFirstSaid = verdict === 'unknown' && !incident;
  return [
    ...(open ? [`The planned window "${open.name}" is open: nobody is told.`] : []),
    ...(incident?.dismissedBy
      ? [`${incident.dismissedBy} says that this is no incident. No more messages are sent unless it gets worse.`]
      : []),
    ...(incident && others > 0 ? [`${plural(others, 'more alarm')} ${others === 1 ? 'is' : 'are'} on.`] : []),
    ...unknown.slice(isFirstSaid ? 1 : 0).map((what) => `Not known: ${what}.`),
  ];
}
