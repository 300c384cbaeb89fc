import { channelsOf, checksOf } from '../../../functions/shared/config/asked-for.ts';
import { digestsOf } from '../../../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../../functions/shared/signals/native-alarms.ts';
import { plural } from '../../../functions/shared/text/words.ts';
import { fail, type Item, ok } from '../finding.ts';
import { alarmDrift } from './alarm-drift.ts';
import type { AwsPorts } from './ports.ts';

const DEPLOY = 'deploy again: npx cdk deploy; what somebody changed on purpose goes into the configuration';

export const alarms: Item<AwsPorts> = {
  name: 'alarms',
  async look({ config, alarms: asked }) {
    const definitions = nativeAlarmsOf(alarmsOf(config));
    const drift = alarmDrift(definitions, await asked(), `atlasml-${config.slug}-`);
    if (drift.length > 0) return fail(drift.join('; '), DEPLOY);
    return ok(`all ${definitions.length} as the configuration would deploy them`);
  },
};

/** Alarms about the monitor itself: that each is there, and that none of them speaks. */
export const selfAlarms: Item<AwsPorts> = {
  name: 'alarms about itself',
  async look({ config, alarms: asked }) {
    const there = await asked();
    const prefix = `atlasml-${config.slug}-self-`;
    const missing = selfNames(config).filter((id) => !there.some(({ AlarmName }) => AlarmName === `${prefix}${id}`));
    if (missing.length > 0) return fail(`missing: ${missing.join(', ')}`, DEPLOY);
    const speaking = there.filter(({ AlarmName = '', StateValue }) => AlarmName.startsWith(prefix) && StateValue === 'ALARM');
    const [first] = speaking;
    if (first) {
      const names = speaking.map(({ AlarmName = '' }) => AlarmName.slice(prefix.length));
      return fail(`in alarm: ${names.join(', ')}`, 'docs/runbook.md, the sections that begin with "self-"');
    }
    return ok(plural(selfNames(config).length, 'alarm'));
  },
};

/** As lib/self-monitoring.ts names them. */
export function selfNames(config: MonitorConfig): string[] {
  const checks = checksOf(config).map((check) => `check-${check}`);
  const hourly = channelsOf(config).length > 0 ? ['verify-delivery'] : [];
  const others = [...(digestsOf(config).length > 0 ? ['send-digest'] : []), ...(config.answers ? ['answer'] : [])];
  return [
    ...[...checks, ...hourly].map((name) => `${name}-not-running`),
    ...[...checks, ...hourly, ...others, 'report-incident'].map((name) => `${name}-errors`),
    'alerts-late',
    'alerts-lost',
    'undelivered',
  ];
}

/** Each check runs once a minute; CloudWatch knows of a run some minutes later. */
const WINDOW_MS = 15 * 60_000;

export const schedules: Item<AwsPorts> = {
  name: 'schedules',
  async look({ config, clock, metrics }) {
    const endMs = clock.now();
    const sum = async (metric: string, name: string) => {
      const points = await metrics.read({
        namespace: 'AWS/Lambda',
        metric,
        dimensions: { FunctionName: `atlasml-${config.slug}-${name}` },
        statistic: 'Sum',
        periodSeconds: 60,
        startMs: endMs - WINDOW_MS,
        endMs,
      });
      return points.reduce((total, { value }) => total + value, 0);
    };
    const names = checksOf(config).map((check) => `check-${check}`);
    const runs = await Promise.all(
      names.map(async (name) => ({ name, invocations: await sum('Invocations', name), errors: await sum('Errors', name) })),
    );
    const wrong = runs.flatMap(({ name, invocations, errors }) =>
      invocations === 0
        ? [`${name} did not run`]
        : errors > 0
          ? [`${name} failed ${errors} of ${plural(invocations, 'time')}`]
          : [],
    );
    const fact = `in 15 minutes: ${runs.map(({ name, invocations }) => `${name} ${plural(invocations, 'run')}`).join(', ')}`;
    if (wrong.length > 0)
      return fail(
        `in 15 minutes: ${wrong.join(', ')}`,
        'see its schedule in the EventBridge Scheduler console, and its log group',
      );
    return ok(fact);
  },
};
