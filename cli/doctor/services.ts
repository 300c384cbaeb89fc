import type { Channel } from '../../functions/shared/observation.ts';

const RUNBOOK = 'docs/runbook.md, section "channel-lost"';

/** The services that messages may go through, as the list of findings names them, and what mends one that is lost. */
export const SERVICES: readonly { name: string; channel: Exclude<Channel, 'email'>; fix: string }[] = [
  { name: 'Slack', channel: 'slack', fix: `store a new webhook or token; ${RUNBOOK}` },
  { name: 'Teams', channel: 'teams', fix: `store the address of a workflow that is switched on; ${RUNBOOK}` },
  { name: 'PagerDuty', channel: 'pagerduty', fix: `store the key of an Events API v2 integration; ${RUNBOOK}` },
  { name: 'ntfy', channel: 'ntfy', fix: `store the address of the topic, and a token that may write to it; ${RUNBOOK}` },
  { name: 'webhook', channel: 'webhook', fix: `store the address and the secret; ${RUNBOOK}` },
];
