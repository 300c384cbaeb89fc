import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { MonitoringStack } from '../../../lib/monitoring-stack.ts';
import { FULL, templateApp, VPC } from '../support.ts';
import { type Statement, statementsOf } from './statements.ts';

export const ALLOW_LIST = 'docs/iam-allow-list.json';

/** A statement that somebody has read, with the configurations that it is made for. */
export interface Allowed extends Statement {
  in: string[];
  /** Why it holds a wildcard. */
  why?: string;
}

const least: MonitorConfigInput = { environment: 'test', endpoints: FULL.endpoints };
/** Together these ask for everything that can be asked for. */
const CONFIGURATIONS: Record<string, MonitorConfigInput> = {
  'endpoints alone': least,
  everything: { ...FULL, logs: { group: 'atlasml', region: 'eu-west-1' } },
  'a key of its own': { ...FULL, logs: { group: 'atlasml', region: 'eu-west-1' }, customerManagedKey: true },
  "Slack's bot": {
    ...least,
    slack: { botTokenParameter: '/slack/bot', channel: 'C0123ABCD' },
    // And mails by SES in place of the topic.
    email: ['ops@example.org'],
    ses: { from: 'monitor@example.org' },
  },
  'a VPC': { ...least, network: { vpc: VPC } },
};

/** The statements of all configurations; those of one without a region, so that the region stays a word. */
export function statementsOfAll(change: (stack: MonitoringStack) => void = () => {}): Allowed[] {
  const all = new Map<string, Allowed>();
  for (const [name, input] of Object.entries(CONFIGURATIONS)) {
    const stack = new MonitoringStack(templateApp(), 'Test', { config: resolveConfig(input) });
    change(stack);
    for (const statement of statementsOf(Template.fromStack(stack))) {
      const known = all.get(JSON.stringify(statement));
      if (known) known.in.push(name);
      else all.set(JSON.stringify(statement), { ...statement, in: [name] });
    }
  }
  return [...all.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export function allowList(): Allowed[] {
  return JSON.parse(readFileSync(ALLOW_LIST, 'utf8'));
}

export const keyOf = ({ why: _, ...statement }: Allowed): string => JSON.stringify(statement);

export const hasWildcard = ({ who = [], may, on }: Statement): boolean =>
  [...who, ...may, ...on].some((text) => text.includes('*'));

/** What the template has and the list has not, and what only the list still has. */
export function differences(made: Allowed[], allowed: Allowed[]): string[] {
  const [are, may] = [new Set(made.map(keyOf)), new Set(allowed.map(keyOf))];
  return [
    ...[...are].filter((key) => !may.has(key)).map((key) => `new: ${key}`),
    ...[...may].filter((key) => !are.has(key)).map((key) => `gone: ${key}`),
  ];
}
