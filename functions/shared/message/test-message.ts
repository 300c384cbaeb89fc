import type { MonitorConfig } from '../config/schema.ts';
import { runbookLink } from '../runbook.ts';
import { dateTime } from '../text.ts';
import { subjectLine } from './email.ts';
import type { Message } from './message.ts';

/** A message that nobody can take for an incident. */
export function testMessage(config: Pick<MonitorConfig, 'service' | 'environment' | 'runbookUrl'>, nowMs: number): Message {
  const where = `${config.service} ${config.environment}`;
  return {
    kind: 'opened',
    severity: 'warn',
    tag: 'TEST',
    short: 'a test',
    subject: subjectLine(`[TEST] ${where}: a test, nothing is wrong`),
    headline: `This is a test of AtlasML Monitor for ${where}, sent at ${dateTime(nowMs)}. Nothing is wrong.`,
    cause: '',
    certain: true,
    news: ['Alerts come this way when AtlasML is down, failing or short of memory.'],
    also: [],
    seen: [],
    errors: [],
    timeline: [],
    todo: {
      text: 'Nothing. If you do not know why you get this, ask whoever runs AtlasML.',
      runbook: runbookLink(config, 'channel-lost'),
    },
    links: [],
    notices: [],
  };
}
