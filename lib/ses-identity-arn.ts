import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SesConfig } from '../functions/shared/config/schema.ts';
import { sesIdentityOf } from '../functions/shared/config/ses-identity.ts';

/** What a mail that goes out whole needs. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_ses.html */
export const SEND_BY_SES = ['ses:SendEmail', 'ses:SendRawEmail'] as const;

/** The identity that the functions may send as, in the region of the stack. */
export function sesIdentityArn(scope: Construct, ses: SesConfig): string {
  return Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName: sesIdentityOf(ses) });
}
