import { Stack } from 'aws-cdk-lib';
import type { LogsConfig } from '../functions/shared/config/schema.ts';
import { functionLogGroup } from '../functions/shared/signals/figures.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { MonitorFunction } from './function.ts';

/** Lets a function query one log group, in its own region. */
export function allowQueries(fn: MonitorFunction, { group, region }: LogsConfig): void {
  // StartQuery and GetQueryResults are granted on the group's ARN with ":*"; StopQuery takes no resource.
  const arn = Stack.of(fn).formatArn({ service: 'logs', region, resource: `log-group:${group}:*` });
  fn.allow('logs:StartQuery', 'logs:GetQueryResults', 'logs:FilterLogEvents').on(arn);
  fn.allow('logs:StopQuery').on('*');
  acknowledgeWildcard(fn, arn, ONE_GROUP);
}

/** Lets a function ask the logs of others of ours for the figures of their runs. */
export function allowFigures(fn: MonitorFunction, slug: string, names: readonly string[]): void {
  for (const name of names) {
    const resource = `log-group:${functionLogGroup(slug, name)}:*`;
    const arn = Stack.of(fn).formatArn({ service: 'logs', resource });
    fn.allow('logs:StartQuery', 'logs:GetQueryResults').on(arn);
    acknowledgeWildcard(fn, arn, ONE_GROUP);
  }
  fn.allow('logs:StopQuery').on('*');
}

const ONE_GROUP = "A log group's ARN ends in ':*' by its definition; it is one group.";
