import { defineConfig } from '../../../functions/shared/config/load.ts';

/** The configuration that is deployed to the emulators; each test file puts its own AtlasML in the place of the URL. */
export default defineConfig({
  environment: 'emulator',
  endpoints: [{ name: 'health', url: 'http://127.0.0.1:1/api/v1/health/', timeoutSeconds: 5 }],
  resolveAfterSeconds: 3,
  confirm: { attempts: 2, intervalSeconds: 0.2 },
  logs: { group: 'atlasml', region: 'us-east-1', ingestionDelaySeconds: 0 },
  memory: { source: 'metric', namespace: 'Docker', metric: 'MemoryPercent', dimensions: { container_name: 'atlasml' } },
  email: ['operator@example.org'],
  slack: { webhookParameter: '/emulator/slack-webhook', webhookHosts: ['127.0.0.1'] },
  teams: { webhookParameter: '/emulator/teams', webhookHosts: ['127.0.0.1'] },
  ntfy: { topicParameter: '/emulator/ntfy' },
  webhook: { urlParameter: '/emulator/webhook', secretParameter: '/emulator/webhook-secret' },
  // AtlasML's stand-in answers in Sentry's place as well.
  sentryProject: { organization: 'tum', project: 'atlasml', tokenParameter: '/emulator/sentry', url: 'http://127.0.0.1:1/' },
  answers: { keyParameter: '/emulator/answer-key', slackSigningSecretParameter: '/emulator/slack-secret' },
  // Nobody outside this machine is asked.
  network: { allowPrivateTargets: true, independentTarget: 'http://127.0.0.1:1/' },
});
