import { setTimeout } from 'node:timers/promises';
import MailComposer from 'nodemailer/lib/mail-composer';
import { renderEmail } from '../../message/email.ts';
import { type Picture, renderEmailHtml } from '../../message/email-html.ts';
import type { Message } from '../../message/message.ts';
import { pngSize } from './png-size.ts';

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
  /** What stands behind it, where somebody else gives mails their ids. @default the domain of the sender */
  threadDomain?: string | undefined;
}

/** A mail without its picture is still the mail, and others wait for it. */
const LONGEST_CHART_MS = 5_000;
/** Larger ones are none of ours. */
const MOST_CHART_BYTES = 200_000;

/**
 * A mail as it goes over the wire: text and HTML with its picture (RFC 2387), and the headers that keep the mails of one incident together
 * (RFC 5322 section 3.6.4). The ids follow from the incident alone: the same mail sent twice has the same one, and a process that knows
 * nothing of the first mail still names the thread.
 * @returns what stands before the @ in its id: the whole would look like an address, which is taken out of all that is stored.
 */
export async function composeMail(message: Message, letter: Letter): Promise<{ id: string; bytes: Uint8Array }> {
  const { from, to, sender, atMs, newId, thread, threadDomain } = letter;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const localOf = (text: string) => text.replaceAll(/[^\w.-]/g, '-').slice(0, 120);
  const idOf = (local: string) => `<${localOf(local)}@${domain}>`;
  const { story } = message;
  const id = localOf(story ? `${story.incident}.${story.step}` : newId());
  const root = story && idOf(story.incident);
  const first = thread && `<${localOf(thread)}@${threadDomain ?? domain}>`;
  const { subject, text } = renderEmail(message);
  const png = await drawn(message);
  const picture: Picture | undefined = png && (png === 'failed' ? png : { cid: `chart.${id}@${domain}`, ...pngSize(png) });
  const mail = new MailComposer({
    from: { name: sender, address: from },
    to,
    subject,
    text,
    html: renderEmailHtml(message, picture),
    ...(png instanceof Uint8Array && {
      attachments: [
        {
          filename: 'chart.png',
          content: Buffer.from(png),
          contentType: 'image/png',
          contentDisposition: 'inline' as const,
          cid: `chart.${id}@${domain}`,
        },
      ],
    }),
    date: new Date(atMs),
    messageId: idOf(id),
    ...(first && { inReplyTo: first }),
    ...(root && { references: [root, ...(first ? [first] : [])] }),
    // RFC 3834 section 5: nobody's out-of-office answers it. Exchange knows only the second.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { id, bytes: await mail.compile().build() };
}

/** The picture of a message; `failed` is said in the mail, so that nobody looks for it. */
async function drawn({ chart }: Message): Promise<Uint8Array | 'failed' | undefined> {
  if (!chart) return undefined;
  const enough = new AbortController();
  const late = setTimeout(LONGEST_CHART_MS, 'failed' as const, { ref: false, signal: enough.signal });
  try {
    const png = await Promise.race([chart(), late]);
    return png === 'failed' || png.byteLength > MOST_CHART_BYTES || !pngSize(png) ? 'failed' : png;
  } catch {
    return 'failed';
  } finally {
    late.catch(() => {});
    enough.abort();
  }
}
