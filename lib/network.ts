import { Annotations } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { independentTargetOf } from '../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import type { MonitorFunctionProps } from './function.ts';

/** The VPC that check-health runs in where one is configured; says at synth what it must be able to reach from there. */
export function networkOf(scope: Construct, config: MonitorConfig): MonitorFunctionProps['network'] {
  const { vpc } = config.network;
  if (!vpc) return undefined;
  const target = independentTargetOf(config);
  const services = ['monitoring (interface endpoint)', 'dynamodb (gateway endpoint)'];
  const usesParameters =
    config.sentry !== undefined ||
    config.endpoints.some((e) => Object.values(e.headers).some((value) => typeof value !== 'string'));
  if (usesParameters) services.push('ssm (interface endpoint)');
  Annotations.of(scope).addInfo(
    `check-health runs inside ${vpc.id}. From its subnets it needs a NAT gateway, or VPC endpoints for: ${services.join(', ')}` +
      `${config.sentry ? '; Sentry needs the NAT gateway' : ''}. Its security group must let it out to the endpoints and to AtlasML${target ? `, and to ${new URL(target).hostname} (network.independentTarget)` : ''}.`,
  );
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: vpc.id, availabilityZones: vpc.availabilityZones }),
    vpcSubnets: { subnets: vpc.subnetIds.map((id, i) => Subnet.fromSubnetId(scope, `Subnet${i}`, id)) },
    securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'SecurityGroup', vpc.securityGroupId, { mutable: false })],
  };
}
