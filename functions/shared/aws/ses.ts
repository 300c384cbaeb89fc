import { GetEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SesConfig } from '../config/schema.ts';
import { sesIdentityOf } from '../config/ses-identity.ts';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { Mail } from '../delivery/mail/mail-receivers.ts';
import type { ChannelObservation } from '../observation.ts';
import { awsClient } from './client.ts';

/** A mail is sent once: what answers late may have sent it. */
const SENDING = { answerMs: 5_000, totalMs: 6_000, attempts: 1 };
/** What was refused for good is asked for seldom. */
const REFUSED_MS = 10 * 60_000;

/**
 * Sends a mail as it is, so that its headers and its picture are ours. Errors:
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 * @returns the id that SES gives it in place of our own: https://docs.aws.amazon.com/ses/latest/dg/header-fields.html
 * @throws DeliveryError that names what to do; it repeats nothing of the answer, in which addresses stand.
 */
export async function sendBySes(
  { from, to, bytes }: Mail,
  signal?: AbortSignal,
  client = awsClient(SESv2Client, SENDING),
): Promise<string | undefined> {
  const mail = { FromEmailAddress: from, Destination: { ToAddresses: [to] }, Content: { Raw: { Data: bytes } } };
  try {
    const { MessageId } = await client.send(new SendEmailCommand(mail), signal ? { abortSignal: signal } : {});
    return MessageId;
  } catch (cause) {
    throw sesFailure(cause as Error, to);
  }
}

const SETUP: Record<string, string> = {
  AccountSuspendedException: 'SES lets this account send nothing: see the SES console',
  MailFromDomainNotVerifiedException: 'the MAIL FROM domain is not verified: see the identity in the SES console',
  NotFoundException: 'SES does not know the identity of ses.from in this region: verify it there',
  AccessDeniedException: 'the function may not send as ses.from: see ses.identity, and deploy again',
};
const PAYLOAD: Record<string, string> = {
  MessageRejected: 'in the sandbox SES sends only to verified addresses, and only from a verified one',
  BadRequestException: 'it refuses this mail',
};
/** Refused before anything was done with the mail. */
const LATER = ['TooManyRequestsException', 'ThrottlingException', 'LimitExceededException', 'SendingPausedException'];

function sesFailure(cause: Error & { $metadata?: { httpStatusCode?: number } }, to: string): DeliveryError {
  const { name, $metadata } = cause;
  const whom = to.replace('@', ' at ');
  const said = `e-mail: SES did not take the mail for ${whom} (${name})`;
  if (SETUP[name]) return new DeliveryError(`${said}: ${SETUP[name]}`, 'permanent-config', { retryAfterMs: REFUSED_MS, cause });
  if (PAYLOAD[name])
    return new DeliveryError(`${said}: ${PAYLOAD[name]}`, 'permanent-payload', { retryAfterMs: REFUSED_MS, cause });
  const status = $metadata?.httpStatusCode;
  const ambiguous = !LATER.includes(name) && (status === undefined || status >= 500);
  const unsaid = `e-mail: SES did not say whether it took the mail for ${whom} (${name})`;
  return new DeliveryError(ambiguous ? unsaid : said, 'retry', { ambiguous, cause });
}

/** Whether SES would send as the sender, by the state of its identity: nothing is sent. */
export async function askSes(ses: SesConfig, client = awsClient(SESv2Client)): Promise<ChannelObservation> {
  const identity = sesIdentityOf(ses);
  const shown = identity.replace('@', ' at ');
  const channel = { channel: 'email' as const, notes: [] };
  try {
    const { VerifiedForSendingStatus } = await client.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
    return VerifiedForSendingStatus
      ? { ...channel, verdict: 'up', sentence: `SES sends as ${shown}.` }
      : { ...channel, verdict: 'down', sentence: `SES does not send as ${shown}: it is not verified there.` };
  } catch (error) {
    const { name } = error as Error;
    return name === 'NotFoundException'
      ? { ...channel, verdict: 'down', sentence: `SES does not know ${shown} in this region: verify it there.` }
      : { ...channel, verdict: 'unknown', sentence: `SES cannot be asked about ${shown} (${name}).` };
  }
}
