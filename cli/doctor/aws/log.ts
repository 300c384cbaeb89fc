import { windowAt } from '../../../functions/check-logs/check.ts';
import { countWindow } from '../../../functions/check-logs/count-window.ts';
import { driverClock } from '../../../functions/check-logs/driver-clock.ts';
import { checkMemory } from '../../../functions/check-memory/check.ts';
import type { LogsConfig } from '../../../functions/shared/config/schema.ts';
import type { LogSource } from '../../../functions/shared/ports.ts';
import { number, offsetWords, plural } from '../../../functions/shared/text/words.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { about, type Found, fail, type Item, NotMade, ok, skip } from '../finding.ts';
import { SENTRY_LINE, sentryOf } from '../sentry-line.ts';
import type { AwsPorts } from './ports.ts';

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
/** AtlasML says it when it starts; a longer look costs by what it reads. */
const SENTRY_MS = 3 * 24 * 3_600_000;

function logOf({ config, logs }: AwsPorts): { logs: LogsConfig; source: LogSource } {
  if (!config.logs || !logs) throw new NotMade('the configuration names no log group');
  return { logs: config.logs, source: logs };
}

export const logGroup: Item<AwsPorts> = {
  name: 'log group',
  async look(ports) {
    const { group, region } = logOf(ports).logs;
    const found = (await ports.logGroups(group)).find(({ logGroupName }) => logGroupName === group);
    if (!found)
      return fail(
        `there is no group ${group} in ${region}`,
        'see awslogs-group and awslogs-region of the container, and write the same into logs',
      );
    const { retentionInDays: days, logGroupClass } = found;
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
    if (logGroupClass === 'DELIVERY')
      return fail(`${group} is of the class DELIVERY, which cannot be queried`, 'use a group of the class STANDARD');
    return ok(`${group} in ${region}, ${days === undefined ? 'kept for ever' : `kept for ${plural(days, 'day')}`}`);
  },
};

export const logFormat: Item<AwsPorts> = {
  name: 'log format',
  async look(ports) {
    const { logs, source } = logOf(ports);
    const counted = await countWindow(logs, windowAt(ports.clock.now(), logs.ingestionDelaySeconds, WINDOW_MS), source);
    if ('unknown' in counted) return skip(counted.unknown);
    const { lines, unrecognisedLines } = counted.counts;
    if (lines === 0)
      return fail(
        'no line in 15 minutes, but the health check alone writes one every 30 seconds',
        'docs/runbook.md, section "logs-silent"',
      );
    const percent = (100 * unrecognisedLines) / lines;
    const fact = `${plural(lines, 'line')} in 15 minutes, ${number(percent)} % of them in an unknown form`;
    return percent > ports.config.thresholds.unrecognisedPercent
      ? fail(fact, 'docs/runbook.md, section "log-format-changed"')
      : ok(fact);
  },
};

export const logClock: Item<AwsPorts> = {
  name: "log's clock",
  async look(ports) {
    const { logs, source } = logOf(ports);
    const window = windowAt(ports.clock.now(), logs.ingestionDelaySeconds);
    const counted = await countWindow(logs, window, source);
    if ('unknown' in counted) return skip(counted.unknown);
    const { lines } = counted.counts;
    const clock = await driverClock(lines, window, source);
    if (clock)
      return fail(
        `the times of the log are ${offsetWords(clock.offsetMinutes)} those at which CloudWatch took them`,
        'set the time zone of the agent that sends them, or let AtlasML run in UTC',
      );
    return lines > 0 ? ok('lines have the times at which they came') : skip('no line in 5 minutes tells it');
  },
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html#API_StartQuery_Errors */
const REFUSED = /MalformedQuery|InvalidParameter|ResourceNotFound/;

export const queries: Item<AwsPorts> = {
  name: 'queries',
  async look(ports) {
    const { logs, source } = logOf(ports);
    const endMs = ports.clock.now();
    const asked = askedQueries(logs);
    const answers = await Promise.all(asked.map(({ text }) => source.query({ query: text, startMs: endMs - MINUTE_MS, endMs })));
    const refused = answers.flatMap((answer) => (answer.state === 'unknown' ? [answer.reason] : []));
    const [first] = refused;
    if (first === undefined) return ok(`Logs Insights accepts all ${asked.length}`);
    const fact = `${refused.length} of ${asked.length} without an answer: ${first}`;
    // A query that was stopped, or that had to wait for others, was not refused.
    return refused.some((reason) => REFUSED.test(reason))
      ? fail(fact, 'see logs in the configuration (docs/configuration.md), and deploy this version')
      : skip(fact);
  },
};

export const atlasmlSentry: Item<AwsPorts> = {
  name: "AtlasML's Sentry",
  async look(ports) {
    const { source } = logOf(ports);
    const endMs = ports.clock.now();
    const query = `fields @message | filter @message like /${SENTRY_LINE.replaceAll('/', '\\/')}/ | sort @timestamp desc | limit 1`;
    const answer = await source.query({ query, startMs: endMs - SENTRY_MS, endMs });
    if (answer.state === 'unknown') return skip(answer.reason);
    return sentryOf(answer.rows.map((row) => row['@message'] ?? ''));
  },
};

export const memorySource: Item<AwsPorts> = {
  name: 'memory source',
  async look({ config, clock, metrics }) {
    if (!config.memory && !config.disk && !config.cpu)
      throw new NotMade('none is configured: docs/configuration.md, section "memory"');
    const { memory, disk, cpu } = await checkMemory(config, { clock, metrics });
    return Object.entries({ memory, disk, cpu }).flatMap(([what, seen]): Found[] => {
      if (!seen) return [];
      if (seen.state === 'known') return [about(what, ok(`${number(seen.usedPercent)} %`))];
      return [
        about(what, fail(seen.reason, 'docs/sources.md says how each source writes, and docs/configuration.md how it is named')),
      ];
    });
  },
};
