import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';

/** Where the stack of a service goes: where it is told to, else where whoever deploys is at home, else to its log. */
export function stackRegionOf({ logs }: Pick<MonitorConfig, 'logs'>, asked: string | undefined): string {
  return asked ?? process.env.CDK_DEFAULT_REGION ?? logs?.region ?? 'us-east-1';
}

/** A log in another region is read over there; one in another partition cannot be: no role reaches from one to the other. */
export function partitionFaults({ logs }: Pick<MonitorConfig, 'logs'>, stackRegion: string): string[] {
  const ofLog = logs && partitionOf(logs.region);
  const ofStack = partitionOf(stackRegion);
  if (!logs || !ofLog || !ofStack || ofLog === ofStack) return [];
  return [
    `logs.region: '${logs.region}' is in the partition ${ofLog} of AWS, and the stack goes to ${stackRegion}, in ${ofStack}: no account has both; deploy the monitor where the log is (-c stackRegion=${logs.region}), or leave logs out`,
  ];
}

/** Undefined for a region that the CDK does not know yet. */
const partitionOf = (region: string): string | undefined => RegionInfo.get(region).partition;

/** Says at synth where the log is read, when that is not where the monitor runs: often it was only not written. */
export function adviseOnRegion(scope: Construct, { logs }: Pick<MonitorConfig, 'logs'>): void {
  const { region } = Stack.of(scope);
  if (!logs || Token.isUnresolved(region) || region === logs.region) return;
  Annotations.of(scope).addInfo(
    `the log group ${logs.group} is read in ${logs.region}, by logs.region, and the monitor runs in ${region}: queries and links go to ${logs.region}, at its prices; if the group is in ${region}, write logs.region`,
  );
}
