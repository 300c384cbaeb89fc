import { existsSync, globSync, readFileSync } from 'node:fs';
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

/** Arrows point one way: bin → lib, cli, local → functions → functions/shared; insights ← local, and bin, which packs its threads. */
const MAY_IMPORT: Record<string, string[]> = {
  bin: ['bin', 'lib', 'cli', 'local', 'insights', 'functions', 'functions/shared', 'monitor.config.ts'],
  cli: ['cli', 'lib', 'local', 'insights', 'functions', 'functions/shared'],
  lib: ['lib', 'functions', 'functions/shared'],
  local: ['local', 'insights', 'functions', 'functions/shared'],
  functions: ['functions', 'functions/shared'],
  'functions/shared': ['functions/shared'],
  insights: ['insights'],
};
/** Counts the log where Logs Insights does not answer: the one way from the functions to the query engine, taken when it is needed. */
const COUNTS_ITSELF = 'functions/check-logs/own-engine.ts';
const folderOf = (path: string) => (path.startsWith('functions/shared/') ? 'functions/shared' : (path.split('/')[0] ?? ''));

describe('arrows between folders point one way', () => {
  test.each(files)('%s', (file) => {
    const targets = importsOf(file).filter((t) => t.endsWith('.ts'));
    const may = [...(MAY_IMPORT[folderOf(file)] ?? []), ...(file === COUNTS_ITSELF ? ['insights'] : [])];
    expect(targets.filter((t) => !may.includes(folderOf(t)))).toEqual([]);
  });
});

/**
 * The rooms of a folder, each importing only those before it. Files beside the rooms of functions/shared are the contract,
 * which every room knows; in the other folders they are the way in, which no room knows.
 */
const ROOMS: Record<string, string[]> = {
  'functions/shared': [
    'text',
    'atlasml',
    'http',
    'config',
    'signals',
    'incident',
    'message',
    'delivery',
    'answers',
    'sentry',
    'checks',
    'cost',
    'aws',
  ],
  'functions/report-incident': ['reconcile', 'diagnose', 'tell'],
  local: [
    'store',
    'lines',
    'follow',
    'docker',
    'alarms',
    'replay',
    'coverage',
    'mail',
    'exposition',
    'watch',
    'view',
    'page',
    'capsule',
    'demo',
  ],
};

describe.each(Object.entries(ROOMS))('each room of %s imports only the rooms before it', (folder, rooms) => {
  const roomOf = (path: string) => path.slice(folder.length + 1).match(/^[^/]+(?=\/)/)?.[0] ?? '';
  const inside = files.filter((f) => f.startsWith(`${folder}/`) && roomOf(f) !== '');

  test('every room has its place in the order', () => {
    expect([...new Set(inside.map(roomOf))].sort()).toEqual([...rooms].sort());
  });

  test.each(inside)('%s', (file) => {
    const own = rooms.indexOf(roomOf(file));
    const targets = importsOf(file).filter((t) => t.startsWith(`${folder}/`));
    const later = targets.filter((t) => (roomOf(t) === '' ? folder !== 'functions/shared' : rooms.indexOf(roomOf(t)) > own));
    expect(later).toEqual([]);
  });
});

test('no file imports itself by way of others', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const target of importsOf(file)) if (target.endsWith('.ts')) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('the tests stand where the files they test stand', () => {
  const ours = /^test\/(bin|lib|functions|local|insights|cli)\//;
  const homeless = globSync('test/**/*.test.ts')
    .filter((file) => ours.test(file))
    .map((file) => dirname(file).slice('test/'.length))
    .filter((folder) => !existsSync(folder));
  expect(homeless).toEqual([]);
});

/** Files that decide and render: the same input gives the same output, on any machine, at any time. */
const PURE = [
  ...['routed', 'acknowledged', 'also-lines'].map((file) => `functions/report-incident/tell/${file}.ts`),
  ...['hours', 'route-faults'].map((file) => `functions/shared/config/${file}.ts`),
  ...['teams', 'ntfy', 'first-fitting', 'web-link', 'actions', 'answer-choices', 'slack-actions'].map(
    (file) => `functions/shared/message/${file}.ts`,
  ),
  'functions/check-health/verdict.ts',
  'functions/check-health/health-body.ts',
  'functions/check-health/cached.ts',
  'functions/shared/http/addresses.ts',
  'functions/shared/http/special-addresses.ts',
  'functions/shared/http/embedded-ipv4.ts',
  'functions/shared/http/header-rules.ts',
  'functions/check-health/fault.ts',
  'functions/check-health/answered-by.ts',
  'functions/check-health/proxy-fault.ts',
  'functions/check-health/metrics.ts',
  ...['exposition', 'figures', 'totals'].map((file) => `functions/check-health/app-metrics/${file}.ts`),
  'functions/shared/app-metrics.ts',
  'functions/check-logs/counters.ts',
  'functions/check-logs/query.ts',
  'functions/check-logs/counts.ts',
  'functions/check-logs/evidence.ts',
  'functions/check-logs/metrics.ts',
  'functions/check-logs/waits-for.ts',
  'functions/check-logs/ending.ts',
  'functions/check-memory/trend.ts',
  'functions/check-memory/units.ts',
  'functions/check-memory/cgroup.ts',
  'functions/check-memory/source.ts',
  'functions/report-incident/reconcile/reconcile.ts',
  'functions/report-incident/reconcile/silence-note.ts',
  'functions/report-incident/tell/tell.ts',
  'functions/report-incident/diagnose/causes.ts',
  ...globSync('functions/report-incident/diagnose/causes/*.ts'),
  'functions/report-incident/diagnose/kinds.ts',
  'functions/report-incident/diagnose/weigh.ts',
  'functions/report-incident/diagnose/evidence.ts',
  'functions/report-incident/diagnose/witnesses.ts',
  'functions/report-incident/diagnose/diagnose.ts',
  'functions/check-logs/tracebacks.ts',
  ...globSync('functions/send-digest/**/*.ts').filter((f) => !f.endsWith('handler.ts')),
  'functions/report-incident/tell/compose.ts',
  'functions/report-incident/wake-up.ts',
  'functions/report-incident/task-change.ts',
  'functions/report-incident/diagnose/kept-evidence.ts',
  'functions/report-incident/diagnose/process-ends.ts',
  'functions/report-incident/diagnose/container-words.ts',
  'functions/shared/container-observation.ts',
  'local/docker/read-events.ts',
  'local/exposition/families.ts',
  'local/exposition/text-format.ts',
  'functions/shared/signals/signals.ts',
  ...globSync('functions/shared/text/**/*.ts'),
  'functions/shared/atlasml/log-format.ts',
  'functions/shared/delivery/retry-after.ts',
  'functions/shared/delivery/slack/place.ts',
  'functions/shared/delivery/slack/webhook-address.ts',
  'functions/shared/delivery/slack/webhook-answer.ts',
  'functions/shared/message/email.ts',
  'functions/shared/message/email-html.ts',
  'functions/shared/message/slack.ts',
  'functions/shared/message/slack-text.ts',
  'local/alarms/alarm-rules.ts',
  'local/alarms/windows.ts',
  'local/mail/failure.ts',
  'local/page/now.ts',
  'local/page/parts.ts',
  'local/store/statistics.ts',
  ...globSync('local/lines/*.ts').filter((f) => !/encoding|unpack|read-stream/.test(f)),
  // Hashes and subnets come from Node and reach for nothing either.
  ...globSync('insights/{language,plan,collect,functions}/*.ts').filter((f) => !/encodings|addresses/.test(f)),
  'functions/shared/config/between-services.ts',
  'functions/shared/config/choose-services.ts',
  'functions/shared/config/cross-checks.ts',
  'functions/shared/config/fault-words.ts',
  'functions/shared/config/known-keys.ts',
  'functions/shared/config/load.ts',
  'functions/shared/config/overrides.ts',
  'functions/shared/config/schedule.ts',
  'functions/shared/config/services.ts',
  'functions/shared/config/slug.ts',
  'functions/shared/config/text-faults.ts',
  'functions/shared/message/console.ts',
  'functions/shared/text/nearest.ts',
  'lib/limits.ts',
  ...['choose-container', 'findings', 'judge', 'write-config'].map((file) => `cli/init/${file}.ts`),
  ...['plan', 'figures', 'health', 'report', 'run-plan'].map((file) => `cli/load/${file}.ts`),
  ...['sentry-line', 'report'].map((file) => `cli/doctor/${file}.ts`),
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
  const { SIGNALS } = await import('../functions/shared/signals/signals.ts');
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
