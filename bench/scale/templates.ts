import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack } from 'aws-cdk-lib';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';

/** What a configuration deploys. */
export interface Deployed {
  /** Resources of the stack itself, and of the nested ones. */
  own: number;
  nested: number;
  /** By type, nested ones too. */
  byType: Map<string, number>;
  /** Bytes of the largest template. */
  largest: number;
}

/** Synthesises the real stack; the code of the functions is left out. */
export function deployed(config: MonitorConfig): Deployed {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
  const stack = new MonitoringStack(app, 'Scale', { config, env: { region: 'us-east-1' } });
  const nested = stack.node.findAll().filter((one) => NestedStack.isNestedStack(one));
  const assembly = app.synth();
  const templates = [stack, ...nested].map(({ templateFile }) => readFileSync(join(assembly.directory, templateFile), 'utf8'));
  const resources = templates.map((json) => Object.values(JSON.parse(json).Resources as Record<string, { Type: string }>));
  const byType = new Map<string, number>([['AWS::CloudFormation::Stack', 1]]);
  for (const { Type } of resources.flat()) byType.set(Type, (byType.get(Type) ?? 0) + 1);
  const [own = [], ...others] = resources;
  return { own: own.length, nested: others.flat().length, byType, largest: Math.max(...templates.map((json) => json.length)) };
}
