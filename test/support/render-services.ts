import type { Message } from '../../functions/shared/message/message.ts';
import { renderNtfy, renderNtfyPlain } from '../../functions/shared/message/ntfy.ts';
import { renderPagerduty } from '../../functions/shared/message/pagerduty.ts';
import { renderTeams, renderTeamsPlain } from '../../functions/shared/message/teams.ts';
import { renderWebhook } from '../../functions/shared/message/webhook.ts';

/** A message as each service but Slack gets it, in every form. */
export const renderServices = (message: Message): unknown[] => [
  renderTeams(message),
  renderTeamsPlain(message),
  renderPagerduty(message, { source: 'AtlasML test', key: 'atlasml-monitor/test' }),
  renderNtfy(message, 'topic'),
  renderNtfyPlain(message, 'topic'),
  renderWebhook(message, { service: 'AtlasML', environment: 'test', atMs: 0 }),
];
