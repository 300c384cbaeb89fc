import MailComposer from 'nodemailer/lib/mail-composer';
import { renderEmail } from '../../functions/shared/message/email.ts';
import { renderEmailHtml } from '../../functions/shared/message/email-html.ts';
import type { Message } from '../../functions/shared/message/message.ts';

export interface Letter {
  from: string;
  to: string;
  /** The name of the sender that people see. */
  sender: string;
  atMs: number;
  /** For a message that is no incident's. */
  newId(): string;
  /** What stands before the @ in the Message-ID of the first mail of this incident to this address. */
  thread?: string | undefined;
}

/**
 * A mail as it goes over the wire: text and HTML, and the headers that keep the mails of one incident together (RFC 5322
 * section 3.6.4). The ids follow from the incident alone: the same mail sent twice has the same one, and a process that knows
 * nothing of the first mail still names the thread.
 * @returns what stands before the @ in its id: the whole would look like an address, which is taken out of all that is stored.
 */
export async function composeMail(message: Message, letter: Letter): Promise<{ id: string; bytes: Uint8Array }> {
  const { from, to, sender, atMs, newId, thread } = letter;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const localOf = (text: string) => text.replaceAll(/[^\w.-]/g, '-').slice(0, 120);
  const idOf = (local: string) => `<${localOf(local)}@${domain}>`;
  const { story } = message;
  const id = localOf(story ? `${story.incident}.${story.step}` : newId());
  const root = story && idOf(story.incident);
  const { subject, text } = renderEmail(message);
  const mail = new MailComposer({
    from: { name: sender, address: from },
    to,
    subject,
    text,
    html: renderEmailHtml(message),
    date: new Date(atMs),
    messageId: idOf(id),
    ...(thread && { inReplyTo: idOf(thread) }),
    ...(root && { references: [root, ...(thread ? [idOf(thread)] : [])] }),
    // RFC 3834 section 5: nobody's out-of-office answers it. Exchange knows only the second.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { id, bytes: await mail.compile().build() };
}
