import type { ConnectionOptions } from 'node:tls';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { SMTP_PORTS } from '../../functions/shared/config/smtp.ts';
import type { Secrets } from '../../functions/shared/ports.ts';

/** How long each part of a conversation with a mail server may take, ms. */
export interface MailLimits {
  /** Until the TCP connection stands. */
  connectMs: number;
  /** Until the whole greeting came. */
  greetingMs: number;
  /** How long nothing may come afterwards. */
  silenceMs: number;
  /** Of everything, from the name to the goodbye. */
  totalMs: number;
}

/**
 * Less in all than the reporter gives a send (15 s), so that a failure is named here. A greeting may be held back for six
 * seconds on purpose: https://www.postfix.org/POSTSCREEN_README.html (pregreet test).
 */
export const LIMITS: MailLimits = { connectMs: 4_000, greetingMs: 8_000, silenceMs: 10_000, totalMs: 13_000 };

/** A mail server, and who we are to it. */
export interface MailServer {
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  user?: string | undefined;
  /** @throws when it cannot be read. */
  password(): Promise<string>;
  limits: MailLimits;
  /** More than the system's own, such as another authority. */
  tls?: ConnectionOptions | undefined;
}

/** The server that a configuration names. */
export function mailServerOf(
  smtp: NonNullable<MonitorConfig['smtp']>,
  secrets: Secrets,
  { limits = LIMITS, tls }: { limits?: MailLimits; tls?: ConnectionOptions | undefined } = {},
): MailServer {
  const { host, port, security, user, passwordParameter = '' } = smtp;
  return {
    host,
    port: port ?? SMTP_PORTS[security],
    security,
    user,
    password: () => secrets.read(passwordParameter),
    limits,
    tls,
  };
}
