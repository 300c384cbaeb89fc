import { Duration, TimeZone } from 'aws-cdk-lib';
import { AlarmMuteRule, type IAlarm, ScheduleExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { isOnce } from '../functions/shared/config/schedule.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { muteRuleName } from '../functions/shared/signals/maintenance.ts';

/** API reference of PutAlarmMuteRule: a rule targets up to 100 alarms. */
const MOST_ALARMS = 100;

export interface MaintenanceProps {
  readonly config: MonitorConfig;
  readonly alarms: IAlarm[];
}

/**
 * Planned windows as mute rules: CloudWatch reckons with time zones and their changes, and mutes every action of the alarms.
 * The reporter asks which rule is active, because it reads the states itself.
 */
export class Maintenance extends Construct {
  constructor(scope: Construct, id: string, { config, alarms }: MaintenanceProps) {
    super(scope, id);
    for (const { name, schedule, minutes, timezone } of config.maintenance) {
      const expression = isOnce(schedule) ? `at(${schedule})` : `cron(${schedule})`;
      for (let part = 0; part * MOST_ALARMS < alarms.length; part++) {
        new AlarmMuteRule(this, `${name}-${part}`, {
          alarmMuteRuleName: muteRuleName(config.slug, name, part),
          description: `Planned: ${name}`,
          schedule: ScheduleExpression.expression(expression, TimeZone.of(timezone)),
          duration: Duration.minutes(minutes),
          alarms: alarms.slice(part * MOST_ALARMS, (part + 1) * MOST_ALARMS),
        });
      }
    }
  }
}
