import { defineConfig } from '../../../functions/shared/config/load.ts';

/** The configuration that is deployed to the emulator; the test gives the URL of its AtlasML with -c url=…. */
export default defineConfig({
  environment: 'emulator',
  endpoints: [{ name: 'health', url: 'http://127.0.0.1:1/', timeoutSeconds: 5 }],
  resolveAfterSeconds: 10,
  confirm: { attempts: 2, intervalSeconds: 0.2 },
  logs: { group: 'atlasml', region: 'us-east-1', ingestionDelaySeconds: 0 },
  memory: { source: 'metric', namespace: 'Docker', metric: 'MemoryPercent', dimensions: { container_name: 'atlasml' } },
  email: ['operator@example.org'],
  slack: { webhookParameter: '/emulator/slack-webhook', webhookHosts: ['127.0.0.1'] },
  network: { allowPrivateTargets: true },
});
