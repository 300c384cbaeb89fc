import type { Incident } from '../../shared/incident/reporter-state.ts';
import { subjectLine } from '../../shared/message/email.ts';
import type { Link, Message } from '../../shared/message/message.ts';
import { IN_CLOUDWATCH } from '../../shared/message/test-message.ts';
import { runbookLink } from '../../shared/signals/runbook.ts';
import { standingOf } from '../../shared/signals/standing.ts';
import { redact } from '../../shared/text/redact.ts';
import type { MessageConfig } from './compose.ts';

const STATES = { alarm: 'in alarm', ok: 'recovered', unknown: 'unknown', removed: 'no longer watched' } as const;

/** The alarms of an incident and nothing else: what goes out when its words cannot be found. @param alarmsAt where they can be seen. */
export function plainMessage(
  incident: Incident,
  kind: Message['kind'],
  config: MessageConfig,
  why: Error,
  links: Link[],
  alarmsAt = IN_CLOUDWATCH,
): Message {
  const where = `${config.service} ${config.environment}`;
  const tag = kind === 'resolved' ? 'RESOLVED' : standingOf(incident.members);
  const lines = incident.members.map((m) => redact(`${m.title || m.alarm}: ${STATES[m.state] ?? 'unknown'}`));
  return {
    kind,
    severity: incident.members.some((m) => m.severity === 'page') ? 'page' : 'warn',
    tag,
    short: lines[0] ?? 'an incident',
    subject: subjectLine(`[${tag}] ${where}: ${lines[0] ?? 'an incident'}`),
    headline: `${where}: ${incident.members.length} alarms, listed below.`,
    cause: '',
    certain: false,
    news: [],
    also: lines,
    seen: [],
    errors: [],
    timeline: [],
    ...(kind !== 'resolved' && {
      todo: { text: `Look at these alarms ${alarmsAt}.`, runbook: runbookLink(config, 'unknown') },
    }),
    links,
    notices: [redact(`the monitor could not put this incident into words (${why.message})`)],
  };
}
