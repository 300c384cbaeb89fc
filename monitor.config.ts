import { defineConfig } from './functions/shared/config/load.ts';

/**
 * What to watch and whom to tell: the one file to edit. Every key, its limits and its default: docs/configuration.md.
 * A misspelt key fails before anything is deployed.
 */
export default defineConfig({
  service: 'AtlasML',
  environment: 'production',

  endpoints: [
    // The slash at the end matters: without it AtlasML answers with a redirect.
    { name: 'health', url: 'https://atlasml.example.org/api/v1/health/' },
    // { name: 'openai', url: 'https://atlasml.example.org/api/v1/health/openai', body: 'json', optional: true },
    // { name: 'competency', url: '…', headers: { Authorization: { parameter: '/atlasml-monitor/api-key' } }, body: 'none' },
  ],

  // All streams of the group; stream: 'production' would narrow it to one.
  logs: { group: 'atlasml', region: 'us-east-1' },

  // Telegraf's Docker input beside AtlasML; other sources: docs/configuration.md#memory
  // memory: { source: 'telegraf', dimensions: { container_name: 'atlasml', host: 'atlas-1' } },
  // disk: { source: 'cloudwatch-agent', dimensions: { path: '/', host: 'atlas-1' } },

  email: [],
  // slack: { webhookParameter: '/atlasml-monitor/slack-webhook' },
  // teams, pagerduty, ntfy, a webhook, and who hears of what when: docs/receivers.md
  // sentry: { dsnParameter: '/atlasml-monitor/sentry-dsn' },
});
