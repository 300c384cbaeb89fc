import { CfnWaitConditionHandle, Duration, NestedStack, TimeZone } from 'aws-cdk-lib';
import { Alarm, AlarmMuteRule, type IAlarm, ScheduleExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { isOnce } from '../functions/shared/config/schedule.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { alarmsOf } from '../functions/shared/signals/alarm-definitions.ts';
import { muteRuleName } from '../functions/shared/signals/maintenance.ts';
import { nativeAlarmsOf } from '../functions/shared/signals/native-alarms.ts';
import type { Alarms } from './alarms.ts';

/** API reference of PutAlarmMuteRule: a rule targets up to 100 alarms. */
const MOST_ALARMS = 100;
/** Parts of windows that have a template of their own: no rule changes its template under the same name, as with alarms. */
const FIRST_APART = 100;

export interface MaintenanceProps {
  readonly config: MonitorConfig;
  readonly alarms: Alarms;
}

type Window = MonitorConfig['maintenance'][number];

/**
 * Planned windows as mute rules: CloudWatch reckons with time zones and their changes, and mutes every action of the alarms.
 * The reporter asks which rule is active, because it reads the states itself.
 */
export class Maintenance extends Construct {
  readonly #slug: string;

  constructor(scope: Construct, id: string, { config, alarms }: MaintenanceProps) {
    super(scope, id);
    this.#slug = config.slug;
    const { maintenance } = config;
    if (alarms.apart.length === 0 || maintenance.length === 0) {
      for (const window of maintenance) this.#mute(this, window, alarms.alarms, 0);
      return;
    }
    // By their names: references would be parameters, of which a template takes 200. So the alarms are waited for, by one resource
    // that does nothing, or each window would name them all once more.
    const all = new CfnWaitConditionHandle(this, 'AllAlarms');
    all.node.addDependency(alarms);
    const named = nativeAlarmsOf(alarmsOf(config)).map(({ name }) => Alarm.fromAlarmName(this, name, name));
    for (const window of maintenance) {
      const template = new NestedStack(this, window.name, { description: `Planned: ${window.name}` });
      template.node.addDependency(all);
      this.#mute(template, window, named, FIRST_APART);
    }
  }

  #mute(scope: Construct, { name, schedule, minutes, timezone }: Window, alarms: readonly IAlarm[], first: number): void {
    const expression = isOnce(schedule) ? `at(${schedule})` : `cron(${schedule})`;
    for (let part = 0; part * MOST_ALARMS < alarms.length; part++) {
      new AlarmMuteRule(scope, `${name}-${part}`, {
        alarmMuteRuleName: muteRuleName(this.#slug, name, first + part),
        description: `Planned: ${name}`,
        schedule: ScheduleExpression.expression(expression, TimeZone.of(timezone)),
        duration: Duration.minutes(minutes),
        alarms: alarms.slice(part * MOST_ALARMS, (part + 1) * MOST_ALARMS),
      });
    }
  }
}
