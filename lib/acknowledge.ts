import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Acknowledges findings of cdk-nag with their written reason, at the place that they are about. */
export function acknowledge(scope: Construct, reason: string, ...ids: string[]): void {
  for (const id of ids) Validations.of(scope).acknowledge({ id, reason });
}

/** Acknowledges one IAM wildcard with its written reason. cdk-nag names the finding by the resource as it stands in the template. */
export function acknowledgeWildcard(scope: Construct, resource: string, reason: string): void {
  const finding = asWritten(Stack.of(scope).resolve(resource));
  acknowledge(scope, reason, `AwsSolutions-IAM5[Resource::${finding}]`);
}

type Intrinsic = string | { Ref: string } | { 'Fn::GetAtt': [string, string] } | { 'Fn::Join': [string, Intrinsic[]] };

function asWritten(value: Intrinsic): string {
  if (typeof value === 'string') return value;
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  return value['Fn::Join'][1].map(asWritten).join(value['Fn::Join'][0]);
}
