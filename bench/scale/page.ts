import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { totals } from '../../functions/shared/cost/cost.ts';
import { monthlyUse } from '../../functions/shared/cost/monthly-use.ts';
import { REGIONS, sumOf } from '../../functions/shared/cost/prices.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';
import type { HealthRun } from './health.ts';
import { COUNTS, type Quota, RATES } from './quotas.ts';
import { busiestSecond, exampleConfig, mostServices, type Profiles, type TimedCall } from './services.ts';
import { deployed } from './templates.ts';

const SERVICES = 1_000;
const ENDPOINTS = 200;
/** CloudWatch's page of prices: the first 10,000 metrics of an account cost 0.30 each, the next 240,000 cost 0.10. */
const FIRST_METRICS = 10_000;
const LESS_PER_METRIC = 0.2;
/** Functions that run each minute. */
const EACH_MINUTE = ['check-health', 'check-logs', 'report-incident'] as const;
const MONTH_SECONDS = 30 * 86_400;

const thousands = (n: number): string => Math.round(n).toLocaleString('en');
const dollars = (n: number): string => `$${n.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** The whole of docs/scale.md. */
export async function page(health: { hanging: number; runs: HealthRun[] }[], profiles: Profiles): Promise<string> {
  const example = await exampleConfig();
  const many = await exampleConfig({
    endpoints: Array.from({ length: ENDPOINTS }, (_, i) => ({
      name: `course-${i + 1}`,
      url: `https://atlasml.example.org/${i + 1}/api/v1/health/`,
    })),
  });
  return [
    '# At scale',
    `Written by \`npm run bench:scale\` on ${new Date().toISOString().slice(0, 10)}; not by hand. How it is done: [decision 37](decisions/0037-two-hundred-endpoints.md).`,
    '## 200 endpoints in one stack',
    stackText(example, many),
    '## check-health with endpoints that never answer',
    healthText(health),
    '## 1,000 services in one account and region, by simulation',
    servicesText(example, profiles),
  ]
    .join('\n\n')
    .concat('\n');
}

function stackText(example: MonitorConfig, many: MonitorConfig): string {
  const rows = [example, many].map((config) => {
    const { own, nested, largest } = deployed(config);
    const [east, central] = REGIONS.map((region) => totals([config], undefined, region));
    const alarms = nativeAlarmsOf(alarmsOf(config)).length;
    return `| ${config.endpoints.length} | ${own} | ${nested} | ${thousands(largest / 1000)} kB | ${alarms} | ${Math.ceil(alarms / 100)} | ${dollars(east?.before ?? 0)} | ${dollars(central?.before ?? 0)} |`;
  });
  return [
    'monitor.config.ts as it comes, with one address of e-mail, and the same with more endpoints by https. CloudFormation takes 500 resources and 1 MB a template.',
    [
      '| endpoints | resources of the stack | of nested stacks | largest template | alarms about AtlasML | calls that read them | a month, us-east-1 | eu-central-1 |',
      '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n'),
    'By the estimate of `cost`, before the free tier. Each endpoint is a high-resolution alarm for DOWN, three others and four metrics. [The largest configuration of all](../test/lib/many-endpoints.test.ts) fits as well.',
  ].join('\n\n');
}

function healthText(health: { hanging: number; runs: HealthRun[] }[]): string {
  const rows = health.flatMap(({ hanging, runs }) =>
    runs.map(({ what, up, tookMs, cpuMs, peakMegabytes, calls }) => {
      const stored = Math.max(...calls.filter(({ api }) => api === 'PutItem').map(({ bytes }) => bytes));
      const puts = calls.filter(({ api }) => api === 'PutMetricData').length;
      return `| ${hanging} of ${ENDPOINTS} | ${what} | ${up} | ${(tookMs / 1000).toFixed(1)} s | ${(cpuMs / 1000).toFixed(1)} s | ${peakMegabytes.toFixed(0)} MB | ${puts} | ${(stored / 1000).toFixed(0)} kB |`;
    }),
  );
  return [
    'The real bundle in a process of its own; two real servers by https, one of which takes each request and never answers; time-outs and attempts as they come (three of 10 s). "At the seventh" the process is stopped for 17 of each 20 ms, as Lambda holds a function of 256 MB. Goal: done within the minute, at 256 MB.',
    [
      '| never answer | run | up | took | of a processor | peak of the process | PutMetricData | largest write |',
      '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

function servicesText(example: MonitorConfig, profiles: Profiles): string {
  const minute = EACH_MINUTE.flatMap((name) => profiles[name] ?? []);
  const checklist = [...minute, ...(profiles['send-digest'] ?? [])];
  const { own, nested, byType } = deployed(example);
  const use = sumOf(monthlyUse(example).map(({ amounts }) => amounts));
  const metrics = (use.metrics ?? 0) * SERVICES;
  const less = Math.max(0, metrics - FIRST_METRICS) * LESS_PER_METRIC;
  const costs = REGIONS.map((region) => {
    const { after } = totals(Array(SERVICES).fill(example), undefined, region);
    return `${dollars(after - less)} in ${region} (${dollars((after - less) / SERVICES)} each)`;
  });
  // Runs that are under way on the average, by the seconds of the estimate.
  const atOnce = (use.lambdaGbSeconds ?? 0) / 0.25 / MONTH_SECONDS;
  const counts = new Map([...byType, ['AWS::Lambda::Function running at once', atOnce]]);
  const rates = RATES.map((quota) => rateRow(quota, minute, checklist));
  const tightest = rates.toSorted((a, b) => a.checklists - b.checklists)[0];
  const limits = COUNTS.map((quota) => countRow(quota, counts.get(quota.of) ?? 0));
  const first = [...rates.map((row) => ({ ...row, at: row.average })), ...limits].toSorted((a, b) => a.at - b.at);
  return [
    `Each service as monitor.config.ts comes, with one address of e-mail, in a stack of its own (${own + nested} resources). What a run asks of AWS was counted at the real bundles while all is well, each service runs at a moment of its own; nine minutes were drawn for each figure, and the median of their busiest seconds counts. An outage of many services at once was not simulated.`,
    `Cost a month, with the free tier and the price of many metrics: ${costs.join('; ')}. Resources: ${thousands((own + nested) * SERVICES)}; metrics: ${thousands(metrics)}; alarms: ${thousands((byType.get('AWS::CloudWatch::Alarm') ?? 0) * SERVICES)}.`,
    [
      '| calls a second | quota | 1,000 services: average | busiest second | when checklists go out | services until the average meets it | until a busy second does | until the minute of their checklists does | |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
      ...rates.map(({ text }) => text),
    ].join('\n'),
    [
      '| how many | quota | 1,000 services | services until it is met | |',
      '| --- | ---: | ---: | ---: | --- |',
      ...limits.map(({ text }) => text),
    ].join('\n'),
    `**What is met first**: ${first
      .slice(0, 4)
      .map(({ of, at }) => `${of.replace(/^AWS::\w+::/, '')} at ${thousands(at)} services`)
      .join(
        ', then ',
      )}. A busy second before that is waited out: a call that is throttled is tried again, within the time of its run. Checklists of all services at one hour meet ${tightest?.of} at ${thousands(tightest?.checklists ?? 0)} services: what is refused for longer than their two minutes stands in them as unknown.`,
    'What to do then: let AWS raise what it raises; share services out among regions and accounts (StartQuery counts for the region of the log group); give services a `digests.hour` of their own. Where StartQuery is refused for long, check-logs reads and counts the log events itself, and says so.',
  ].join('\n\n');
}

function rateRow({ of, most, isAdjustable, source }: Quota, minute: readonly TimedCall[], checklist: readonly TimedCall[]) {
  const isOf = ({ api }: TimedCall) => api === of;
  const [usual, busy] = [minute.filter(isOf), checklist.filter(isOf)];
  const average = usual.length === 0 ? Number.POSITIVE_INFINITY : (most * 60) / usual.length;
  const checklists = busy.length === 0 ? Number.POSITIVE_INFINITY : (most * 60) / busy.length;
  const cells = [
    `[${of}](${source})`,
    most,
    ((usual.length * SERVICES) / 60).toFixed(1),
    busiestSecond(SERVICES, usual),
    busiestSecond(SERVICES, busy),
    usual.length === 0 ? 'only in checklists' : thousands(average),
    thousands(mostServices(most, usual.length === 0 ? busy : usual)),
    thousands(checklists),
    isAdjustable ? 'can be raised' : '**cannot be raised**',
  ];
  return { of, average, checklists, text: `| ${cells.join(' | ')} |` };
}

function countRow({ of, most, isAdjustable, source }: Quota, each: number) {
  const at = each === 0 ? Number.POSITIVE_INFINITY : most / each;
  const cells = [
    `[${of.replace(/^AWS::/, '').replace('::', ' ')}](${source})`,
    thousands(most),
    thousands(each * SERVICES),
    thousands(at),
    isAdjustable ? 'can be raised' : '**cannot be raised**',
  ];
  return { of, at, text: `| ${cells.join(' | ')} |` };
}
