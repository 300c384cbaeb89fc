import { ConfigError } from '../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { checkHealthCommand } from './check-health.ts';
import { checkLogsCommand } from './check-logs/command.ts';
import { costCommand } from './cost.ts';
import { demoCommand } from './demo.ts';
import { digestCommand } from './digest.ts';
import { incidentCommand } from './incident/command.ts';
import { queryCommand } from './query/command.ts';
import { type Screen, screenOf } from './screen.ts';
import { ackCommand, silenceCommand } from './silence.ts';
import { type Outcome, UsageError } from './usage-error.ts';
import { watchCommand } from './watch.ts';

export const HELP = `atlasml-monitor: the monitor on this machine, and what a deployed one does

  demo [--speed N]                     a simulated AtlasML through its troubles, on a fast clock
  watch [--environment NAME] [--log-file FILE] [--cgroup DIR] [--docker NAME] [--data DIR] [--secrets DIR] [--once]
                                       the whole monitor on this machine, by monitor.config.ts; --docker asks the Engine
                                       (or DOCKER_HOST) what became of that container; --once runs one round
  watch --url URL [--log-file FILE] [--cgroup DIR] [--docker NAME]
                                       the same for one endpoint, at once; messages are printed unless receivers are configured
  check health [--url URL] [--attempts N] [--json]
                                       one run of probes; without --url the endpoints of monitor.config.ts
  check logs FILE… [--service NAME] [--timezone ZONE] [--json]
                                       count log files as the tools write them, .gz too, or - for standard input, by
                                       the queries that run in AWS; says why a log is not well
  query 'QUERY' [FILE…] [--start T] [--end T] [--last 24h] [--format table|json|jsonl|csv] [--plot]
                                       a Logs Insights query over log files, .gz too, patterns in quotes, or
                                       standard input; --query-file FILE reads the query, --threads N
  send-test [--topic ARN] [--slack-parameter NAME] | --here [--secrets DIR]
                                       a marked test through every receiver of the deployed monitor, or of this machine
  silence --for 10m --why deploy [--by NAME] [--data DIR]
                                       tell nobody for so long; what lasts is told afterwards; silence --end. With
                                       --data the monitor of this machine is asked, as watch --data DIR runs it
  ack [--by NAME] [--data DIR]         somebody is on the open incident: it reminds nobody any more
  digest [daily|weekly|monthly]        the checklist as of now, printed and sent to nobody
  incident list                        the incidents of the deployed monitor
  incident show [ID] [--markdown]      the newest or that one, as the beginning of a postmortem
  cost [--log-gb-a-day N]              what the deployed monitor costs a month

Every command takes --config FILE, by default monitor.config.ts.

Exit code: 0 well, 1 not well, 2 wrong command line or configuration, 3 unknown.`;

/** Runs one command line. Never throws: what is wrong is the outcome's text. */
export async function main(
  argv: string[],
  userConfig: MonitorConfigInput,
  environment: NodeJS.ProcessEnv,
  screen: Screen = screenOf(process),
): Promise<Outcome> {
  try {
    return await dispatch(argv, userConfig, environment, screen);
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConfigError || isParseError(error)) {
      return { text: `${(error as Error).message}\n\nSee: atlasml-monitor help`, code: 2 };
    }
    throw error;
  }
}

async function dispatch(
  argv: string[],
  userConfig: MonitorConfigInput,
  environment: NodeJS.ProcessEnv,
  screen: Screen,
): Promise<Outcome> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || argv.some((a) => a === '--help' || a === '-h'))
    return { text: HELP, code: 0 };
  if (command === 'watch') return watchCommand(rest, userConfig, environment, screen);
  if (command === 'demo') return demoCommand(rest, screen);
  if (command === 'query') return queryCommand(rest);
  if (command === 'silence' || command === 'ack') {
    const { askReporter } = await import('../functions/shared/aws/reporter-command.ts');
    return (command === 'ack' ? ackCommand : silenceCommand)(rest, userConfig, askReporter);
  }
  if (command === 'digest') {
    const { askForDigest } = await import('../functions/shared/aws/digest-preview.ts');
    return digestCommand(rest, userConfig, askForDigest);
  }
  if (command === 'incident') {
    const [{ askForIncidents }, { cloudWatchMetricStore }] = await Promise.all([
      import('../functions/shared/aws/reporter-command.ts'),
      import('../functions/shared/aws/metric-store.ts'),
    ]);
    return incidentCommand(rest, userConfig, { incidents: askForIncidents, metrics: cloudWatchMetricStore, nowMs: Date.now() });
  }
  if (command === 'send-test') {
    // The AWS SDK is loaded for the commands that need it.
    const { sendTestCommand } = await import('./send-test.ts');
    return sendTestCommand(rest, userConfig, environment);
  }
  if (command === 'cost') return costCommand(rest, userConfig);
  if (command === 'check') {
    const [what, ...options] = rest;
    if (what === 'health') return checkHealthCommand(options, userConfig, environment);
    if (what === 'logs') return checkLogsCommand(options, userConfig);
    throw new UsageError(`check takes health or logs, not ${what ?? 'nothing'}`);
  }
  throw new UsageError(`there is no command '${command}'`);
}

function isParseError(error: unknown): boolean {
  return String((error as { code?: string }).code ?? '').startsWith('ERR_PARSE_ARGS');
}
