import { clockNote } from '../../functions/check-logs/log-clock.ts';
import { eventWords, troubleWords } from '../../functions/report-incident/diagnose/container-words.ts';
import { figureWords } from '../../functions/shared/app-metrics.ts';
import { shownReceiver } from '../../functions/shared/delivery/shown-receiver.ts';
import { withoutActions } from '../../functions/shared/message/actions.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import { renderSlack } from '../../functions/shared/message/slack.ts';
import type { SlackBlock } from '../../functions/shared/message/slack-blocks.ts';
import {
  type AppMetrics,
  type Observation,
  type OtherContainer,
  requestsOf,
  type UsageObservation,
} from '../../functions/shared/observation.ts';
import type { Receiver } from '../../functions/shared/ports.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import { clockTime, number, plural } from '../../functions/shared/text/words.ts';
import type { AlarmChange } from '../alarms/alarm-evaluator.ts';
import type { WatchListener } from './watch.ts';

/** Takes what there is to say, line by line. */
export interface Print {
  (line: string): void;
  /** Takes what happened as it is, where a program reads: then no line is printed of it. */
  event?(event: WatchEvent & OfService): void;
}

/** Which of several services; nothing where there is one. */
interface OfService {
  service?: string;
}

/** What happens while `watch` or `demo` runs, as `--json` prints it. Times are epoch ms. */
export type WatchEvent =
  | { kind: 'seen'; atMs: number; observation: Observation }
  | { kind: 'alarm'; atMs: number; name: string; from: string; to: string }
  | { kind: 'failed'; atMs: number; what: string; why: string }
  | { kind: 'message'; receiver: string; subject: string; text: string }
  | { kind: 'told'; receiver: string; subject: string }
  | { kind: 'round'; round: 'well' | 'bad' | 'unknown' }
  | { kind: 'note'; text: string };

const WIDTH = 78;

/** Prints each e-mail as people would get it. */
export function printedEmail(print: Print): Receiver {
  return {
    name: 'email',
    async deliver(message) {
      const { subject, text } = renderEmail(withoutActions(message));
      if (print.event) return print.event({ kind: 'message', receiver: 'email', subject, text });
      print(box('E-mail', `Subject: ${subject}\n\n${text.trimEnd()}`));
    },
  };
}

/** Prints each Slack message block by block. */
export function printedSlack(print: Print): Receiver {
  return {
    name: 'slack',
    async deliver(message) {
      const text = renderSlack(withoutActions(message)).blocks.map(blockText).join('\n\n');
      if (print.event) return print.event({ kind: 'message', receiver: 'slack', subject: message.subject, text });
      print(box('Slack', text));
    },
  };
}

/** A receiver whose deliveries are told in a line each. */
export function announced(receiver: Receiver, printRaw: Print, stamp: () => string): Receiver {
  return {
    name: receiver.name,
    async deliver(message, ...rest) {
      const place = await receiver.deliver(message, ...rest);
      if (printRaw.event) printRaw.event({ kind: 'told', receiver: shownReceiver(receiver.name), subject: message.subject });
      else printRaw(soundText(`${stamp()}  told           ${shownReceiver(receiver.name)}: ${message.subject}`));
      return place;
    },
  };
}

/** Prints what each check sees, whenever it differs from what was printed before, and every change of an alarm. */
export function printingListener(printRaw: Print, now: () => number, stamp: (ms: number) => string = clockTime): WatchListener {
  if (printRaw.event) return eventListener(printRaw.event, now);
  const print = (line: string) => printRaw(soundText(line).replaceAll('\n', ' '));
  const shown = new Map<string, { fact: string; atMs: number }>();
  const say = (what: string, fact: string, againAfterMs = Number.POSITIVE_INFINITY) => {
    const before = shown.get(what);
    if (before?.fact === fact && now() - before.atMs < againAfterMs) return;
    shown.set(what, { fact, atMs: now() });
    print(`${stamp(now())}  ${what.padEnd(13)}  ${fact}`);
  };
  return {
    observed: (observation) => {
      for (const [what, fact] of facts(observation)) say(what, fact);
    },
    changed: (changes) => {
      for (const text of changeLines(changes)) print(`${stamp(now())}  alarm          ${text}`);
    },
    // What fails each minute in the same words is said again from time to time.
    failed: (what, error) => say(what, `failed: ${error.message}`, FAILED_AGAIN_MS),
  };
}

/** Every observation and every change, also what is as it was. */
function eventListener(event: (event: WatchEvent) => void, now: () => number): WatchListener {
  const at = () => Math.round(now());
  return {
    observed: (observation) => event({ kind: 'seen', atMs: at(), observation }),
    changed: (changes) => {
      for (const { name, from, to } of changes) event({ kind: 'alarm', atMs: at(), name, from, to });
    },
    failed: (what, error) => event({ kind: 'failed', atMs: at(), what, why: error.message }),
  };
}

/** One line for each change; many alarms that change alike at one moment, as at the start, are one line. */
function changeLines(changes: AlarmChange[]): string[] {
  const alike = Map.groupBy(changes, ({ from, to }) => `${from} -> ${to}`);
  return [...alike].flatMap(([change, alarms]) =>
    alarms.length > MOST_NAMED ? [`${alarms.length} alarms: ${change}`] : alarms.map(({ name }) => `${name}: ${change}`),
  );
}

const MOST_NAMED = 5;
const FAILED_AGAIN_MS = 600_000;

function facts(observation: Observation): [string, string][] {
  if (observation.check === 'health' || observation.check === 'again') {
    // The time an answer took differs each time and would fill the screen.
    const app = observation.check === 'health' ? appFact(observation.app) : [];
    const ends = observation.endpoints.map((e): [string, string] => [
      e.endpoint,
      `${e.verdict}: ${e.sentence.replace(/ in \d+(\.\d+)? m?s$/, '')}`,
    ]);
    return [...ends, ...app];
  }
  if (observation.check === 'memory') {
    const { memory, cpu } = observation;
    return [...usageFact('memory', memory), ...usageFact('CPU', cpu)];
  }
  if (observation.check === 'delivery') return observation.channels.map((c) => [c.channel, `${c.verdict}: ${c.sentence}`]);
  if (observation.check === 'container') {
    const { unknown, others = [] } = observation;
    const last = observation.events.at(-1);
    // What is known of it is told as well: that its disk is unknown must not hide that it is unhealthy.
    const known = unknown && !observation.state ? undefined : (troubleWords(observation) ?? (last && eventWords(last)));
    const own = [...(known ? [known] : []), ...(unknown ? [`unknown: ${unknown}`] : [])].join('; ');
    return [...(own ? [['container', own] as [string, string]] : []), ...others.flatMap((other) => otherFact(other))];
  }
  if (observation.check === 'heartbeat') return [['heartbeat', observation.sentence]];
  const { counts, unknown, clock } = observation;
  if (!counts) return [['logs', `unknown: ${unknown}`]];
  const { serverErrors, clientErrors, unfinished, starts, longestSilenceSeconds } = counts;
  const silence = longestSilenceSeconds >= 60 ? `, silent for ${Math.round(longestSilenceSeconds)} s` : '';
  return [
    ...(clock ? [['log clock', clockNote(clock)] as [string, string]] : []),
    [
      'logs',
      `${plural(requestsOf(counts), 'request')}, ${plural(serverErrors, 'server error')}, ${plural(clientErrors, 'client error')}, ${unfinished} unfinished, ${plural(starts, 'start')}${silence}`,
    ],
  ];
}

function otherFact({ name, state, unknown }: OtherContainer): [string, string][] {
  const fact = unknown ? `unknown: ${unknown}` : troubleWords({ ...(state && { state }), events: [] });
  return fact === undefined ? [] : [[name, fact]];
}

function appFact(app: AppMetrics | undefined): [string, string][] {
  if (!app) return [];
  if (app.state === 'unknown') return [['metrics', `unknown: ${app.reason}`]];
  return [['metrics', app.figures ? figureWords(app.figures) : 'known from the next minute on']];
}

function usageFact(what: string, usage: UsageObservation | undefined): [string, string][] {
  if (!usage) return [];
  return [[what, usage.state === 'known' ? `${number(usage.usedPercent)} %` : `unknown: ${usage.reason}`]];
}

function box(title: string, text: string): string {
  const line = '─'.repeat(WIDTH - title.length - 4);
  const body = text.split('\n').map((row) => `│ ${row}`);
  return [`┌─ ${title} ${line}`, ...body, `└${'─'.repeat(WIDTH - 1)}`].join('\n');
}

function blockText(block: SlackBlock): string {
  if (block.type === 'divider') return '─'.repeat(WIDTH / 2);
  if (block.type === 'context') return block.elements.map((e) => e.text).join('\n');
  if (block.type === 'actions')
    return block.elements.flatMap((e) => ('url' in e ? [`[${e.text.text}] ${e.url}`] : [])).join('\n');
  return block.type === 'header' ? `# ${block.text.text}` : block.text.text;
}
