import { DeliveryError } from '../../functions/shared/delivery/delivery-error.ts';
import { cutText } from '../../functions/shared/text/cut.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { ConversationError } from './conversation.ts';
import type { MailServer } from './server.ts';

/**
 * "Try later" is greylisting for the most part, which asks for a few minutes: RFC 6647 section 2.1. Each minute it is looked what is to
 * be sent: after a whole one the next look would come a moment too early, and the mail a minute late.
 */
const LATER_MS = 50_000;
/** What was refused for good is asked for seldom: servers lock out whoever keeps asking. */
const REFUSED_MS = 10 * 60_000;
const MOST_REPLY = 200;

type Where = Pick<MailServer, 'host' | 'port' | 'security'>;

/**
 * What a conversation that failed means for the mail. Reply codes: RFC 5321 section 4.2.1, a code of 4yz may pass by itself, one of
 * 5yz does not. Only a mail that was handed over whole and got no answer may have arrived: section 4.1.1.4.
 * @param to the address, for the words; none when nothing was to be sent.
 */
export function mailFailure(failure: ConversationError, server: Where, to?: string): DeliveryError {
  const { code, step, left, isTimeUp, cause } = failure;
  const { host, port } = server;
  const said = replyOf(failure);
  if (step === 'password')
    return new DeliveryError(`e-mail: the password is missing: ${failure.message}`, 'permanent-config', { cause });
  if (code !== undefined && code >= 400) {
    const isLater = code < 500;
    const whom = to === undefined ? '' : step === 'message' ? ` for ${spoken(to)}` : '';
    const what = step === 'login' ? `${host} does not let the user in` : `${host} refused the mail${whom}`;
    if (isLater) return new DeliveryError(`e-mail: ${what} for now${said}`, 'retry', { retryAfterMs: LATER_MS, cause });
    const advice = step === 'login' ? '; see smtp.user and the secret of smtp.passwordParameter' : '';
    return new DeliveryError(`e-mail: ${what}${said}${advice}`, step === 'message' ? 'permanent-payload' : 'permanent-config', {
      retryAfterMs: REFUSED_MS,
      cause,
    });
  }
  const unsafe = protectionProblem(failure, server);
  if (unsafe) return new DeliveryError(`e-mail: ${unsafe}`, 'permanent-config', { cause });
  const where = step === 'connect' ? `${host}:${port} cannot be reached` : `${host} broke off`;
  const why = isTimeUp ? 'it did not answer in time' : failure.system || 'the connection was closed';
  const open = left ? '; the mail may have arrived' : '';
  return new DeliveryError(`e-mail: ${where} (${why})${open}`, 'retry', { ambiguous: left, cause });
}

/** An address as it may stand in a message: what looks like one is taken out of everything that leaves. */
export function spoken(address: string): string {
  return address.replace('@', ' at ');
}

function replyOf({ code, reply }: ConversationError): string {
  // Redacted before it is cut: the name of a secret may stand in what is left out.
  const words = cutText(redact(soundText(reply.replaceAll(/\s+/g, ' ').trim())), MOST_REPLY);
  return ` (${words.startsWith(String(code)) ? words : `${code} ${words}`})`;
}

/** Names of OpenSSL for a certificate that proves nothing: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|CRL/;

function protectionProblem({ system, message }: ConversationError, { host, security }: Where): string | undefined {
  if (security === 'none') return undefined;
  if (CERTIFICATE.test(system)) return `the certificate of ${host} is not trusted (${system}); nothing was sent`;
  if (/STARTTLS/.test(message)) return `${host} offers no STARTTLS; see smtp.security and smtp.port`;
  if (/wrong version number|packet length/i.test(message))
    return `${host} speaks no TLS from the first byte; see smtp.security and smtp.port`;
  return undefined;
}
