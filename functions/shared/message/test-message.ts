import type { MonitorConfig } from '../config/schema.ts';
import { runbookLink } from '../signals/runbook.ts';
import { readersTime } from '../text/readers-time.ts';
import { duration } from '../text/words.ts';
import { subjectLine } from './email.ts';
import type { Message } from './message.ts';

type Where = Pick<MonitorConfig, 'service' | 'environment' | 'runbookUrl'> & Partial<Pick<MonitorConfig, 'timezone'>>;

/** A message that nobody can take for an incident. */
export function testMessage(config: Where, nowMs: number): Message {
  const where = `${config.service} ${config.environment}`;
  return {
    ...QUIET,
    tag: 'TEST',
    short: 'a test',
    subject: subjectLine(`[TEST] ${where}: a test, nothing is wrong`),
    headline: `This is a test of AtlasML Monitor for ${where}, sent at ${readersTime(config.timezone).date(nowMs)}. Nothing is wrong.`,
    news: ['Alerts come this way when AtlasML is down, failing or short of memory.'],
    todo: {
      text: 'Nothing. If you do not know why you get this, ask whoever runs AtlasML.',
      runbook: runbookLink(config, 'channel-lost'),
    },
  };
}

/** What the weekly drill ends in. @param way what it went through. */
export function drillMessage(
  config: Where,
  startedMs: number,
  nowMs: number,
  notices: string[],
  way = 'CloudWatch, SNS, the queue, the reporter',
): Message {
  const where = `${config.service} ${config.environment}`;
  const took = duration(nowMs - startedMs);
  return {
    ...QUIET,
    tag: 'DRILL',
    short: 'the weekly drill',
    subject: subjectLine(`[DRILL] ${where}: alerts arrive, within ${took}`),
    headline: `Weekly drill for ${where}: an alarm was set off on purpose at ${readersTime(config.timezone).clock(startedMs)} and came here within ${took}. Nothing is wrong.`,
    news: [`It went the way of a real alert: ${way}.`],
    todo: {
      text: 'Nothing. If a week passes without this message, alerts do not arrive.',
      runbook: runbookLink(config, 'channel-lost'),
    },
    notices,
  };
}

/** Where alarms are seen of a deployed monitor. */
export const IN_CLOUDWATCH = 'in CloudWatch';

/** What people must know about the monitor's own memory. @param notice redacted. @param alarmsAt where alarms can be seen. */
export function noticeMessage(config: Where, notice: string, alarmsAt = IN_CLOUDWATCH): Message {
  const where = `${config.service} ${config.environment}`;
  return {
    ...QUIET,
    tag: 'NOTICE',
    short: 'about the monitor itself',
    subject: subjectLine(`[NOTICE] ${where}: about the monitor itself`),
    headline: `The monitor of ${where} works, but you should know this.`,
    news: [notice],
    todo: {
      text: `Nothing at once. If an incident was open, see ${alarmsAt} whether its alarms are over.`,
      runbook: runbookLink(config, 'unknown'),
    },
  };
}

/** One of several services on one machine is not watched; another one's monitor says so. @param why redacted. @param todo how it is watched again. */
export function notWatchedMessage(config: Where, why: string, todo: string): Message {
  const where = `${config.service} ${config.environment}`;
  return {
    ...QUIET,
    tag: 'NOTICE',
    short: 'it is not watched',
    subject: subjectLine(`[NOTICE] ${where}: it is not watched`),
    headline: `${where} is not watched: it could not start, or it stopped. The other services of this monitor are watched.`,
    news: [why],
    todo: {
      text: todo,
      runbook: runbookLink(config, 'unknown'),
    },
  };
}

const QUIET = {
  kind: 'opened',
  severity: 'warn',
  cause: '',
  certain: true,
  news: [],
  also: [],
  seen: [],
  errors: [],
  timeline: [],
  links: [],
  notices: [],
} satisfies Partial<Message>;
