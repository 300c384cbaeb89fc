/**
 * Every default of the configuration, in one place. Units stand in the names.
 * docs/configuration.md is checked against this file by a test.
 */
export const DEFAULTS = {
  service: 'AtlasML',
  environment: 'production',
  endpoint: {
    method: 'GET',
    expectedStatus: [200],
    body: 'health',
    acceptLegacyHealth: true,
    optional: false,
    timeoutSeconds: 10,
  },
  confirm: { attempts: 3, intervalSeconds: 10 },
  /** What AtlasML's own health answer reports on (its source, routers/health.py). */
  components: ['weaviate', 'weaviate/Exercise', 'weaviate/Competency', 'weaviate/SemanticCluster'],
  logs: {
    region: 'us-east-1',
    ingestionDelaySeconds: 20,
    healthPaths: ['/api/v1/health', '/api/v1/health/', '/api/v1/health/weaviate', '/api/v1/health/openai'],
    servedPathPrefixes: ['/api/', '/docs', '/redoc', '/openapi.json', '/metrics'],
  },
  dashboard: true,
  network: { allowPrivateTargets: false },
  thresholds: {
    responseTimeSeconds: 3,
    certificateDaysLeft: 14,
    serverErrors: 10,
    serverErrorPercent: 10,
    serverErrorPercentMinimum: 3,
    refusedRequests: 20,
    refusedRequestsMinimum: 5,
    criticalLines: 1,
    unfinishedRequests: 5,
    startsIn15Minutes: 3,
    unrecognisedPercent: 20,
    memoryUsedPercent: 80,
    hoursToMemoryLimit: 24,
    diskUsedPercent: 80,
  },
  reminderHours: [1, 2, 4],
  reminderThenEveryHours: 24,
  webhookHosts: [],
  hideIpAddresses: false,
  weeklyDrill: true,
  digests: {
    daily: true,
    weekly: true,
    monthly: true,
    hour: 7,
    timezone: 'UTC',
    rotateSecretsAfterDays: 180,
    to: ['email', 'slack'],
  },
  deployGraceSeconds: 0,
  resolveAfterSeconds: 180,
} as const;
