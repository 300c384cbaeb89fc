import { withoutActions } from '../../functions/shared/message/actions.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { Receiver } from '../../functions/shared/ports.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { DatabaseFile } from './database-file.ts';

/** One try to deliver a message. */
export interface SentMessage {
  /** Epoch ms. */
  atMs: number;
  receiver: string;
  kind: Message['kind'];
  subject: string;
  /** As an e-mail has it, redacted. */
  text: string;
  /** Why it is not known that it arrived; absent when it did. */
  failure?: string;
  /** The incident it is about. */
  incident?: string;
}

export interface MessageLog {
  add(message: SentMessage): void;
  /** The newest first, both ends of the time included. */
  list(most: number, sinceMs?: number, untilMs?: number): SentMessage[];
}

export function sqliteMessageLog(file: DatabaseFile): MessageLog {
  return {
    add({ atMs, receiver, kind, subject, text, failure, incident }) {
      const clean = (words: string) => redact(soundText(words));
      file.run(() =>
        file
          .prepare('insert into messages (at_ms, receiver, kind, subject, text, failure, incident) values (?, ?, ?, ?, ?, ?, ?)')
          .run(
            Math.floor(atMs),
            receiver,
            kind,
            clean(subject),
            clean(text),
            failure === undefined ? null : clean(failure),
            incident ?? null,
          ),
      );
    },
    list(most, sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER) {
      const sql =
        'select at_ms as atMs, receiver, kind, subject, text, failure, incident from messages where at_ms >= ? and at_ms <= ? order by at_ms desc, id desc limit ?';
      const rows = file.run(() => file.prepare(sql).all(sinceMs, untilMs, most)) as unknown as (SentMessage & {
        failure: string | null;
        incident: string | null;
      })[];
      return rows.map(({ failure, incident, ...row }) => ({
        ...row,
        ...(failure !== null && { failure }),
        ...(incident !== null && { incident }),
      }));
    },
  };
}

/** Where messages are written down, and who is told that they cannot be. */
export interface MessageKeeper {
  messages: Pick<MessageLog, 'add'>;
  failed(what: string, error: Error, meanwhile: string): void;
  succeeded(what: string): void;
}

/**
 * The same receiver, whose deliveries are written down. That they cannot be changes nothing of them.
 * @param now epoch ms.
 */
export function writtenDown(receiver: Receiver, store: MessageKeeper, now: () => number): Receiver {
  const write = (message: Message, failure?: string) => {
    try {
      const { subject, text } = renderEmail(withoutActions(message));
      const sent = { atMs: now(), receiver: receiver.name, kind: message.kind, subject, text };
      const about = message.story && { incident: message.story.incident };
      store.messages.add({ ...sent, ...about, ...(failure !== undefined && { failure }) });
      store.succeeded('Messages');
    } catch (error) {
      store.failed('Messages', error as Error, 'They are sent all the same.');
    }
  };
  return {
    name: receiver.name,
    async deliver(message, thread, options) {
      try {
        const place = await receiver.deliver(message, thread, options);
        write(message);
        return place;
      } catch (error) {
        write(message, (error as Error).message);
        throw error;
      }
    },
  };
}
