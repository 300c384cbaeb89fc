import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { errorKinds } from '../../functions/check-logs/evidence.ts';
import { EVIDENCE_LIMIT, evidenceQuery } from '../../functions/check-logs/query.ts';
import type { Remembered } from '../../functions/report-incident/remembered.ts';
import { cloudWatchAlarmSource } from '../../functions/shared/aws/alarm-source.ts';
import { deployedSeries } from '../../functions/shared/aws/deployed-series.ts';
import { insightsLogSource } from '../../functions/shared/aws/log-source.ts';
import { askForStatus } from '../../functions/shared/aws/reporter-command.ts';
import { selfAlarms } from '../../functions/shared/aws/self-alarm-source.ts';
import { muteRuleSource } from '../../functions/shared/aws/window-source.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { ErrorKind } from '../../functions/shared/observation.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';
import { byParts } from '../../functions/shared/signals/parts.ts';
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
  const natives = nativeAlarmsOf(definitions);
  let asking: Promise<Partial<Remembered>> | undefined;
  /** It is wanted twice at the same time, and asked once. */
  const ask = (): Promise<Partial<Remembered>> => {
    const answer = asking ?? askForStatus<Remembered>(`atlasml-${slug}-report-incident`, lambda);
    asking = answer.finally(() => {
      asking = undefined;
    });
    return asking;
  };
  let known: { atMs: number; kinds: ErrorKind[] } | undefined;
  return {
    watcher: async () => ({ words: 'the functions in AWS' }),
    async alarms() {
      const [states, self, observations] = await Promise.all([
        cloudWatchAlarmSource(natives, cloudWatch).states(),
        selfAlarms(slug, cloudWatch),
        // Which component is meant stands in them; without them the alarms say at least that one is.
        ask().then(
          (answer) => answer.observations ?? [],
          () => [],
        ),
      ]);
      const ours = byParts(states, definitions, observations, clock.now());
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
      const answer = await ask().catch((error: Error) => {
        const whatToDo = /there is no command/.test(error.message) ? ': deploy this version' : HOW_TO_ASK;
        throw new Error(error.message + whatToDo);
      });
      const { open = [], notices = [], observations, silence } = answer;
      if (!observations) throw new Error('the deployed monitor gave no answer: deploy this version');
      return { open, notices, observations, ...(silence && { silence }) };
    },
    metrics: deployedSeries(slug, clock, { ...(cloudWatch && { cloudWatch }), ...(logs && { logs }) }),
    async errors(sinceMs) {
      if (!source) return [];
      if (known && clock.now() - known.atMs < ERRORS_AGAIN_MS) return known.kinds;
      const window = { startMs: sinceMs, endMs: clock.now() };
      const answer = await source.query({ query: evidenceQuery(EVIDENCE_LIMIT), ...window });
      if (answer.state === 'unknown') throw new Error(answer.reason);
      known = { atMs: clock.now(), kinds: errorKinds(answer.rows) };
      return known.kinds;
    },
    ...(maintenance.length > 0 && { windows: muteRuleSource(slug, natives[0]?.name ?? '', cloudWatch) }),
  };
}
