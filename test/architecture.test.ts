import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const files = ['bin', 'lib', 'functions', 'local', 'insights', 'cli'].flatMap((folder) => globSync(`${folder}/**/*.ts`));

/** Where each import of a file points: a path inside the project, or a package. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, target = '']) =>
    target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  );
}

const folderOf = (path: string) => (path.startsWith('functions/shared/') ? 'functions/shared' : (path.split('/')[0] ?? ''));

/** Arrows point one way: bin → lib, cli, local → functions → functions/shared; insights ← local. */
const MAY_IMPORT: Record<string, string[]> = {
  bin: ['bin', 'lib', 'cli', 'local', 'functions', 'functions/shared', 'monitor.config.ts'],
  cli: ['cli', 'lib', 'local', 'insights', 'functions', 'functions/shared'],
  lib: ['lib', 'functions', 'functions/shared'],
  local: ['local', 'insights', 'functions', 'functions/shared'],
  functions: ['functions', 'functions/shared'],
  'functions/shared': ['functions/shared'],
  insights: ['insights'],
};

describe('arrows between folders point one way', () => {
  test.each(files)('%s', (file) => {
    const targets = importsOf(file).filter((t) => t.endsWith('.ts'));
    expect(targets.filter((t) => !MAY_IMPORT[folderOf(file)]?.includes(folderOf(t)))).toEqual([]);
  });
});

/** Files that decide and render: the same input gives the same output, on any machine, at any time. */
const PURE = [
  'functions/check-health/verdict.ts',
  'functions/check-health/health-body.ts',
  'functions/check-health/addresses.ts',
  'functions/check-health/fault.ts',
  'functions/check-health/metrics.ts',
  'functions/check-logs/counters.ts',
  'functions/check-logs/query.ts',
  'functions/check-logs/counts.ts',
  'functions/check-logs/evidence.ts',
  'functions/check-logs/metrics.ts',
  'functions/check-memory/trend.ts',
  'functions/check-memory/units.ts',
  'functions/check-memory/cgroup.ts',
  'functions/check-memory/source.ts',
  'functions/report-incident/reconcile.ts',
  'functions/report-incident/tell.ts',
  'functions/report-incident/causes.ts',
  'functions/report-incident/evidence.ts',
  'functions/report-incident/witnesses.ts',
  'functions/report-incident/diagnose.ts',
  'functions/check-logs/tracebacks.ts',
  ...globSync('functions/send-digest/**/*.ts').filter((f) => !f.endsWith('handler.ts')),
  'functions/report-incident/compose.ts',
  'functions/report-incident/wake-up.ts',
  'functions/shared/signals.ts',
  'functions/shared/redact.ts',
  'functions/shared/log-format.ts',
  'functions/shared/retry-after.ts',
  'functions/shared/message/email.ts',
  'functions/shared/message/slack.ts',
  'functions/shared/message/slack-text.ts',
  'local/alarm-rules.ts',
  'local/statistics.ts',
  // Hashes and subnets come from Node and reach for nothing either.
  ...globSync('insights/{language,plan,collect,functions}/*.ts').filter((f) => !/encodings|addresses/.test(f)),
];

describe('pure files reach for nothing', () => {
  test.each(PURE)('%s', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(
      /process\.env|Date\.now|new Date\(\)|Math\.random|performance\.now|fetch\(|console\.(log|error|warn|info)/,
    );
    const impure = importsOf(file).filter((t) => /^(@aws-sdk|@sentry|undici|node:(?!net$))/.test(t));
    expect(impure).toEqual([]);
  });
});

test('files stay readable: none over 250 lines, the median under 100', () => {
  const lengths = files.map((file) => readFileSync(file, 'utf8').split('\n').length - 1).sort((a, b) => a - b);
  expect(lengths.at(-1)).toBeLessThanOrEqual(250);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(100);
});

test('every dependency is pinned exactly', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('every signal has its place in the runbook, under the anchor its alarms link to', async () => {
  const { SIGNALS } = await import('../functions/shared/signals.ts');
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  const anchors = [
    ...SIGNALS.map((s) => s.id),
    'unknown',
    'digests',
    'self-not-running',
    'self-errors',
    'self-alerts-late',
    'self-alerts-lost',
  ];
  for (const anchor of anchors) expect(runbook).toContain(`\n## ${anchor}\n`);
});
