import { oneLine } from '../../functions/check-logs/evidence.ts';
import { countsOf, isNotWell, MOST_NAMES, MOST_ROWS } from '../../functions/report-incident/diagnose/endpoint-rows.ts';
import { figureWords } from '../../functions/shared/app-metrics.ts';
import { readersTime } from '../../functions/shared/text/readers-time.ts';
import { duration, firstNamed, milliseconds, number, plural } from '../../functions/shared/text/words.ts';
import { type Judgement, moment } from '../../local/view/judge.ts';
import type { AlarmsStatus, Availability, EndpointStatus, ResourceStatus, Status } from '../../local/view/status.ts';
import type { Colour, ShownLine } from '../screen.ts';
import { wrapped } from '../wrapped.ts';

const WIDTH = 80;
const VERDICT_COLOURS = { well: 'green', 'not well': 'red', unknown: undefined } as const;

/** The dashboard in lines of 80 columns at most: the sentence first, then each part under its title. */
export function renderStatus(status: Status, { verdict, sentence }: Judgement): ShownLine[] {
  const isPast = status.watcher.state === 'known' && status.watcher.isRunning === false;
  // Nobody has evaluated anything since, so nothing of it is so now.
  const past = isPast ? ' (when the monitor stopped)' : '';
  const parts: [string, ShownLine[]][] = [
    [`Incident${past}`, incidentLines(status)],
    ['Endpoints', endpointsLines(status.endpoints)],
    ['Resources', status.resources.flatMap(resourceLines)],
    ['Requests', requestLines(status)],
    ['Running', uptimeLines(status)],
    [`Alarms${past}`, alarmLines(status)],
    ['Last errors', errorLines(status)],
    ['Silences and planned windows', quietLines(status)],
    ['What the monitor keeps', noticeLines(status)],
    ['Unknown', status.unknown.length > 0 && verdict !== 'well' ? lines(status.unknown.map((u) => `${u}.`)) : []],
  ];
  const head = wrapped(sentence, WIDTH).map((text) => ({ text, ...coloured(VERDICT_COLOURS[verdict]) }));
  const body = parts.flatMap(([title, shown]) => (shown.length > 0 ? [{ text: '' }, { text: title }, ...shown] : []));
  return [...head, ...wrapped(watchedBy(status), WIDTH).map((text) => ({ text })), ...body];
}

const coloured = (colour: Colour | undefined) => (colour === undefined ? {} : { colour });

/** Texts as indented lines. @param hang how far the lines that go on are indented. */
function lines(texts: string[], colour?: Colour, hang = 2): ShownLine[] {
  return texts.flatMap((text) =>
    wrapped(text, WIDTH - 2, ' '.repeat(hang)).map((line) => ({ text: `  ${line}`, ...coloured(colour) })),
  );
}

/** Where the third column begins. */
const THIRD = 23;

function watchedBy(status: Status): string {
  const { watcher, atMs, timezone } = status;
  const time = readersTime(timezone);
  const now = `${time.day(atMs)} ${time.clock(atMs)}`;
  if (watcher.state === 'unknown') return `${now}. Who watches is not known: ${watcher.reason}`;
  const { isRunning, words, sinceMs } = watcher;
  if (isRunning === false) return `${now}. Not watched: ${words}.`;
  return `${now}. Watched by ${words}${sinceMs === undefined ? '' : ` since ${moment(sinceMs, status)}`}.`;
}

function incidentLines(status: Status): ShownLine[] {
  const { incident, atMs } = status;
  if (!incident) return [];
  const { id, standing, sinceMs, cause, told, worst, isCertain, acknowledgedBy, dismissedBy } = incident;
  const has = acknowledgedBy === undefined ? 'nobody has acknowledged it' : `${acknowledgedBy} is on it`;
  const who = dismissedBy === undefined ? has : `no incident, says ${dismissedBy}`;
  return [
    ...lines([`${standing}  ${isCertain ? '' : 'probably '}${cause}`], 'red'),
    ...lines([
      ...(told === undefined ? [] : [told]),
      ...(worst === undefined ? [] : [`at its worst: ${worst.standing}, ${worst.cause}`]),
      `since ${moment(sinceMs, status)}, for ${duration(atMs - sinceMs)}, ${who}`,
      `more: incident show ${id.slice(0, 8)}`,
    ]),
  ];
}

/** Of many endpoints those that are not up, that say the same together. */
function endpointsLines(endpoints: readonly EndpointStatus[]): ShownLine[] {
  if (endpoints.length <= MOST_ROWS) return endpoints.flatMap(endpointLines);
  const alike = Map.groupBy(endpoints.filter(isNotWell), ({ verdict, sentence }) => `${verdict} ${sentence}`);
  const shown = [...alike.values()].flatMap(([first, ...others]) => [
    ...endpointLines(first as EndpointStatus),
    ...lines(sameOf(others), undefined, THIRD),
  ]);
  return [...lines([countsOf(endpoints)]), ...shown];
}

function sameOf(others: EndpointStatus[]): string[] {
  if (others.length === 0) return [];
  const names = others.map(({ name }) => name);
  return [`${' '.repeat(THIRD - 2)}  the same of ${plural(others.length, 'other')}: ${firstNamed(names, MOST_NAMES)}`];
}

function endpointLines({ name, verdict, sentence, availability }: EndpointStatus): ShownLine[] {
  const colour = verdict === 'down' ? 'red' : verdict === 'up' ? 'green' : undefined;
  return [
    ...lines([`${name.padEnd(12)}  ${verdict.padEnd(7)}  ${sentence}`], colour, THIRD),
    ...(availability ? lines([`${' '.repeat(12)}  24 h     ${availabilityText(availability)}`]) : []),
  ];
}

/** Rounded down, so that 100 % means all. */
function availabilityText({ upPercent, seenMinutes, ofMinutes }: Availability): string {
  const share = `up ${Math.floor(upPercent * 100) / 100} %`;
  if (seenMinutes >= ofMinutes - 10) return share;
  return `${share} of the ${duration(seenMinutes * 60_000)} that were looked at`;
}

function resourceLines(resource: ResourceStatus): ShownLine[] {
  if (resource.state === 'unknown') return lines([`${resource.what.padEnd(12)}  unknown  ${resource.reason}`], undefined, THIRD);
  const { what, usedPercent, limitBytes, hoursToLimit } = resource;
  const limit = limitBytes === undefined ? '' : ` of ${number(limitBytes / 2 ** 30)} GiB`;
  const trend = hoursToLimit === undefined ? '' : `, full in ${duration(hoursToLimit * 3_600_000)} if it goes on like this`;
  return lines([`${what.padEnd(12)}  ${number(usedPercent)} %${limit}${trend}`]);
}

function requestLines({ requests, app }: Status): ShownLine[] {
  return [...loggedLines(requests), ...appLines(app)];
}

/** What the store dropped, set aside or could not write. */
function noticeLines(status: Status): ShownLine[] {
  const { notices = [] } = status;
  return lines(
    notices.map(({ untilMs, text }) => `${moment(untilMs, status).padEnd(9)}  ${text}`),
    undefined,
    11,
  );
}

/** What AtlasML says of itself. */
function appLines(app: Status['app']): ShownLine[] {
  if (!app) return [];
  if (app.state === 'unknown') return lines([`by /metrics: unknown: ${app.reason}`]);
  return lines([`by /metrics: ${app.figures ? figureWords(app.figures) : 'known from the next minute on'}`]);
}

function loggedLines(requests: Status['requests']): ShownLine[] {
  if (!requests) return [];
  if (requests.state === 'unknown') return lines([`unknown: ${requests.reason}`]);
  const { perMinute, p95Seconds, serverErrors, clientErrors } = requests;
  const slowest = p95Seconds === null ? 'no response times' : `p95 ${milliseconds(p95Seconds * 1000)}`;
  const errors = `${plural(serverErrors, 'server error')} and ${plural(clientErrors, 'client error')} in 5 min`;
  return lines([`${number(perMinute)} a minute, ${slowest}, ${errors}`], serverErrors > 0 ? 'red' : undefined);
}

function uptimeLines(status: Status): ShownLine[] {
  const { uptime, atMs } = status;
  if (uptime.state === 'unknown') return lines([`since when is not known: ${uptime.reason}`]);
  const { startedMs, atLeastSinceMs } = uptime;
  if (startedMs !== undefined) return lines([`started about ${moment(startedMs, status)}, ${duration(atMs - startedMs)} ago`]);
  const since = atLeastSinceMs ?? atMs;
  return lines([`no start was seen since ${moment(since, status)}, for ${duration(atMs - since)}`]);
}

function alarmLines(status: Status): ShownLine[] {
  const { alarms } = status;
  if (alarms.state === 'unknown') return lines([`unknown: ${alarms.reason}`]);
  const { ok, waiting, notOk } = alarms;
  const silent = notOk.filter(({ value }) => value === 'INSUFFICIENT_DATA');
  const isMany = silent.length > MOST_SILENT;
  const shown = isMany ? notOk.filter((alarm) => !silent.includes(alarm)) : notOk;
  const without = waiting > 0 ? `, ${waiting} had nothing to judge yet` : '';
  return [
    ...shown.slice(0, MOST_ROWS).flatMap((alarm) => notOkLine(alarm, status)),
    ...(shown.length > MOST_ROWS ? lines([`and ${shown.length - MOST_ROWS} more that are not OK`], 'red') : []),
    ...(isMany ? lines([`NO DATA  ${silent.length} alarms`]) : []),
    ...lines([notOk.length === 0 ? `all ${ok} OK${without}` : `${plural(ok, 'other')} OK${without}`]),
  ];
}

/** More than these are a number: what is new, or not watched, has data for none. */
const MOST_SILENT = 4;

function notOkLine({ title, severity, value, sinceMs }: AlarmsStatus['notOk'][number], status: Status): ShownLine[] {
  const isOn = value === 'ALARM';
  const state = isOn ? (severity === 'page' ? 'ALARM' : 'WARN') : 'NO DATA';
  return lines([`${state.padEnd(7)}  ${title}, since ${moment(sinceMs, status)}`], isOn ? 'red' : undefined);
}

const ERROR_WIDTH = WIDTH - 4;

function errorLines(status: Status): ShownLine[] {
  const { errors } = status;
  if (errors.state === 'unknown') return lines([`unknown: ${errors.reason}`]);
  if (errors.newest.length === 0) return lines(['none in the last 24 h']);
  return errors.newest.flatMap(({ newestMs, level, logger, text, count, exception }) => {
    const times = count > 1 ? ` (${count} times)` : '';
    const said = exception === undefined || text.includes(exception) ? text : `${text}: ${exception}`;
    const kind = `${moment(newestMs, status).padEnd(9)}  ${level} ${logger}${times}`;
    return [{ text: `  ${kind}` }, { text: `    ${cutTo(oneLine(said), ERROR_WIDTH)}` }];
  });
}

const cutTo = (text: string, width: number) => (text.length > width ? `${text.slice(0, width - 1).trimEnd()}…` : text);

function quietLines(status: Status): ShownLine[] {
  const { silence, windows, timezone } = status;
  const said = [
    ...(silence ? [`silence until ${moment(silence.untilMs, status)}: ${silence.why} (${silence.by})`] : []),
    ...windows.map(({ name, isOpen, startsMs }) => {
      if (isOpen) return `planned window ${name} is open: nobody is told`;
      return startsMs === undefined
        ? `planned window ${name}: does not come again`
        : `planned window ${name}: begins ${readersTime(timezone).date(startsMs)}`;
    }),
  ];
  return lines(said.length > 0 ? said : ['none']);
}
