import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { errorKinds } from '../../functions/check-logs/evidence.ts';
import { EVIDENCE_LIMIT, evidenceQuery } from '../../functions/check-logs/query.ts';
import type { Remembered } from '../../functions/report-incident/remembered.ts';
import { cloudWatchAlarmSource } from '../../functions/shared/aws/alarm-source.ts';
import { insightsLogSource } from '../../functions/shared/aws/log-source.ts';
import { cloudWatchMetricStore } from '../../functions/shared/aws/metric-store.ts';
import { askForStatus } from '../../functions/shared/aws/reporter-command.ts';
import { selfAlarms } from '../../functions/shared/aws/self-alarm-source.ts';
import { muteRuleSource } from '../../functions/shared/aws/window-source.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { ErrorKind } from '../../functions/shared/observation.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { MonitorView, ShownAlarm } from '../../local/view/monitor-view.ts';
import type { OpenView } from './command.ts';

/** Clients of AWS in place of those by the environment. */
export interface Clients {
  cloudWatch?: CloudWatchClient;
  logs?: CloudWatchLogsClient;
  lambda?: LambdaClient;
}

/** Behind an error of AWS. */
const HOW_TO_ASK = ' (set AWS_PROFILE and AWS_REGION as for the deploy)';
/** A query over a day is paid for by what it reads: while somebody looks on, it is asked anew this rarely. */
const ERRORS_AGAIN_MS = 10 * 60_000;

const opened = new Map<string, OpenView>();

/** The deployed monitor; asked again it is the same, so that what is dear to ask is kept. */
export async function openDeployed(config: MonitorConfig, clock: Clock): Promise<OpenView> {
  const open = opened.get(config.slug) ?? { config, view: deployedView(config, clock), close: () => {} };
  opened.set(config.slug, open);
  return open;
}

/** The deployed monitor of an environment, with the rights of whoever asks. Nothing is changed. */
export function deployedView(config: MonitorConfig, clock: Clock, { cloudWatch, logs, lambda }: Clients = {}): MonitorView {
  const { slug, maintenance, logs: asked } = config;
  const definitions = alarmsOf(config);
  const source = asked && insightsLogSource(asked, clock, logs);
  let known: { atMs: number; kinds: ErrorKind[] } | undefined;
  return {
    watcher: async () => ({ words: 'the functions in AWS' }),
    async alarms() {
      const [ours, self] = await Promise.all([
        cloudWatchAlarmSource(definitions, cloudWatch).states(),
        selfAlarms(slug, cloudWatch),
      ]);
      const there = new Set(ours.map(({ name }) => name));
      const missing = definitions
        .filter(({ name }) => !there.has(name))
        .map(({ name, title, signal }): ShownAlarm => {
          const { severity } = signal;
          return { name, title: `${title} (not deployed)`, severity, value: 'INSUFFICIENT_DATA', sinceMs: clock.now() };
        });
      return [...ours, ...missing, ...self];
    },
    async remembered() {
      const name = `atlasml-${slug}-report-incident`;
      const answer = await askForStatus<Remembered>(name, lambda).catch((error: Error) => {
        const whatToDo = /there is no command/.test(error.message) ? ': deploy this version' : HOW_TO_ASK;
        throw new Error(error.message + whatToDo);
      });
      const { open = [], notices = [], observations, silence } = answer;
      if (!observations) throw new Error('the deployed monitor gave no answer: deploy this version');
      return { open, notices, observations, ...(silence && { silence }) };
    },
    metrics: cloudWatchMetricStore(slug, cloudWatch),
    async errors(sinceMs) {
      if (!source) return [];
      if (known && clock.now() - known.atMs < ERRORS_AGAIN_MS) return known.kinds;
      const window = { startMs: sinceMs, endMs: clock.now() };
      const answer = await source.query({ query: evidenceQuery(EVIDENCE_LIMIT), ...window });
      if (answer.state === 'unknown') throw new Error(answer.reason);
      known = { atMs: clock.now(), kinds: errorKinds(answer.rows) };
      return known.kinds;
    },
    ...(maintenance.length > 0 && { windows: muteRuleSource(slug, definitions[0]?.name ?? '', cloudWatch) }),
  };
}
